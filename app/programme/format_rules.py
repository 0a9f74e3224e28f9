"""May a format be so? Pure."""

from enum import Enum

from flask_babel import lazy_gettext as _

from app.programme.models import SEAT, SLOT


class FormatRefusal(Enum):
    """Why a format cannot be made or changed."""

    SAME_NAME = _("Ein Format mit diesem Namen gibt es schon. Bitte wählen Sie einen anderen Namen.")
    NO_LANGUAGE = _("Bitte wählen Sie mindestens eine Sprache, die gesprochen wird.")
    NEVER_ENOUGH = _(
        "So kämen nie genug Menschen zusammen: Es gibt weniger Plätze, als mindestens besetzt sein müssen. Bitte "
        "prüfen Sie beide Zahlen."
    )
    COMPANY_TOO_LARGE = _(
        "So viele Begleitungen passen zusammen mit der Person, die anmeldet, nicht auf die Plätze. Bitte prüfen Sie "
        "beide Zahlen."
    )
    NO_SLOT = _("Bitte schreiben Sie, wie viele Minuten ein Zeitfenster dauert.")
    SLOT_TOO_LONG = _("Ein Zeitfenster kann nicht länger dauern als das Format selbst. Bitte prüfen Sie beide Zahlen.")
    NEVER_OPEN = _(
        "So wäre die Anmeldung nie offen: Sie schließt, bevor sie öffnet. Bitte prüfen Sie die Tage und die Stunden."
    )
    HAS_GUESTS = _(
        "Für „%(title)s“ sind schon Plätze vergeben. Wie man teilnimmt, lässt sich erst wieder ändern, wenn kommende "
        "Veranstaltungen keine Gäste haben. Legen Sie sonst bitte ein neues Format an."
    )


def why_no_format(
    minutes, capacity, min_participants, companions_max, registration, slot_minutes, opens_days, closes_hours, languages
):
    """Return the first reason why a format cannot be so, or None."""
    if not languages:
        return FormatRefusal.NO_LANGUAGE
    if min_participants > capacity:
        return FormatRefusal.NEVER_ENOUGH
    if registration == SEAT and companions_max >= capacity:
        return FormatRefusal.COMPANY_TOO_LARGE
    if registration == SLOT and not slot_minutes:
        return FormatRefusal.NO_SLOT
    if registration == SLOT and slot_minutes > minutes:
        return FormatRefusal.SLOT_TOO_LONG
    if opens_days is not None and closes_hours and opens_days * 24 <= closes_hours:
        return FormatRefusal.NEVER_OPEN
    return None
