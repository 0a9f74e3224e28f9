"""What guests and the team do at the door of a digital room."""

from app import clock
from app.accounts import audit
from app.database import db, transaction
from app.errors import Refused
from app.lobby import doors, making, providers, rules
from app.lobby.meeting import Person
from app.lobby.rules import LobbyRefusal, Standing
from app.programme import settling
from app.registrations import door as entrance
from app.registrations.door_rules import DoorRefusal
from app.rooms.models import Room


def enter(registration_id, door, name, heads=None, back_link=None):
    """Let a guest in by a door that answers ENTER; return where their browser goes. Counted once, however often.

    `back_link`: the address of their own door.

    Raises making.NotReady, ProviderFailure, Refused (seats that were given back meanwhile).
    """
    meeting = making.ready(door.booking.id)
    goes_to = providers.of(meeting).address(meeting, Person(name, back_link=back_link))
    count(registration_id, door, heads)
    return goes_to


def count(registration_id, door, heads=None):
    """Count a guest of a digital room as there; a rehearsal on another day is not counted. Raises Refused."""
    try:
        entrance.check_in(registration_id, door.date.id, heads)
    except Refused as refused:
        if refused.reason is not DoorRefusal.TOO_EARLY:
            raise


def join_openly(door, name):
    """Let anybody in where no seats are booked, uncounted; return where their browser goes. Raises as `enter`."""
    meeting = making.ready(door.booking.id)
    return providers.of(meeting).address(meeting, Person(name))


def lead(door, name):
    """Let somebody of the team in, at any time, to lead; return where their browser goes. Raises as `enter`."""
    meeting = making.ready(door.booking.id)
    return providers.of(meeting).address(meeting, Person(name, is_moderator=True))


def open_door(booking_id):
    """Open a door now, early or once more after it was closed. Raises Refused where the event is over or off."""
    with transaction():
        door, now = _door(booking_id), clock.now()
        row = making.open_row(booking_id)
        row.closed_at = None
        if door.standing(now) is Standing.BEFORE or now < door.times.opens_at:
            row.opened_at = now
        audit.note("open_lobby", f"event:{door.event.id}")


def close_door(booking_id):
    """Close a door: nobody comes in any more, and the meeting is ended by the job. Raises Refused."""
    with transaction():
        door, now = _door(booking_id), clock.now()
        row = making.open_row(booking_id)
        if row.closed_at is None:
            row.closed_at = now
            audit.note("close_lobby", f"event:{door.event.id}")


def keep_open(booking_id):
    """Leave a door open half an hour longer than it would be. Raises Refused."""
    with transaction():
        door = _door(booking_id)
        row = making.open_row(booking_id)
        row.open_until = door.times.closes_at + rules.LONGER
        audit.note("keep_lobby_open", f"event:{door.event.id}")


def _door(booking_id):
    door = doors.of_booking(booking_id)
    if door is None:
        raise Refused(LobbyRefusal.CALLED_OFF)
    if door.standing(clock.now()) is Standing.OVER:
        raise Refused(LobbyRefusal.OVER)
    return door


def move_to_room(event, old_room_id, room_id, knowingly=False):
    """Let an event go on in another digital room; whoever stands at the door goes along. Raises Refused."""
    with transaction():
        ids = [booking.room_id for date in event.dates for booking in date.bookings]
        wanted = [room_id if ident == old_room_id else ident for ident in dict.fromkeys(ids)]
        opened = [door for door in doors.of_event(event) if door.room.id == old_room_id and door.row]
        settling.settle_event(
            event.id, wanted, external=event.external, external_place_id=event.external_place_id, knowingly=knowingly
        )
        db.session.flush()
        # A door that the team opened early, or keeps open, stays so.
        for old in opened:
            new = next((each for each in doors.of_dates([(event, old.date)]) if each.room.id == room_id), None)
            if new is not None:
                row = making.open_row(new.booking.id)
                row.opened_at, row.open_until = old.row.opened_at, old.row.open_until
        audit.note("move_lobby", f"event:{event.id}", room=db.session.get_one(Room, room_id).name)
