"""Giving an event other rooms, or another house, at the times it has. All of it or nothing."""

from app import clock
from app.accounts import audit
from app.database import db, transaction
from app.errors import Refused
from app.programme import actions, planning, planning_rules, rules
from app.programme.models import PUBLISHED
from app.rooms import actions as rooms
from app.rooms.models import Room


def settle_event(event_id, room_ids, external=None, external_place_id=None):
    """Let an event take place in these rooms, or in a house elsewhere; dates that are over stay where they were.

    What was lent goes along with the first new room; where none is new, it goes back to the stock. Guests of a public
    event are told. Raises Refused.
    """
    with transaction():
        event, now = actions.lock_event(event_id), clock.now()
        wanted = [db.session.get_one(Room, ident) for ident in dict.fromkeys(room_ids)]
        seats = {ledger.kind: ledger.capacity for ledger in event.ledgers}
        _refuse_nonsense(event, wanted, external, seats, now)
        actions.check_size(wanted, seats, event.format.layout)
        dates = [date for date in event.dates if date.ends_at > now]
        held = [booking for date in event.dates for booking in date.bookings]
        rooms.lock_bookings([booking.id for booking in held], [room.id for room in wanted])
        new = [room.id for room in wanted if room.id not in {booking.room_id for booking in held}]
        before, was = actions.Before.of(event), _told(event)
        # All rooms are given up before the first is booked: a hall may follow its own half.
        lent = {date.id: _give_up(date, wanted) for date in dates}
        event.external, event.external_place_id = external, external_place_id
        for date in dates:
            # Dates may have had rooms of their own: each keeps what it has of the wanted ones.
            actions.book_rooms(date, new if date.bookings else [room.id for room in wanted], lent[date.id])
        db.session.flush()
        if noted := audit.changes(was, _told(event)):
            actions.changed(event, before, "settle_event", **noted)
    return event


def _refuse_nonsense(event, wanted, external, seats, now):
    if reason := rules.why_not_change(event.state, event.ends_at, now):
        raise Refused(reason)
    where = planning_rules.Where.of(wanted, external)
    if where.is_here and where.is_elsewhere:
        raise Refused(planning_rules.PlanningRefusal.TWO_PLACES)
    if event.state == PUBLISHED:
        planning.refuse_what_guests_would_miss(event.format, where, seats, event.languages)


def _give_up(date, wanted):
    """Free the rooms of a date that are not wanted any more; return the ids of what was lent with them."""
    lent = []
    for booking in list(date.bookings):
        if booking.room in wanted:
            continue
        lent += rooms.things_of(booking)
        # It is the event's no more, so that the event does not follow it.
        date.bookings.remove(booking)
        db.session.flush()
        rooms.cancel_booking(booking.id)
    return lent


def _told(event):
    names = sorted({booking.room.place_line for date in event.dates for booking in date.bookings})
    return {"rooms": names, "external": event.external}
