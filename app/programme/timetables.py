"""A day as a table of rooms and times, and as the same list by time. Pure: events in, cells out."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app import clock, display


@dataclass(frozen=True)
class Entry:
    """One date of an event in the table: how many rows it covers."""

    event: object
    when: str
    rows: int


@dataclass(frozen=True)
class Timetable:
    """One day: columns (where), rows [(from when, [Entry | "" where nothing is | None where something goes on])]."""

    day: object
    label: str
    columns: tuple
    rows: tuple
    entries: tuple


def timetables(events, starts_on, ends_on):
    """Return the Timetables of the days from first to last on which something happens."""
    by_day = {}
    for event in events:
        for date in event.dates:
            by_day.setdefault(clock.today(date.starts_at), []).append((event, date))
    return [_timetable(day, by_day[day]) for day in sorted(by_day) if starts_on <= day <= ends_on]


def _timetable(day, dates):
    moments = sorted({moment for _event, date in dates for moment in (date.starts_at, date.ends_at)})
    columns = _columns(dates)
    rows = []
    for number, (begin, end) in enumerate(zip(moments, moments[1:], strict=False)):
        if not any(date.starts_at < end and date.ends_at > begin for _event, date in dates):
            continue
        rows.append((number, begin, display.time(begin)))
    shown = [number for number, _begin, _label in rows]
    cells = [
        [_cell(column, moments[number], moments[number + 1], moments, shown) for _name, column in columns]
        for number in shown
    ]
    ordered = sorted(dates, key=lambda pair: (pair[1].starts_at, pair[0].title))
    return Timetable(
        day=day,
        label=display.day(day),
        columns=tuple(name for name, _column in columns),
        rows=tuple((label, row) for (_number, _begin, label), row in zip(rows, cells, strict=True)),
        entries=tuple(Entry(event, display.time_span(date.starts_at, date.ends_at), 1) for event, date in ordered),
    )


def _columns(dates):
    """Return [(name, [(event, date)])]; what happens at once in one place (a digital one) gets columns side by side."""
    by_place = {}
    for event, date in sorted(dates, key=lambda pair: (pair[1].starts_at, pair[0].id)):
        lanes = by_place.setdefault(_place(event, date), [])
        lane = next((lane for lane in lanes if lane[-1][1].ends_at <= date.starts_at), None)
        if lane is None:
            lanes.append(lane := [])
        lane.append((event, date))
    return [(name, lane) for (_order, name), lanes in sorted(by_place.items()) for lane in lanes]


def _place(event, date):
    """Return (order, name) of the column: rooms of ours, then other houses, then digital ones."""
    rooms = [booking.room for booking in date.bookings]
    onsite = [room for room in rooms if not room.is_digital]
    if onsite:
        return 0, " + ".join(sorted(room.place_line for room in onsite))
    if event.external:
        return 1, event.external
    return (2, _("Digital")) if rooms else (3, _("Ort wird noch bekannt gegeben"))


def _cell(column, begin, end, moments, shown):
    for event, date in column:
        if date.starts_at == begin:
            rows = sum(1 for number in shown if date.starts_at <= moments[number] < date.ends_at)
            return Entry(event, display.time_span(date.starts_at, date.ends_at), rows)
        if date.starts_at < end and date.ends_at > begin:
            return None
    return ""
