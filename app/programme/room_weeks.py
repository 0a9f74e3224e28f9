"""The public week of a room: free or busy by half hours, and the titles of public events only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from flask_babel import gettext as _

from app import clock, display

HALF_HOUR = timedelta(minutes=30)
# The hours that the table shows; who works at night finds the room closed or asks.
FIRST_HOUR, LAST_HOUR = 7, 21
FREE, BUSY, CLOSED = "free", "busy", "closed"


@dataclass(frozen=True)
class Week:
    """The table and its neighbours; made for the template `components/bits.html`."""

    id: str
    name: str
    prev: tuple
    next: tuple
    hours: range
    days: tuple


@dataclass(frozen=True)
class Day:
    """One row."""

    label: str
    slots: tuple


@dataclass(frozen=True)
class Slot:
    """A stretch of half hours of the same kind."""

    halves: int
    span_text: str
    state: str
    word: str
    why: str = ""
    href: str = ""


def week_table(room, monday, spans, titles, address):
    """Return the Week of a room.

    `spans` are (starts_at, ends_at) that are busy, `titles` (starts_at, ends_at, title, slug) of public events;
    `address` gives the page of another week by its Monday.
    """
    days = [monday + timedelta(days=number) for number in range(7)]
    is_one_month = days[0].month == days[-1].month
    first = f"{days[0].day}." if is_one_month else display.day_and_month(days[0])
    return Week(
        id="woche",
        name=_("Woche vom %(first)s bis %(last)s", first=first, last=display.day_and_month(days[-1])),
        prev=(_("Woche davor"), address(monday - timedelta(days=7))),
        next=(_("Woche danach"), address(monday + timedelta(days=7))),
        hours=range(FIRST_HOUR, LAST_HOUR + 1),
        days=tuple(Day(display.day(day), tuple(_slots(room, day, spans, titles))) for day in days),
    )


def _slots(room, day, spans, titles):
    """Join the half hours of a day that say the same."""
    start = datetime(day.year, day.month, day.day, FIRST_HOUR, tzinfo=clock.BERLIN)
    halves = [start + number * HALF_HOUR for number in range(2 * (LAST_HOUR + 1 - FIRST_HOUR))]
    kinds = ((half, _kind(room, half, spans, titles)) for half in halves)
    for (state, why, href), group in groupby(kinds, key=lambda pair: pair[1]):
        moments = [half for half, _state in group]
        yield Slot(
            halves=len(moments),
            span_text=display.time_span(moments[0], moments[-1] + HALF_HOUR),
            state=state,
            word={FREE: _("Frei"), BUSY: _("Belegt"), CLOSED: _("Geschlossen")}[state],
            why=why,
            href=href,
        )


def _kind(room, half, spans, titles):
    """Return (state, why, href) of a half hour; who holds the room is told only of public events."""
    end = half + HALF_HOUR
    for starts_at, ends_at, title, slug in titles:
        if starts_at < end and ends_at > half:
            return BUSY, title, f"/veranstaltungen/{slug}"
    if any(starts_at < end and ends_at > half for starts_at, ends_at in spans):
        return BUSY, "", ""
    return (FREE if _is_open(room, half) else CLOSED), "", ""


def _is_open(room, half):
    """Tell whether a room is open in a half hour; one without hours is always open."""
    if not room.hours:
        return True
    begin, end = half.time(), (half + HALF_HOUR).time()
    # Closing at midnight is written as 00:00.
    return any(
        hours.weekday == half.weekday() and hours.opens <= begin and (not hours.closes.hour or end <= hours.closes)
        for hours in room.hours
    )
