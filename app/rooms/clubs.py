"""A club that meets every week: on which dates can it have a room, and what else is there on the others?"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _

from app import clock
from app.rooms import days, finding, rules, timetables
from app.rooms.free_rooms import Wish, fitting_rooms
from app.rooms.models import CITIZEN, NO, PHYSICAL

MOST_ROOMS = 12


@dataclass(frozen=True)
class ClubWish:
    """Weekdays (0 = Monday) between two days (both included), at times of the clock on the wall.

    An end that is not later is one of the next day. `room`: the slug of the wanted room; else the best fitting one.
    """

    weekdays: tuple
    first: date
    last: date
    opens: time
    closes: time
    persons: int | None = None
    place: str | None = None
    room: str | None = None
    leaves_holidays: bool = True
    leaves_school_holidays: bool = False
    who: str = CITIZEN

    @property
    def dates(self):
        """All days that a club wants, holidays or not."""
        number = (self.last - self.first).days + 1
        every = (self.first + timedelta(days=each) for each in range(number))
        return [day for day in every if day.weekday() in self.weekdays]

    def span(self, day):
        """Return (starts_at, ends_at) on a day; a time that March skips becomes the first that exists."""
        end = day + timedelta(days=self.closes <= self.opens)
        return clock.from_wall(datetime.combine(day, self.opens)), clock.from_wall(datetime.combine(end, self.closes))


@dataclass(frozen=True)
class ClubDate:
    """One date: free, or why not, and what else there is; `left_out` says which holiday it is."""

    day: date
    starts_at: datetime
    ends_at: datetime
    room: object
    why_not: str = ""
    left_out: str = ""
    substitute: object = None

    @property
    def is_free(self):
        """Whether the wanted room can be had."""
        return not self.why_not and not self.left_out


@dataclass(frozen=True)
class ClubList:
    """The dates in a room, and how many are free in others: [(room, number)], those with more first."""

    room: object
    dates: list
    others: list
    wanted: int

    @property
    def free(self):
        """How many dates can be had."""
        return sum(each.is_free for each in self.dates)


def club_list(wish, now):
    """Return the ClubList of a wish, or None where no room fits. Three statements, whatever the number of dates.

    `now`: dates before it are not free.
    """
    every = fitting_rooms(Wish(None, None, wish.persons, place=None, who=wish.who))
    rooms = [room for room in every if room.way != NO or room.slug == wish.room]
    rooms = _nearest(rooms, wish)[:MOST_ROOMS]
    spans = {day: wish.span(day) for day in wish.dates}
    # Where March skips all of it, there is nothing to have.
    spans = {day: span for day, span in spans.items() if span[0] < span[1]}
    if not rooms or not spans:
        return None
    first, last = min(spans.values())[0], max(spans.values())[1]
    table = timetables.load(rooms, first - timedelta(days=1), last + timedelta(days=1))
    marks = days.marks_of([room.place for room in rooms], wish.first, wish.last)
    judged = {room.id: _dates(room, spans, table, marks[room.place and room.place.id], wish, now) for room in rooms}
    counts = {room.id: sum(each.is_free for each in judged[room.id]) for room in rooms}
    choice = [room for room in rooms if room.slug == wish.room] or [room for room in rooms if _is_wanted(room, wish)]
    if not choice:
        return None
    # Of those with the most dates the first: the best fit.
    room = max(choice, key=lambda each: counts[each.id])
    dates = [_with_substitute(each, rooms, table, wish, now) for each in judged[room.id]]
    others = sorted(((each, counts[each.id]) for each in rooms if each is not room), key=lambda pair: -pair[1])
    wanted = sum(not each.left_out for each in dates)
    return ClubList(room, dates, [pair for pair in others if pair[1]][:3], wanted)


def _is_wanted(room, wish):
    return not wish.place or room.place_key == wish.place


def _nearest(rooms, wish):
    """Return rooms with the chosen one first, then those of its place (or the wished one), the best fit first.

    Where nobody has said how many they are, those fit best that are as big as the chosen one.
    """
    chosen = next((room for room in rooms if room.slug == wish.room), None)
    place, kind = (chosen.place_key, chosen.kind) if chosen else (wish.place, PHYSICAL)
    seats = wish.persons or (chosen.seats if chosen else 0)
    return sorted(
        (room for room in rooms if room.kind == kind),
        key=lambda room: (
            room is not chosen, bool(place) and room.place_key != place, room.seats < seats, abs(room.seats - seats)
        ),
    )  # fmt: skip


def _dates(room, spans, table, marks, wish, now):
    return [_date(room, day, span, table, marks.get(day, ()), wish, now) for day, span in spans.items()]


def _date(room, day, span, table, marks, wish, now):
    found = ClubDate(day, *span, room)
    for mark in marks:
        if wish.leaves_holidays if mark.kind == days.HOLIDAY else wish.leaves_school_holidays:
            return replace(found, left_out=mark.name)
    refusal = table.why_not(room, *span, now, wish.who, wish.persons)
    return replace(found, why_not=_in_short(*refusal)) if refusal else found


def _in_short(reason, facts):
    """Return why a date cannot be had in a word or two; what to do instead stands beside it."""
    short = {
        rules.RoomRefusal.BUSY: _("Belegt"), rules.RoomRefusal.OUTSIDE_HOURS: _("Nicht geöffnet"),
        rules.RoomRefusal.TOO_SOON: _("Zu kurzfristig"), rules.RoomRefusal.IN_THE_PAST: _("Schon vorbei"),
        rules.RoomRefusal.TOO_EARLY: _("So weit im Voraus geht das noch nicht"),
    }  # fmt: skip
    if reason is rules.RoomRefusal.CLOSED:
        return _("Geschlossen: %(reason)s", reason=facts["reason"])
    return short.get(reason) or str(reason.value) % facts


def _with_substitute(found, rooms, table, wish, now):
    """Return a ClubDate with what else there is on its day: the same room within the hour, else another room."""
    if not found.why_not:
        return found
    span = (found.starts_at, found.ends_at)
    shifts = [tuple(moment + timedelta(minutes=each) for moment in span) for each in finding.SHIFTS]
    others = [(room, span) for room in rooms if room is not found.room]
    for room, when in [*((found.room, each) for each in shifts), *others]:
        if table.why_not(room, *when, now, wish.who, wish.persons) is None:
            kind = finding.SAME_ROOM if room is found.room else finding.OTHER_ROOM
            return replace(found, substitute=finding.offer(kind, room, *when, wish.who, wish.persons))
    return found
