"""May an organisation be asked to host an event together with others, and may it still answer? Pure."""

from enum import Enum

from flask_babel import lazy_gettext as _

from app.programme.models import CANCELLED

ASKED, ACCEPTED, DECLINED, WITHDRAWN = "asked", "accepted", "declined", "withdrawn"


class CoHostingRefusal(Enum):
    """Why nobody can ask, or answer."""

    IS_HOST = _("%(organisation)s lädt schon mit ein.")
    NOBODY = _(
        "Wir wissen nicht, wen wir bei %(organisation)s fragen können. Bitte tragen Sie eine Kontaktadresse ein, oder "
        "laden Sie jemanden ein, der die Organisation vertritt."
    )
    CANCELLED = _("Die Veranstaltung ist abgesagt. Darüber gibt es nichts mehr zu entscheiden.")
    OVER = _("Die Veranstaltung ist schon vorbei. Darüber gibt es nichts mehr zu entscheiden.")
    WITHDRAWN = _("Die Anfrage wurde zurückgezogen. Fragen Sie gern nach, wenn Sie trotzdem dabei sein möchten.")
    ASKED_ANEW = _("Inzwischen wurden Sie noch einmal gefragt. Bitte nutzen Sie den Link in der neueren Nachricht.")
    DECLINED = _("Sie haben schon abgesagt. Möchten Sie doch dabei sein, schreiben Sie uns bitte.")
    HAS_ACCEPTED = _("Sie haben schon zugesagt. Geht es doch nicht, schreiben Sie uns bitte.")
    ACCEPTED = _(
        "Die Organisation hat schon zugesagt. Soll sie nicht mehr dabei sein, nehmen Sie sie bitte unter „Ändern“ aus "
        "der Liste."
    )


def why_not_now(event_state, ends_at, now):
    """Return why an event takes no further hosts, or None."""
    if event_state == CANCELLED:
        return CoHostingRefusal.CANCELLED
    if ends_at <= now:
        return CoHostingRefusal.OVER
    return None


def why_not_ask(is_host, has_address, event_state, ends_at, now):
    """Return why an organisation cannot be asked, or None."""
    if reason := why_not_now(event_state, ends_at, now):
        return reason
    if is_host:
        return CoHostingRefusal.IS_HOST
    return None if has_address else CoHostingRefusal.NOBODY


def why_not_answer(state, is_newest, event_state, ends_at, now):
    """Return why an organisation that was asked cannot answer any more, or None."""
    if not is_newest:
        return CoHostingRefusal.ASKED_ANEW
    if state == WITHDRAWN:
        return CoHostingRefusal.WITHDRAWN
    if state == DECLINED:
        return CoHostingRefusal.DECLINED
    if state == ACCEPTED:
        return CoHostingRefusal.HAS_ACCEPTED
    return why_not_now(event_state, ends_at, now)
