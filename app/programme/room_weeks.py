"""The public week of a room: free or busy by half hours, and the titles of public events only."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from flask_babel import gettext as _

from app import clock, display
from app.rooms import days as special_days
from app.rooms import hours as room_hours

HALF_HOUR = timedelta(minutes=30)
# The hours that the table shows, and more where a room opens earlier or closes later; the last may lie past midnight.
FIRST_HOUR, LAST_HOUR = 7, 21
FREE, BUSY, CLOSED = "free", "busy", "closed"


@dataclass(frozen=True)
class Week:
    """The table and its neighbours; made for the template `components/bits.html`."""

    id: str
    name: str
    prev: tuple
    next: tuple
    hours: tuple
    days: tuple


@dataclass(frozen=True)
class Day:
    """One row."""

    label: str
    slots: tuple
    note: str = ""


@dataclass(frozen=True)
class Slot:
    """A stretch of half hours of the same kind."""

    halves: int
    span_text: str
    state: str
    word: str
    why: str = ""
    href: str = ""


def week_table(room, monday, spans, closed, titles, address, free_href=lambda starts_at, ends_at: ""):
    """Return the Week of a room.

    `spans` are (starts_at, ends_at) that are busy, `closed` (starts_at, ends_at, reason) of closures and holidays,
    `titles` (starts_at, ends_at, title, slug) of public events; `address` gives the page of another week by its Monday,
    `free_href` the form for a free stretch, or "" where there is none.
    """
    days = [monday + timedelta(days=number) for number in range(7)]
    hours = _hours(room)
    is_open = _open_halves(room, days[0], days[-1])
    is_one_month = days[0].month == days[-1].month
    first = f"{days[0].day}." if is_one_month else display.day_and_month(days[0])
    holidays = special_days.holidays_at(room.place, days[0], days[-1])
    return Week(
        id="woche",
        name=_("Woche vom %(first)s bis %(last)s", first=first, last=display.day_and_month(days[-1])),
        prev=(_("Woche davor"), address(monday - timedelta(days=7))),
        next=(_("Woche danach"), address(monday + timedelta(days=7))),
        hours=tuple(hour % 24 for hour in hours),
        days=tuple(
            Day(
                label=display.day(day),
                slots=tuple(_slots(day, hours, spans, closed, titles, is_open, free_href)),
                note=holidays[day].name if day in holidays else "",
            )
            for day in days
        ),
    )


def _hours(room):
    """Return the hours of a day that the table of a room shows; those past midnight are 24 and more."""
    begins = [each.opens.hour for each in room.hours]
    ends = [each.closes.hour + (each.closes.minute > 0) + 24 * (each.closes <= each.opens) for each in room.hours]
    return range(min([FIRST_HOUR, *begins]), max([LAST_HOUR + 1, *ends]))


def _open_halves(room, first, last):
    """Return a function that tells whether a room is open from one moment to another; without hours it always is."""
    if not room.hours:
        return lambda starts_at, ends_at: True
    # A row may show hours of the day after.
    spans = room_hours.open_spans(room.hours, first, last + timedelta(days=1))
    return lambda starts_at, ends_at: room_hours.covers(spans, starts_at, ends_at)


def _slots(day, hours, spans, closed, titles, is_open, free_href):
    """Join the half hours of a day that say the same."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=clock.BERLIN)
    # Half hours of the clock on the wall, as the head of the table counts.
    halves = [midnight + timedelta(hours=hours[0]) + number * HALF_HOUR for number in range(2 * len(hours))]
    kinds = ((half, _kind(half, spans, closed, titles, is_open)) for half in halves)
    for (state, why, href), group in groupby(kinds, key=lambda pair: pair[1]):
        moments = [half for half, _state in group]
        begin, end = moments[0], moments[-1] + HALF_HOUR
        yield Slot(
            halves=len(moments),
            span_text=display.time_span(begin, end),
            state=state,
            word={FREE: _("Frei"), BUSY: _("Belegt"), CLOSED: _("Geschlossen")}[state],
            why=why,
            href=free_href(begin.astimezone(UTC), end.astimezone(UTC)) if state == FREE else href,
        )


def _kind(half, spans, closed, titles, is_open):
    """Return (state, why, href) of a half hour; who holds the room is told only of public events."""
    end = half + HALF_HOUR
    for starts_at, ends_at, title, slug in titles:
        if starts_at < end and ends_at > half:
            return BUSY, title, f"/veranstaltungen/{slug}"
    if any(starts_at < end and ends_at > half for starts_at, ends_at in spans):
        return BUSY, "", ""
    for starts_at, ends_at, reason in closed:
        if starts_at < end and ends_at > half:
            return CLOSED, reason, ""
    return (FREE if is_open(half.astimezone(UTC), end.astimezone(UTC)) else CLOSED), "", ""
