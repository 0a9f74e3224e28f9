"""What people do at the door of a room: use it as they come, say that they are there, end early. And who never came."""

from datetime import timedelta

from app import clock
from app.accounts import audit
from app.database import lock, transaction
from app.errors import Refused
from app.rooms import actions, asking, days, door_queries, door_rules, hours, queries
from app.rooms.bookings import BOOKED, RELEASED, Booking
from app.rooms.door_rules import DoorRefusal
from app.rooms.rules import RoomRefusal

# What the team reads of a use without a booking.
WALK_IN = "Spontan genutzt"


def use_now(room_id):
    """Take a free room as one comes, until its next booking, its closing or an hour from now; return the booking.

    Raises Refused with a DoorRefusal, LookupError for an unknown room.
    """
    with transaction():
        room, now = queries.find_room_afresh(room_id), clock.now()
        if room is None:
            raise LookupError(f"No room {room_id}")
        if room.retired_at is not None or not door_rules.takes_walk_ins(room):
            raise Refused(DoorRefusal.NO_WALK_IN)
        starts_at = door_rules.full_minute(now)
        ends_at = door_rules.use_until(room, now, _limits(room, starts_at))
        if ends_at - starts_at < door_rules.SHORTEST_USE:
            raise Refused(DoorRefusal.TOO_LITTLE_TIME)
        return _book(room_id, starts_at, ends_at, now)


def _book(room_id, starts_at, ends_at, now):
    """Book a room for who stands there. It locks and looks again: somebody may have been faster, or shut the room."""
    try:
        # Knowingly: it begins in the minute that has begun, and no time to plan ahead is asked of who stands there.
        booking = actions.book_room(
            room_id, starts_at, ends_at, WALK_IN, setup_min=0, knowingly=True, discreet=True, checked_in_at=now
        )
    except Refused as refused:
        raise Refused(DoorRefusal.IN_USE) if refused.reason is RoomRefusal.BUSY else refused from None
    if {RoomRefusal.CLOSED.name, RoomRefusal.OUTSIDE_HOURS.name} & set(booking.broken_rules):
        raise Refused(DoorRefusal.SHUT)
    booking.broken_rules = []
    return booking


def _limits(room, starts_at):
    """Return the moments at which a room that is free and open now ceases to be; raise Refused where it is not."""
    limits, longest = [], starts_at + door_rules.LONGEST_USE
    held = door_queries.next_held([part.id for part in room.parts], starts_at)
    if held is not None:
        if held.starts_at <= starts_at:
            raise Refused(DoorRefusal.IN_USE)
        # What comes after the use is cleared before the next begins.
        limits.append(held.starts_at - timedelta(minutes=room.teardown_min))
    shut = [*queries.closures_of(room, starts_at, longest), *days.closed_in(room.place, starts_at, longest)]
    closes_at = hours.closes_at(room.hours, starts_at)
    if closes_at == starts_at or any(span[0] <= starts_at for span in shut):
        raise Refused(DoorRefusal.SHUT)
    return [*limits, *(span[0] for span in shut), *([closes_at] if closes_at else [])]


def check_in(booking_id, room_id=None):
    """Say that somebody is there for a booking, at the door of a room (or by their own link). Twice does no harm.

    Raises Refused with a DoorRefusal, LookupError for a booking that has nothing to do with this door.
    """
    with transaction():
        booking = lock(Booking, booking_id)
        _must_be_of(booking, room_id)
        now = clock.now()
        if reason := door_rules.why_no_check_in(booking, now):
            raise Refused(reason)
        if booking.checked_in_at is None:
            booking.checked_in_at = now
    return booking


def end_early(booking_id, room_id=None):
    """Let a running booking end now. Its teardown still comes; the rest of the time is free. Raises as `check_in`."""
    with transaction():
        # Asked before the booking is locked, as it locks the owner.
        has_owner = _has_owner(booking_id)
        booking = lock(Booking, booking_id)
        _must_be_of(booking, room_id)
        now = clock.now()
        if reason := door_rules.why_no_end(booking, now):
            raise Refused(reason)
        if has_owner:
            raise Refused(DoorRefusal.HAS_AN_EVENT)
        ends_at = door_rules.early_end(booking, now)
        if ends_at < booking.ends_at:
            was = booking.ends_at.isoformat()
            actions.move_booking(
                booking_id, booking.starts_at, ends_at, knowingly=True, discreet=True,
                broken_rules=list(booking.broken_rules),
                # A date of a series that was changed by itself.
                is_exception=booking.is_exception or booking.series_id is not None,
            )  # fmt: skip
            audit.note("end_early", about=booking.about, was=was, now=ends_at.isoformat())
    return booking


def release(booking_id):
    """Give back the room of a booking to which nobody came, and tell the person. Looks again whether it is still so."""
    with transaction():
        booking = actions.lock_with_owner(booking_id)
        now = clock.now()
        if not door_rules.is_to_release(booking, now) or _has_owner(booking_id):
            return
        actions.cancel_booking(booking_id, RELEASED)
        audit.note("release_room", about=booking.about)
        if booking.request.email is not None:
            asking.tell(booking.request, "released", now, booking_ids=[booking_id])


def _has_owner(booking_id):
    """Tell whether a booking belongs to something further right (an event), which is not changed at a door."""
    return any(owner(booking_id) for owner in actions.BOOKING_OWNERS)


def _must_be_of(booking, room_id):
    if room_id is None or (booking.state == BOOKED and door_queries.holds_part_of(booking.id, room_id)):
        return
    if booking.state != BOOKED and booking.room_id == room_id:
        raise Refused(DoorRefusal.NOT_RUNNING)
    raise LookupError(f"Booking {booking.id} has nothing to do with room {room_id}")
