"""What the mails about a closure need to know: what becomes of each booking, as it is when the mail is sent."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.database import db
from app.notifications.greetings import greeting
from app.notifications.outbox import Drop
from app.rooms import links
from app.rooms.bookings import LIVING, Booking
from app.rooms.closing import CALLED_OFF, MOVED, STAYS
from app.rooms.models import Room
from app.rooms.persons import RoomRequest

_FORGOTTEN = "Die Daten der Person wurden gelöscht."
_OVERTAKEN = "Inzwischen steht es anders um diese Buchungen."


def register(facts):
    """Enter the mails about closures into the outbox's register."""
    facts["rooms/mail/closed"] = _for_person
    facts["rooms/mail/closed_for_team"] = _for_team


def changed_bookings(facts):
    """Return (request, bookings that moved or were called off) of a mail to a person: what a diary should know."""
    found = _outcomes(facts)
    return _request(facts), [booking for booking, _was in found[CALLED_OFF] + found[MOVED]]


def _request(facts):
    request = db.session.get(RoomRequest, facts["request_id"]) if facts else None
    if request is None or request.email is None:
        raise Drop(_FORGOTTEN)
    return request


def _for_person(facts):
    request = _request(facts)
    return {
        **_outcomes(facts),
        "language": request.language,
        "name": request.name,
        "greeting": greeting(request.name),
        "manage_link": links.manage_link(request),
    }


def _for_team(facts):
    account = db.session.get(Account, facts["account_id"]) if facts else None
    if account is None or not account.is_open:
        raise Drop(_FORGOTTEN)
    return {**_outcomes(facts), "greeting": greeting(account.name)}


def _outcomes(facts):
    """Return what became of the bookings, by outcome: (booking, room before); of those of which it is still true."""
    told = {booking_id: (outcome, was) for booking_id, outcome, was in facts["bookings"]}
    bookings = db.session.scalars(
        sa.select(Booking)
        .where(Booking.id.in_(told))
        .options(joinedload(Booking.room).joinedload(Room.place))
        .order_by(Booking.starts_at, Booking.id)
    )
    found = {CALLED_OFF: [], MOVED: [], STAYS: []}
    for booking in bookings:
        outcome, was = told[booking.id]
        if (outcome == CALLED_OFF) != (booking.state in LIVING):
            found[outcome].append((booking, was))
    if not any(found.values()):
        raise Drop(_OVERTAKEN)
    return {**found, "reason": facts["reason"]}
