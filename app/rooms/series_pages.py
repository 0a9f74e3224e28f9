"""What the pages of the team show of series: a line per date, with what stands in its way and what can be chosen."""

from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app import clock, display
from app.database import db
from app.rooms import preview, rules
from app.rooms.bookings import LIVING, Booking, Series
from app.rooms.held_spans import HeldSpans
from app.rooms.models import Equipment
from app.rooms.queries import within
from app.rooms.series_forms import LEFT_OUT, key_of
from app.rooms.series_plan import ADD, DROP, KEEP, MOVE, SAME
from app.rooms.trail import STATES

# Beyond so many dates only those that something is the matter with can be chosen for: a page must not weigh a megabyte.
MOST_CHOICES = 120
MOST_ROOMS = 8
KINDS = {
    KEEP: ("past", lazy_gettext("Bleibt, wie er ist")),
    SAME: ("free", lazy_gettext("Bleibt an Ort und Zeit")),
    MOVE: ("moved", lazy_gettext("Ändert sich")),
    ADD: ("info", lazy_gettext("Kommt dazu")),
    DROP: ("cancelled", lazy_gettext("Entfällt")),
}


@dataclass
class Line:
    """One date of a preview. `mark`: (state, word); `options`: (value, text) to choose from, or none."""

    when: str
    where: str
    mark: tuple
    notes: list = field(default_factory=list)
    sentences: list = field(default_factory=list)
    key: str = ""
    options: list = field(default_factory=list)
    chosen: str = ""
    href: str | None = None


def lines_of(rows, choices, rooms, usual_room_id, persons=None):
    """Return the Lines of preview rows."""
    instead = _free_rooms(rows, choices, rooms, persons)
    return [_line(row, choices, instead.get(row.date.wall_start, ()), usual_room_id) for row in rows]


def _line(row, choices, instead, usual_room_id):
    wall_start = row.date.wall_start
    is_left_out = wall_start in choices.left_out
    chosen = LEFT_OUT if is_left_out else (str(row.room.id) if wall_start in choices.rooms else "")
    line = Line(
        display.span(row.date.starts_at, row.date.ends_at), row.room.place_line, _mark(row, choices, is_left_out),
        notes=preview.day_words(row), sentences=[] if is_left_out else row.sentences, key=key_of(wall_start),
        chosen=chosen,
    )  # fmt: skip
    if words := preview.shifted_words(row.date):
        line.notes.append(words)
    if instead is not None:
        here = _("Buchen") if row.room.id == usual_room_id else _("Buchen wie vorgesehen")
        line.options = [("", here), (LEFT_OUT, _("Weglassen"))]
        line.options += [(str(room.id), _("In %(room)s", room=room.place_line)) for room in instead]
        if chosen and chosen not in [value for value, _text in line.options]:
            line.options.append((chosen, _("In %(room)s", room=row.room.place_line)))
    return line


def _mark(row, choices, is_left_out):
    if is_left_out:
        return "past", _("Weggelassen")
    if row.refused:
        return ("past", _("Wird weggelassen")) if choices.only_free else ("full", _("Geht nicht"))
    if row.broken and not choices.knowingly:
        return ("past", _("Wird weggelassen")) if choices.only_free else ("few", _("Gegen eine Regel"))
    return ("few", _("Bewusst gegen eine Regel")) if row.broken else ("free", _("Frei"))


def _free_rooms(rows, choices, rooms, persons):
    """Return {wall_start: rooms that are free then, the nearest first}; None for dates that offer no choice.

    Two statements, whatever the number of rooms and dates.
    """
    asked = [
        row for row in rows
        if len(rows) <= MOST_CHOICES or not row.is_fine() or row.date.wall_start in {*choices.left_out, *choices.rooms}
    ]  # fmt: skip
    found = {row.date.wall_start: None for row in rows}
    if not asked:
        return found
    first, last = min(row.date.starts_at for row in asked), max(row.date.ends_at for row in asked)
    held = HeldSpans([room.id for room in rooms], first, last)
    for row in asked:
        fitting = [
            room for room in rooms
            if room.id != row.room.id and room.kind == row.room.kind and (not persons or room.capacity >= persons)
        ]  # fmt: skip
        fitting.sort(key=lambda room: (room.place_id != row.room.place_id, abs(room.capacity - row.room.capacity)))
        free = (room for room in fitting if _is_free(held, room, row.date))
        found[row.date.wall_start] = [room for room, _n in zip(free, range(MOST_ROOMS), strict=False)]
    return found


def _is_free(held, room, date):
    span = rules.held_span(date.starts_at, date.ends_at, room.setup_min, room.teardown_min)
    return held.taker(room, *span) is None


def lines_of_plan(made, choices, rooms, persons=None):
    """Return the Lines of a planned change, in order of time."""
    rows = {line.key: line for line in lines_of(list(made.rows.values()), choices, rooms, made.wanted.room_id, persons)}
    lines = []
    for step in made.steps:
        line = rows.get(key_of(step.date.wall_start)) if step.kind in (MOVE, ADD) else None
        state, word = KINDS[step.kind]
        if line is None:
            room = step.booking.room
            line = Line(display.span(step.date.starts_at, step.date.ends_at), room.place_line, (state, word))
        elif line.mark[0] == "free":
            line.mark = (state, word)
        if step.kind == KEEP:
            line.notes.append(str(why_kept(step.booking)))
        if step.kind == MOVE:
            line.notes.append(_before(step))
            line.options[:1] = [("", _("So ändern"))] if line.options else []
        lines.append(line)
    return lines


def why_kept(booking):
    """Say why a change of its series leaves a date alone."""
    if booking.state not in LIVING:
        return STATES[booking.state][1]
    return _("Einzeln geändert") if booking.is_exception else _("Schon begonnen")


def _before(step):
    """Say where and when a date was, as far as that becomes another."""
    booking = step.booking
    when = display.span(booking.starts_at, booking.ends_at)
    if step.room_id == booking.room_id:
        return _("Bisher: %(when)s", when=when)
    if (booking.starts_at, booking.ends_at) == (step.date.starts_at, step.date.ends_at):
        return _("Bisher: %(room)s", room=booking.room.place_line)
    return _("Bisher: %(when)s, %(room)s", when=when, room=booking.room.place_line)


@dataclass(frozen=True)
class Coming:
    """A series in the list of the team."""

    series: Series
    next_date: Booking
    number: int


def lendable():
    """Return what can be booked along from the stock, by name."""
    return db.session.scalars(sa.select(Equipment).where(Equipment.stock.is_not(None)).order_by(Equipment.name)).all()


def coming(now, places=None):
    """Return the Coming series (at some places), by their next date; two statements."""
    nearest = (
        sa.select(Booking.series_id, sa.func.min(Booking.starts_at).label("starts_at"), sa.func.count().label("number"))
        .where(Booking.series_id.is_not(None), Booking.ends_at > now, Booking.state.in_(LIVING))
        .group_by(Booking.series_id)
        .subquery()
    )
    found = db.session.execute(
        sa.select(Booking, nearest.c.number)
        .join(nearest, sa.and_(nearest.c.series_id == Booking.series_id, nearest.c.starts_at == Booking.starts_at))
        .where(Booking.state.in_(LIVING), Booking.room.has(within(places)))
        .options(joinedload(Booking.room), joinedload(Booking.series))
        .order_by(Booking.starts_at, Booking.id)
    )
    by_series = {booking.series_id: Coming(booking.series, booking, number) for booking, number in found}
    return list(by_series.values())


@dataclass(frozen=True)
class DateLine:
    """A date on the page of its series."""

    booking: Booking
    when: str
    mark: tuple
    notes: list
    may_change: bool


def date_lines(bookings, now):
    """Return (coming, past) DateLines of bookings."""
    lines = [
        DateLine(
            booking, display.span(booking.starts_at, booking.ends_at), STATES[booking.state], _notes(booking),
            booking.starts_at > now and booking.state in (*LIVING, "left_out"),
        )
        for booking in sorted(bookings, key=lambda each: (each.starts_at, each.id))
    ]  # fmt: skip
    coming = [line for line in lines if line.booking.ends_at > now]
    return coming, [line for line in lines if line.booking.ends_at <= now]


def _notes(booking):
    notes = [_("Einzeln geändert")] if booking.is_exception else []
    if booking.is_exception and clock.local(booking.starts_at).replace(tzinfo=None, fold=0) != booking.wall_start:
        notes = [_("Einzeln geändert, eigentlich %(day)s", day=display.day(booking.wall_start.date()))]
    return notes + ([_("Regel bewusst gebrochen")] if booking.broken_rules else [])


def neighbours(series):
    """Return (the Series it was split from, those split from it)."""
    earlier = db.session.get(Series, series.split_from_id) if series.split_from_id else None
    later = db.session.scalars(sa.select(Series).where(Series.split_from_id == series.id).order_by(Series.id)).all()
    return earlier, later
