"""What a meeting may still do, before and after its minutes were sent."""

from enum import Enum

from flask_babel import lazy_gettext as _


class MeetingRefusal(Enum):
    """Why a meeting stays as it is."""

    SENT = _("Das Protokoll ist am %(when)s hinausgegangen. Seitdem ändert sich an dieser Sitzung nichts mehr.")
    HAS_RESOLUTIONS = _("In dieser Sitzung wurde schon etwas beschlossen. Deshalb bleibt sie beim Gremium.")
    TAKEN = _("Diese Veranstaltung ist schon eine Sitzung. Bitte wählen Sie eine andere.")
    CALLED_OFF = _("Diese Veranstaltung ist abgesagt. Bitte wählen Sie eine andere.")
    NOT_MET = _("Die Sitzung ist abgesagt; es gibt nichts zu versenden.")
    NOT_BEGUN = _("Die Sitzung hat noch nicht begonnen. Senden Sie das Protokoll, wenn sie stattgefunden hat.")
    EMPTY = _("Noch steht nichts im Protokoll. Bitte schreiben Sie zuerst, was besprochen wurde.")
    NOBODY = _(
        "Kein Mitglied hat eine Kontaktadresse oder eine Vertretung. Bitte tragen Sie zuerst bei einer Organisation "
        "eine Adresse ein."
    )


def why_not_send(is_cancelled, starts_at, minutes, has_resolutions, now):
    """Return why the minutes of a meeting cannot go out, or None."""
    if is_cancelled:
        return MeetingRefusal.NOT_MET
    if starts_at > now:
        return MeetingRefusal.NOT_BEGUN
    if not minutes.strip() and not has_resolutions:
        return MeetingRefusal.EMPTY
    return None
