"""A month as a table, made for the template `components/bits.html`."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import timedelta

from app import clock, display
from app.programme import cards, filters


@dataclass(frozen=True)
class Month:
    """The table and its neighbours."""

    name: str
    prev: tuple
    next: tuple
    weekdays: tuple
    weeks: tuple


@dataclass(frozen=True)
class Day:
    """One cell."""

    number: int
    label: str
    iso: str
    is_outside: bool
    is_today: bool
    events: tuple
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """One date of an event in its cell."""

    title: str
    href: str
    time: str
    area_key: str
    area_name: str
    state_mark: tuple | None


def month_table(first, events, now, address, entry=None, notes=None):
    """Return the Month that begins on a day; `address` gives the page of another month by its first day.

    `entry(event, starts_at)` makes the Entry of a date, as guests see it if not given; `notes`: {day: in words}.
    """
    by_day = {}
    dates = ((date.starts_at, event) for event in events for date in event.dates)
    for starts_at, event in sorted(dates, key=lambda pair: pair[0]):
        by_day.setdefault(clock.today(starts_at), []).append((entry or guest_entry)(event, starts_at))
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    today = clock.today(now)
    before, after = (first - timedelta(days=1)).replace(day=1), filters.next_month(first)
    return Month(
        name=display.month(first),
        prev=(display.month(before), address(before)),
        next=(display.month(after), address(after)),
        weekdays=tuple((display.short_weekday(day), display.weekday(day)) for day in weeks[0]),
        weeks=tuple(tuple(_day(day, first, today, by_day, notes or {}) for day in week) for week in weeks),
    )


def _day(day, first, today, by_day, notes):
    is_outside = day.month != first.month
    return Day(
        number=day.day,
        label=display.day(day),
        iso=day.isoformat(),
        is_outside=is_outside,
        is_today=day == today,
        events=() if is_outside else tuple(by_day.get(day, ())),
        note="" if is_outside else notes.get(day, ""),
    )


def guest_entry(event, starts_at):
    """Return the Entry of a date as guests see it."""
    return Entry(
        title=event.title,
        href=f"/veranstaltungen/{event.slug}",
        time=display.time(starts_at),
        area_key=event.area.key,
        area_name=event.area.title,
        state_mark=cards.short_mark(event),
    )
