"""What may become of a request to be a partner. Pure; `now` is an argument."""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app.alliance.partners import ACCEPTED, DECLINED, OPEN, UNCONFIRMED

CONFIRM_WITHIN = timedelta(hours=24)
# One address gets no more mails than this for requests that it does not confirm.
MOST_UNCONFIRMED = 3

STATE_TEXTS = {
    UNCONFIRMED: _("noch nicht bestätigt"), OPEN: _("wartet auf Antwort"), ACCEPTED: _("angenommen"),
    DECLINED: _("abgelehnt"),
}  # fmt: skip


class PartnerRefusal(Enum):
    """Why a request cannot be confirmed or decided, and what to do instead."""

    TOO_LATE = _("Die Zeit zum Bestätigen ist vorbei. Bitte füllen Sie das Formular noch einmal aus.")
    UNCONFIRMED = _("Diese Anfrage ist noch nicht bestätigt. Erst danach kann jemand entscheiden.")
    DECIDED = _("Über diese Anfrage hat schon jemand entschieden: %(state)s.")
    NO_REASON = _("Bitte schreiben Sie, warum.")
    OWN_ADDRESS = _("Das ist Ihre eigene Adresse. Bitte lassen Sie jemand anderes aus dem Team einladen.")
    NOT_NEW = _("Diese Organisation gab es schon vorher. Wer sie vertritt, entscheidet die Verwaltung des Hauses.")


def why_not_confirm(state, requested_at, now):
    """Return why a request cannot be confirmed any more, or None."""
    return PartnerRefusal.TOO_LATE if state == UNCONFIRMED and now >= requested_at + CONFIRM_WITHIN else None


def why_not_decide(state):
    """Return why nobody can decide about a request in this state, or None."""
    if state == UNCONFIRMED:
        return PartnerRefusal.UNCONFIRMED
    return None if state == OPEN else PartnerRefusal.DECIDED


def why_not_invite(email, by_email, is_new, is_administration):
    """Return why somebody may not invite the person of a request to represent its organisation, or None.

    `is_new`: whether the organisation was made from this very request.
    """
    if email.lower() == by_email.lower():
        return PartnerRefusal.OWN_ADDRESS
    return None if is_new or is_administration else PartnerRefusal.NOT_NEW
