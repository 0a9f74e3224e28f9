"""What happens to an event when one of its rooms is moved or taken away by somebody who looks at rooms only."""

from dataclasses import replace

import sqlalchemy as sa

from app import clock, display
from app.database import db
from app.errors import Refused
from app.programme import actions, queries, rules
from app.programme.models import CANCELLED, Event, EventDate, event_date_bookings
from app.programme.promises import COLUMNS, lost, promises
from app.programme.where import places
from app.rooms.bookings import LIVING


def follow_booking(booking, before):
    """Follow a change of a booking, in its transaction: its event moves along, with its other rooms and its guests.

    An event is not called off by taking its room away: that is refused.
    """
    date = find_date(booking.id)
    if date is None or date.event.state == CANCELLED:
        return
    event = date.event
    if booking.state not in LIVING:
        raise Refused(rules.EventRefusal.NEEDS_ITS_ROOM, title=event.title)
    is_moved = (booking.starts_at, booking.ends_at) != (date.starts_at, date.ends_at)
    is_elsewhere = booking.room is not before.room
    if not is_moved and not is_elsewhere:
        return
    if is_moved and (reason := rules.why_not_change(event.state, event.ends_at, booking.changed_at)):
        raise Refused(reason)
    rooms = _rooms_before(event, booking, before)
    was = replace(
        actions.Before.of(event), places=places(event.external, rooms), promises=promises(event.sign_language, rooms)
    )
    if is_elsewhere:
        actions.check_seats(event, was.seats)
    if is_moved:
        actions.move_date(date, booking.starts_at, booking.ends_at)
        if reason := rules.why_no_dates(event.spans):
            raise Refused(reason)
        rules.set_window(event)
    actions.changed(event, was, "move_rooms_of_event", booking=booking.id)


def follow_room(room, before):
    """Follow a change of a room, in its transaction: refuse what its coming events need more of, tell calendars.

    A new name is a new place in all calendars, so the events count it as a change; but nobody has to go elsewhere, so
    guests get no mail, and what they believe of the event stays as it is. Who counts on something that the room no
    longer offers (it is not step-free any more) is told.
    """
    shrunk = {name for name, seats in before.get("layouts", {}).items() if rules.room_capacity(room, name) < seats}
    is_smaller = room.capacity < before.get("capacity", 0)
    is_told_anew = "name" in before or not COLUMNS.isdisjoint(before)
    if not is_smaller and not shrunk and not is_told_anew:
        return
    for event in queries.coming_events_in(room.id, clock.now()):
        event = actions.lock_event(event.id)
        if event.state == CANCELLED:
            continue
        if is_smaller or event.format.layout in shrunk:
            _refuse_fewer_seats(event)
        was = promises(event.sign_language, event.rooms, {room.id: before})
        if lost(was, event.promises):
            was = replace(actions.Before.of(event), promises=was)
            actions.changed(event, was, "room_of_event_has_less", room=room.id)
        elif is_told_anew:
            actions.retell([event])


def _refuse_fewer_seats(event):
    seats = event.seats
    try:
        actions.check_seats(event, seats)
    except Refused:
        when = display.span(event.starts_at, event.dates[0].ends_at)
        reason = rules.EventRefusal.PROMISES_MORE
        raise Refused(reason, title=event.title, when=when, seats=max(seats.values())) from None


def lock_event_of(booking_id):
    """Lock the event that a booking belongs to, as whoever changes the event does; return all its bookings' ids."""
    date = find_date(booking_id)
    if date is None:
        return ()
    event = actions.lock_event(date.event_id)
    return [booking.id for each in event.dates for booking in each.bookings]


def events_of(booking_ids):
    """Return {booking id: Event} of those bookings that belong to an event, in one statement."""
    rows = db.session.execute(
        sa.select(event_date_bookings.c.booking_id, Event)
        .join(EventDate, EventDate.id == event_date_bookings.c.event_date_id)
        .join(Event, Event.id == EventDate.event_id)
        .where(event_date_bookings.c.booking_id.in_(booking_ids))
    ).all()
    return dict(tuple(row) for row in rows)


def find_date(booking_id):
    """Return the date of an event that a booking belongs to, or None."""
    return db.session.scalar(
        sa.select(EventDate)
        .join(event_date_bookings, event_date_bookings.c.event_date_id == EventDate.id)
        .where(event_date_bookings.c.booking_id == booking_id)
    )


def _rooms_before(event, booking, before):
    bookings = [each for date in event.dates for each in date.bookings]
    return {before.room if each.id == booking.id else each.room for each in bookings}
