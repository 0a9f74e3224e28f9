"""The mail that invites somebody, and the link in it."""

from flask import current_app

from app import public_forms
from app.accounts import tokens
from app.database import db
from app.notifications.greetings import greeting
from app.notifications.outbox import Drop
from app.programme import queries as programme
from app.programme.models import ONSITE
from app.registrations.invitations import SeatInvitation

_PURPOSE = "seat-invitation"


def path(invitation):
    """Return the path on which an invitation is used."""
    born = round(invitation.made_at.timestamp() * 1000)
    return f"/einladung/platz/{tokens.make(_PURPOSE, invitation.id, born)}"


def link(invitation):
    """Return the address on which an invitation is used."""
    return f"{current_app.config['BASE_URL']}{path(invitation)}"


def find(token):
    """Return the invitation of a link that still counts, or None."""
    facts = tokens.find(_PURPOSE, token, 2)
    invitation = db.session.get(SeatInvitation, facts[0]) if facts else None
    if invitation is None or round(invitation.made_at.timestamp() * 1000) != facts[1]:
        return None
    return invitation if invitation.withdrawn_at is None else None


def register(facts):
    """Enter the mail into the outbox's register."""
    facts["registrations/mail/invited"] = _facts


def _facts(facts):
    invitation = db.session.get(SeatInvitation, facts["invitation_id"]) if facts else None
    if invitation is None or invitation.withdrawn_at is not None:
        raise Drop("Die Einladung wurde zurückgezogen.")
    event = programme.get_event(invitation.event_id)
    if event.is_cancelled:
        raise Drop("Die Veranstaltung ist abgesagt.")
    return {
        "name": invitation.name, "greeting": greeting(invitation.name), "event": event,
        # Nobody has asked them yet.
        "language": public_forms.usual_language(event.languages), "digital": event.ledger(ONSITE) is None,
        "invitation_link": link(invitation), "is_forwardable": invitation.is_forwardable,
    }  # fmt: skip
