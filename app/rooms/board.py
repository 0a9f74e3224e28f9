"""The planning board as a picture: rows of rooms (or of the days of one room), cells, blocks. No statement here."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import clock, display
from app.rooms import hours
from app.rooms.board_queries import bounds, shuts
from app.rooms.bookings import HELD, PROPOSED, REQUESTED

# The plot shows these hours; what lies outside is counted and stands in the table.
FIRST_HOUR, LAST_HOUR = 7, 22
SLOT_MIN = 15
SLOTS = (LAST_HOUR - FIRST_HOUR) * 60 // SLOT_MIN
# An empty stretch is offered for so many slots at first.
OFFERED = 8
WAITING = {
    HELD: lazy_gettext("unbestätigt"), REQUESTED: lazy_gettext("Anfrage"), PROPOSED: lazy_gettext("Vorschlag"),
}  # fmt: skip


@dataclass(slots=True)
class Block:
    """A booking in a cell: from which slot on, how many slots long, and how many of them are setup and teardown."""

    entry: object
    start: int
    length: int
    setup: int
    teardown: int
    # As "14–16".
    times: str
    # The day on which it begins, where that is an earlier one than the cell's.
    since: date | None = None
    # The room it is in, where that is another one than the row's.
    room: object = None

    @property
    def body(self):
        """How many slots it has without setup and teardown."""
        return self.length - self.setup - self.teardown


@dataclass(slots=True)
class Stretch:
    """A piece of a cell without a booking: shut for a reason, outside the hours, or free (from, until on the wall)."""

    start: int
    length: int
    reason: str = ""
    opens: str = ""
    closes: str = ""


@dataclass(slots=True)
class Cell:
    """One room on one day."""

    day: date
    room: object
    # Bookings of the room (with those of its folded pieces) and, as shadows, of rooms that share a part with it.
    blocks: list = field(default_factory=list)
    outside: list = field(default_factory=list)
    shadows: list = field(default_factory=list)
    shut: list = field(default_factory=list)
    closed: list = field(default_factory=list)
    free: list = field(default_factory=list)
    marks: list = field(default_factory=list)

    @property
    def is_empty(self):
        """Whether nothing is there to show."""
        return not (self.blocks or self.outside or self.shadows or self.shut)

    @property
    def in_order(self):
        """Return (kind, block or stretch) of all that stands on the line, from left to right."""
        found = [("block", each) for each in self.blocks] + [("shadow", each) for each in self.shadows]
        return sorted(found + [("free", each) for each in self.free], key=lambda pair: pair[1].start)

    @property
    def listed(self):
        """All bookings of the cell, in order, also those outside the hours of the plot."""
        return sorted(self.blocks + self.outside, key=lambda block: (block.entry.starts_at, block.entry.id))


class Picture:
    """All that one view of the board shows. `folded` are the ids of halls whose pieces have no rows of their own."""

    def __init__(self, rooms, days, entries, closures, marks, now, folded=(), with_stretches=False):
        self.rooms, self.days, self.entries, self.closures, self.now = rooms, days, entries, closures, now
        self._marks, self._with_stretches = marks, with_stretches
        self._by_room_and_day = defaultdict(list)
        self._wall, self._times = {}, {}
        for entry in entries:
            self._sort_in(entry)
        self._hidden = {}
        self._folded = frozenset(folded)
        for room in rooms:
            if room.id in self._folded:
                self._hidden.update((piece.id, room) for piece in _below(room))

    def _sort_in(self, entry):
        first, last = (clock.local(moment).replace(tzinfo=None) for moment in entry.span)
        self._wall[entry.id] = (
            first, clock.local(entry.starts_at).replace(tzinfo=None), clock.local(entry.ends_at).replace(tzinfo=None),
            last,
        )  # fmt: skip
        self._times[entry.id] = display.short_times(entry.starts_at, entry.ends_at)
        day, end = first.date(), (last - timedelta(microseconds=1)).date()
        while day <= end:
            self._by_room_and_day[entry.room.id, day].append(entry)
            day += timedelta(days=1)

    @cached_property
    def shown(self):
        """The rooms that have a row."""
        return [room for room in self.rooms if room.id not in self._hidden]

    def count_outside(self, entries):
        """Return how many bookings lie outside the hours that the plot shows, all of them or in part."""
        first, last = time(FIRST_HOUR), time(LAST_HOUR)
        walls = [self._wall[entry.id][1:3] for entry in entries]
        return sum(
            start.date() < (end - timedelta(microseconds=1)).date() or start.time() < first or end.time() > last
            for start, end in walls
        )

    def cells(self, room):
        """Return the Cells of a room, one for each day."""
        return [self.cell(room, day) for day in self.days]

    def cell(self, room, day):
        """Return what one room shows on one day."""
        cell = Cell(day, room)
        inside = _below(room) if room.id in self._folded else ()
        for other in (room, *inside):
            for entry in self._by_room_and_day.get((other.id, day), ()):
                block = self._block(entry, day, None if other is room else other)
                (cell.blocks if block.body > 0 else cell.outside).append(block)
        for other in room.kin:
            if other in inside:
                continue
            for entry in self._by_room_and_day.get((other.id, day), ()):
                if entry.holds and (block := self._block(entry, day, other)).length:
                    cell.shadows.append(block)
        if len(inside):
            cell.blocks.sort(key=lambda block: (block.start, block.entry.id))
        cell.shut = self._shut(room, day)
        cell.marks = self._marks.get(room.place_id, {}).get(day, [])
        if self._with_stretches:
            self._add_stretches(cell)
        return cell

    def _block(self, entry, day, room):
        midnight = datetime.combine(day, time())
        held, starts, ends, freed = (_slot(wall, midnight) for wall in self._wall[entry.id])
        # What is shorter than a slot still shows.
        ends = max(ends, starts + 1)
        freed = max(freed, ends)
        held, starts, ends, freed = (min(max(slot, 0), SLOTS) for slot in (held, starts, ends, freed))
        begin = self._wall[entry.id][1].date()
        return Block(
            entry, held, freed - held, starts - held, freed - ends, self._times[entry.id],
            begin if begin < day else None, room,
        )  # fmt: skip

    def _shut(self, room, day):
        if not self.closures:
            return []
        first, last = bounds(day, day)
        return [
            Stretch(*self._stretch(shut.starts_at, shut.ends_at, day), reason=shut.reason)
            for shut in self.closures
            if shut.starts_at < last and shut.ends_at > first and shuts(shut, room)
        ]

    def _stretch(self, starts_at, ends_at, day):
        midnight = datetime.combine(day, time())
        ends = (clock.local(moment).replace(tzinfo=None) for moment in (starts_at, ends_at))
        start, end = (min(max(_slot(wall, midnight), 0), SLOTS) for wall in ends)
        return start, end - start

    def _add_stretches(self, cell):
        """Say when the room is open, and where in its hours nobody has it yet."""
        is_open = [not cell.room.hours] * SLOTS
        for opens_at, closes_at in hours.open_spans(cell.room.hours, cell.day, cell.day):
            start, length = self._stretch(opens_at, closes_at, cell.day)
            is_open[start : start + length] = [True] * length
        cell.closed = [Stretch(*run) for run in _runs([not each for each in is_open])]
        is_free = list(is_open)
        for taken in (*cell.blocks, *cell.outside, *cell.shadows, *cell.shut):
            is_free[taken.start : taken.start + taken.length] = [False] * taken.length
        midnight = datetime.combine(cell.day, time())
        past = min(max(_slot(clock.local(self.now).replace(tzinfo=None), midnight) + 1, 0), SLOTS)
        is_free[:past] = [False] * past
        cell.free = [
            Stretch(start, length, opens=wall_of(start), closes=wall_of(start + min(length, OFFERED)))
            for start, length in _runs(is_free)
        ]


def wall_of(slot):
    """Return the time on the wall at which a slot begins, as "14:15"."""
    minutes = FIRST_HOUR * 60 + slot * SLOT_MIN
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _slot(wall, midnight):
    """Return the slot of a naive time, counted from the first hour of a day; outside the plot it is < 0 or > SLOTS."""
    minutes = (wall - midnight).total_seconds() / 60 - FIRST_HOUR * 60
    # Half up, so that neighbours who touch never overlap.
    return int((minutes + SLOT_MIN / 2) // SLOT_MIN)


def _runs(flags):
    """Return (start, length) of the stretches that are true."""
    found, start = [], None
    for number, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = number
        elif not flag and start is not None:
            found.append((start, number - start))
            start = None
    return found


def _below(room):
    """Return all pieces of a hall, those of its pieces too."""
    return [each for piece in room.pieces for each in (piece, *_below(piece))]


def day_marks(marks, places, days):
    """Return {day: ["Tag der Arbeit", "Fronleichnam (Zittau)"]}: which places it is about, where not all."""
    shown = [place for place in places if place.id in marks]
    told = {}
    for day in days:
        names = defaultdict(list)
        for place in shown:
            for mark in marks[place.id].get(day, ()):
                names[mark.name].append(place.name)
        told[day] = [
            name if len(where) == len(shown) else _("%(what)s (%(where)s)", what=name, where=", ".join(where))
            for name, where in names.items()
        ]
    return told
