"""Finding one's own seats again: a mail with the links to all of them."""

import sqlalchemy as sa

from app import clock
from app.accounts import tokens
from app.database import db, transaction
from app.notifications import outbox
from app.notifications.outbox import Drop
from app.programme.models import Event
from app.programme.queries import LAST_END
from app.registrations import links
from app.registrations.models import LIVING, Registration

TEMPLATE = "registrations/mail/my_seats"


def send_links(email):
    """Send an address the links to all its registrations that are not over; at most once an hour, and to none unknown.

    Returns nothing: whether an address is known only its owner learns (law 6).
    """
    with transaction():
        now = clock.now()
        ids = [registration.id for registration in _coming(now, email=email)]
        if ids:
            # The address itself stands in no key.
            hour = f"{tokens.keyed_hash('my-seats', email)[:24]}:{now:%Y-%m-%dT%H}"
            outbox.queue(email, TEMPLATE, f"registration:{ids[-1]}", now, once=f"seats:{hour}", registration_ids=ids)


def register(facts):
    """Enter the mail into the outbox's register."""
    facts[TEMPLATE] = _facts


def _facts(facts):
    found = _coming(clock.now(), ids=facts["registration_ids"]) if facts else []
    if not found:
        raise Drop("Es gibt keine Anmeldung mehr, die noch nicht vorbei ist.")
    return {"language": found[-1].language, "places": [
        (registration.event, links.manage_link(registration)
         if registration.confirmed_at else links.confirm_link(registration), registration.confirmed_at is not None)
        for registration in found
    ]}  # fmt: skip


def _coming(now, email=None, ids=()):
    of_whom = Registration.email == email if email is not None else Registration.id.in_(ids)
    return db.session.scalars(
        sa.select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(of_whom, Registration.email.is_not(None), Registration.state.in_(LIVING), now < LAST_END)
        .order_by(Registration.id)
    ).all()
