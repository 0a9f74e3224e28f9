"""What the planning board shows: rooms with their parts and hours, and who has them; as light rows, not as objects.

However many rooms and bookings there are, it takes the same few statements.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.alliance.models import Place
from app.database import db
from app.rooms import rules
from app.rooms.bookings import BOOKED, LIVING, Booking
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.models import Part, Room, RoomHours, room_parts
from app.rooms.queries import within

# No booking lasts longer than a day of 25 hours; setup before and teardown after it last less than another one.
REACH = timedelta(days=2)


class PartRow(NamedTuple):
    """A piece of a room, comparable, with its name."""

    id: int
    name: str


class HoursRow(NamedTuple):
    """As RoomHours."""

    weekday: int
    opens: time
    closes: time


@dataclass(eq=False, slots=True)
class RoomRow:
    """A room as far as the board needs it. `kin` are the other rooms that share a part with it."""

    id: int
    slug: str
    name: str
    kind: str
    place_id: int | None
    parent_id: int | None
    sessions: int
    place_name: str | None
    parts: list[PartRow] = field(default_factory=list)
    hours: list[HoursRow] = field(default_factory=list)
    kin: list["RoomRow"] = field(default_factory=list)
    pieces: list["RoomRow"] = field(default_factory=list)

    @property
    def place_line(self):
        """Name and town in one line."""
        return f"{self.name}, {self.place_name}" if self.place_name else self.name


class Entry(NamedTuple):
    """A living booking as the board shows it; moments are aware."""

    id: int
    room: RoomRow
    title: str
    starts_at: datetime
    ends_at: datetime
    setup_min: int
    teardown_min: int
    state: str
    holds: bool
    broken_rules: list
    is_foreign: bool = False

    @property
    def span(self):
        """What it holds, setup and teardown included."""
        return rules.held_span(self.starts_at, self.ends_at, self.setup_min, self.teardown_min)

    @property
    def is_sure(self):
        """Whether nobody has to answer any more."""
        return self.state == BOOKED


class Shut(NamedTuple):
    """A closure; with neither room nor place it shuts the whole house."""

    starts_at: datetime
    ends_at: datetime
    reason: str
    room_id: int | None
    place_id: int | None


def rooms(places=None):
    """Return the RoomRows of all rooms in use (at some places), physical ones first; a hall stands before its pieces.

    By place and name.
    """
    columns = (
        Room.id, Room.slug, Room.name, Room.kind, Room.place_id, Room.parent_id, Room.sessions, Place.name.label("city")
    )  # fmt: skip
    found = db.session.execute(
        sa.select(*columns, Part.id.label("part_id"), Part.name.label("part_name"))
        .outerjoin(Place, Place.id == Room.place_id)
        .outerjoin(room_parts, room_parts.c.room_id == Room.id)
        .outerjoin(Part, Part.id == room_parts.c.part_id)
        .where(Room.retired_at.is_(None), within(places))
        .order_by(Room.kind.desc(), Place.name, Room.name, Room.id, Part.id)
    ).all()
    by_id = {}
    for row in found:
        room = by_id.get(row.id) or by_id.setdefault(row.id, RoomRow(*row[:8]))
        if row.part_id is not None:
            room.parts.append(PartRow(row.part_id, row.part_name))
    _find_kin(by_id)
    return [room for top in by_id.values() if top.parent_id not in by_id for room in _with_pieces(top)]


def _find_kin(by_id):
    holders = defaultdict(list)
    for room in by_id.values():
        if room.parent_id in by_id:
            by_id[room.parent_id].pieces.append(room)
        for part in room.parts:
            holders[part.id].append(room)
    for room in by_id.values():
        kin = {other.id: other for part in room.parts for other in holders[part.id] if other is not room}
        room.kin = list(kin.values())


def _with_pieces(room):
    yield room
    for piece in room.pieces:
        yield from _with_pieces(piece)


def add_hours(rows):
    """Fill in the opening hours of RoomRows."""
    by_id = {room.id: room for room in rows}
    for room_id, *hours in db.session.execute(
        sa.select(RoomHours.room_id, RoomHours.weekday, RoomHours.opens, RoomHours.closes)
    ):
        if room_id in by_id:
            by_id[room_id].hours.append(HoursRow(*hours))


def entries(rows, starts_at, ends_at):
    """Return the living bookings of RoomRows whose held span touches a span of moments, by their start."""
    by_id = {room.id: room for room in rows}
    found = db.session.execute(_entries_of(by_id, starts_at, ends_at))
    made = (Entry(row[0], by_id[row[1]], *row[2:]) for row in found)
    return [entry for entry in made if _touches(entry, starts_at, ends_at)]


def _entries_of(room_ids, starts_at, ends_at):
    return (
        sa.select(
            Booking.id, Booking.room_id, Booking.title, Booking.starts_at, Booking.ends_at, Booking.setup_min,
            Booking.teardown_min, Booking.state, Booking.holds, Booking.broken_rules,
            Booking.is_foreign,
        )
        .where(
            Booking.room_id.in_(list(room_ids)), Booking.state.in_(LIVING),
            Booking.starts_at > starts_at - REACH, Booking.starts_at < ends_at + REACH,
        )
        .order_by(Booking.starts_at, Booking.id)
    )  # fmt: skip


def _touches(entry, starts_at, ends_at):
    first, last = entry.span
    return first < ends_at and last > starts_at


def closures(starts_at, ends_at):
    """Return the Shuts of the whole house that touch a span of moments, in order."""
    found = db.session.execute(
        sa.select(ClosureSpan.starts_at, ClosureSpan.ends_at, Closure.reason, Closure.room_id, Closure.place_id)
        .join(Closure, Closure.id == ClosureSpan.closure_id)
        .where(ClosureSpan.starts_at < ends_at, ClosureSpan.ends_at > starts_at)
        .order_by(ClosureSpan.starts_at, ClosureSpan.id)
    )
    return [Shut(*row) for row in found]


def shuts(shut, room):
    """Tell whether a closure shuts a room: the house, its place, itself, or a room that shares a part with it."""
    if shut.room_id is None:
        return shut.place_id is None or shut.place_id == room.place_id
    return shut.room_id == room.id or any(other.id == shut.room_id for other in room.kin)


def find_booking(booking_id):
    """Return a booking with its room, or None."""
    return db.session.scalar(sa.select(Booking).where(Booking.id == booking_id).options(joinedload(Booking.room)))


def bounds(first, last):
    """Return the moments at which the day `first` begins and the day `last` ends."""
    return clock.start_of(first), clock.start_of(last + timedelta(days=1))
