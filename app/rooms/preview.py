"""What a list of dates would meet: holidays, closures, hours, others. All of it in a few statements."""

from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from app import clock, display
from app.database import db
from app.rooms import checking, conflicts, days, rules, timetables
from app.rooms.held_spans import HeldSpans, bookings_with_rooms
from app.rooms.models import STAFF, Room
from app.rooms.recurrence import Date
from app.rooms.rules import RoomRefusal


@dataclass
class Row:
    """One date, where it would be, and what it meets."""

    date: Date
    room: Room
    # What is special about the day (days.Mark), whether or not it matters.
    marks: list = field(default_factory=list)
    # (RoomRefusal, facts) of the rules that staff may break knowingly, and of what nobody can.
    broken: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    # In words, who has the room then.
    conflict: str | None = None

    def is_fine(self, knowingly=False):
        """Tell whether this date can be booked; `knowingly`: by somebody who breaks what may be broken."""
        return not self.refused and (knowingly or not self.broken)

    @property
    def sentences(self):
        """Everything that stands in the way, what nobody can change first."""
        texts = [self.conflict or _sentence(*each) for each in self.refused]
        return texts + [_sentence(*each) for each in self.broken]


def _sentence(reason, facts):
    return str(reason.value) % facts if facts else str(reason.value)


def preview(
    room, dates, now, but_not=(), who=STAFF, persons=None, layout=None, rooms=None, setup_min=None, teardown_min=None,
    equipment_ids=(), discreet=False,
):  # fmt: skip
    """Return a Row for each of some Dates of one act, in order. The number of statements is the same for any number.

    `rooms`: {wall_start: Room} of dates that are somewhere else. `but_not`: ids of bookings that this act moves.
    `discreet`: no words about who has the room. Buffers are those of the room, unless given.
    """
    if not dates:
        return []
    rooms = rooms or {}
    rows = [Row(date, rooms.get(date.wall_start, room)) for date in dates]
    known = _with_facts({row.room.id: row.room for row in rows})
    first, last = min(date.starts_at for date in dates), max(date.ends_at for date in dates)
    held = HeldSpans(known, first, last, equipment_ids, but_not)
    shut = timetables.shut_spans(list(known.values()), held.parts, first, last)
    special = days.marks_of([known[id].place for id in known], clock.today(first), clock.today(last))
    takers = {}
    for row in rows:
        row.room = known[row.room.id]
        span = buffered(row, setup_min, teardown_min)
        seats = layout if layout is not None and layout.room_id == row.room.id else None
        row.marks = special[row.room.place_id].get(row.date.wall_start.date(), [])
        if reason := rules.why_no_span(row.date.starts_at, row.date.ends_at, now):
            row.refused.append((reason, {}))
            continue
        row.broken = checking.broken_rules(
            row.room, row.date.starts_at, row.date.ends_at, now, who, persons, seats, shut[row.room.id]
        )
        if row.room.retired_at is not None:
            row.refused.append((RoomRefusal.RETIRED, {"room": row.room.place_line}))
        if (taker := held.taker(row.room, *span)) is not None:
            takers[id(row)] = taker
        if (thing := held.missing_thing(*span)) is not None:
            row.refused.append((RoomRefusal.LENT, {"thing": thing.name}))
    _say_who(rows, takers, discreet)
    return rows


def _say_who(rows, takers, discreet):
    bookings = {} if discreet else bookings_with_rooms(set(takers.values()))
    for row in rows:
        if id(row) not in takers:
            continue
        if discreet:
            row.refused.insert(0, (RoomRefusal.BUSY, {"room": row.room.place_line}))
        else:
            row.conflict = conflicts.in_words(row.room, bookings[takers[id(row)]])
            row.refused.insert(0, (RoomRefusal.TAKEN, {"conflict": row.conflict}))


def buffered(row, setup_min=None, teardown_min=None):
    """Return the span that a row would hold, setup and teardown included."""
    before = row.room.setup_min if setup_min is None else setup_min
    after = row.room.teardown_min if teardown_min is None else teardown_min
    return rules.held_span(row.date.starts_at, row.date.ends_at, before, after)


def find_overlap(rows, setup_min=None, teardown_min=None):
    """Return the first (Row, Row) of one act that would hold a part twice, buffers included, or None.

    The rows come from `preview`.
    """
    spans = sorted(
        ((part.id, *buffered(row, setup_min, teardown_min), number) for number, row in enumerate(rows)
         for part in row.room.parts),
    )  # fmt: skip
    for (part, _begin, end, number), (other_part, begin, _end, other) in zip(spans, spans[1:], strict=False):
        if part == other_part and begin < end:
            return tuple(rows[each] for each in sorted((number, other)))
    return None


def _with_facts(rooms):
    if any({"parts", "hours", "policies"} & sa.inspect(room).unloaded for room in rooms.values()):
        return with_facts(rooms)
    return rooms


def with_facts(room_ids):
    """Return {id: Room} with all that is asked about a room for many dates, in a handful of statements.

    As it is now: an act that has locked the rooms judges by what is true under the lock.
    """
    found = db.session.scalars(
        sa.select(Room)
        .where(Room.id.in_(room_ids))
        .options(selectinload(Room.parts), selectinload(Room.hours), selectinload(Room.policies))
        .execution_options(populate_existing=True)
    ).unique()
    return {room.id: room for room in found}


def day_words(row):
    """Say what is special about the day of a row: "Tag der Arbeit", "Winterferien"."""
    return [mark.name for mark in row.marks]


def shifted_words(date):
    """Say that a date falls into the hour that March skips, or None."""
    if not date.is_shifted:
        return None
    return _(
        "An diesem Tag wird die Uhr vorgestellt. Der Termin ist %(when)s.",
        when=display.time_span(date.starts_at, date.ends_at),
    )
