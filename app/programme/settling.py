"""Giving an event other rooms, or another house, at the times it has. All of it or nothing."""

from dataclasses import replace

from app import clock
from app.accounts import audit
from app.database import db, transaction
from app.errors import Refused
from app.programme import actions, opening, planning, planning_rules, rules
from app.programme.models import ONLINE, ONSITE, PUBLISHED
from app.rooms import actions as rooms
from app.rooms.models import Room

# What lies further right and gives guests seats of another kind: function(event, from kind, to kind, Before), in the
# same transaction; it raises Refused where not all of them fit. Filled in create_app.
SEAT_SWITCHERS = []


def settle_event(
    event_id, room_ids, external=None, external_place_id=None, seats=None, has_spoken=False, knowingly=False
):
    """Let an event take place in these rooms, or in a house elsewhere; dates that are over stay where they were.

    What was lent goes along with the first new room; where none is new, it goes back to the stock. `seats`: as many
    from now on ({kind: number}); whoever has one of a kind that there is no more gets one of the other. Guests of a
    public event are told. `has_spoken`: with those whom steps might keep from coming. `knowingly`: also where a new
    room is not open then. Raises Refused.
    """
    with transaction():
        event, now = actions.lock_event(event_id), clock.now()
        wanted = [db.session.get_one(Room, ident) for ident in dict.fromkeys(room_ids)]
        wanted_seats = event.seats if seats is None else seats
        _refuse_nonsense(event, wanted, external, wanted_seats, now)
        actions.check_size(wanted, wanted_seats, event.format.layout)
        dates = [date for date in event.dates if date.ends_at > now]
        held = [booking for date in event.dates for booking in date.bookings]
        rooms.lock_bookings([booking.id for booking in held], [room.id for room in wanted])
        new = [room.id for room in wanted if room.id not in {booking.room_id for booking in held}]
        if not knowingly:
            spans = [(date.starts_at, date.ends_at) for date in dates]
            opening.refuse_when_shut([room for room in wanted if room.id in new], spans, now)
        before, was = replace(actions.Before.of(event), has_spoken=has_spoken), _told(event)
        # All rooms are given up before the first is booked: a hall may follow its own half.
        lent = {date.id: _give_up(date, wanted) for date in dates}
        event.external, event.external_place_id = external, external_place_id
        for date in dates:
            # Dates may have had rooms of their own: each keeps what it has of the wanted ones.
            actions.book_rooms(date, new if date.bookings else [room.id for room in wanted], lent[date.id])
        if seats is not None:
            _give_seats(event, seats, before)
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


def _give_seats(event, seats, before):
    """More seats first, then those who change over, then fewer."""
    for kind in (ONSITE, ONLINE):
        ledger = event.ledger(kind)
        if seats.get(kind, 0) > (ledger.capacity if ledger else 0):
            actions.set_capacity(event, kind, seats[kind])
    db.session.flush()
    for kind, other in ((ONSITE, ONLINE), (ONLINE, ONSITE)):
        if event.ledger(kind) and not seats.get(kind) and seats.get(other):
            for switch in SEAT_SWITCHERS:
                switch(event, kind, other, before)
    for kind in (ONSITE, ONLINE):
        actions.set_capacity(event, kind, seats.get(kind, 0))


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
    return {"rooms": names, "external": event.external, "seats": event.seats}
