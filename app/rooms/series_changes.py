"""Changing a series from one of its dates on, or all that is to come. What people changed by themselves stays."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.database import db, lock, transaction
from app.errors import Refused
from app.rooms import actions, recurrence
from app.rooms.bookings import LEFT_OUT, LIVING, Booking, Series
from app.rooms.models import STAFF
from app.rooms.rules import RoomRefusal
from app.rooms.series_actions import NO_CHOICES, Choices, Wanted, add_date, choose, describe, preview_dates
from app.rooms.series_plan import (
    ADD,
    ALL_FUTURE,
    DROP,
    KEEP,
    MOVE,
    SAME,
    SeriesRefusal,
    at_other_times,
    date_of,
    dates_from,
    is_frozen,
    steps,
)


@dataclass(frozen=True)
class Change:
    """What is to be another way. None: as it is. `facts` are columns of Booking: title, persons, note."""

    room_id: int | None = None
    # The time of day, and how long (on the clock on the wall).
    begins: time | None = None
    length: timedelta | None = None
    # Another rule (and its first day, if it is not that of the first date), or other dates by hand.
    rule: str | None = None
    first: datetime | None = None
    spans: tuple = ()
    facts: dict = field(default_factory=dict)


@dataclass
class Plan:
    """What a change comes to: the series and its bookings from there on, a Step per date, preview Rows of some."""

    series: Series
    bookings: list
    before: list
    steps: list
    wanted: Wanted
    # {wall_start: preview Row} of the dates that move or are new.
    rows: dict
    dates: list
    rule: str

    # Whether another rule or time of day begins here.
    is_other: bool

    @property
    def is_split(self):
        """Whether what lies before keeps a rule of its own."""
        return self.is_other and bool(self.before)

    def numbers(self):
        """Return {kind: how many dates} of the steps."""
        return {kind: sum(step.kind == kind for step in self.steps) for kind in (KEEP, SAME, MOVE, ADD, DROP)}


def plan(series, bookings, scope, anchor, change, now, choices=NO_CHOICES):
    """Return the Plan of a change from a booking on (`anchor`; of all to come: None). Reads only. Raises Refused."""
    coming = [booking for booking in bookings if booking.starts_at > now]
    if scope == ALL_FUTURE:
        anchor = next((booking for booking in coming if not is_frozen(booking, now)), None)
        if anchor is None:
            raise Refused(SeriesRefusal.NO_FUTURE)
    elif anchor.starts_at <= now:
        raise Refused(SeriesRefusal.PAST)
    begin = anchor.wall_start
    tail = [booking for booking in bookings if booking.wall_start >= begin]
    is_new_rule = bool(change.spans) or (change.rule is not None and change.rule != series.rule)
    rule, dates, is_other = _wanted_dates(series, tail, begin, change, is_new_rule)
    usual = next((booking for booking in tail if not is_frozen(booking, now)), anchor)
    freq = recurrence.read(rule).freq if rule else None
    made = steps(tail, dates, now, freq, is_new_rule, change.room_id, usual.room_id)
    wanted = Wanted(
        change.room_id or usual.room_id, persons=change.facts.get("persons", usual.persons),
        layout_id=usual.layout_id if change.room_id in (None, usual.room_id) else None,
        setup_min=usual.setup_min, teardown_min=usual.teardown_min, equipment_ids=tuple(usual.wanted_things),
    )  # fmt: skip
    for step in made:
        if step.kind in (MOVE, ADD):
            step.room_id = choices.rooms.get(step.date.wall_start, step.room_id)
    before = [booking for booking in bookings if booking.wall_start < begin]
    return Plan(series, tail, before, made, wanted, _rows(made, wanted, now, choices), dates, rule, is_other)


def _wanted_dates(series, tail, begin, change, is_new_rule):
    """Return the rule and the Dates that the tail of a series is to have, and whether these are others than before."""
    if change.spans:
        return "", recurrence.by_hand(change.spans), True
    if is_new_rule:
        start = change.first or datetime.combine(begin.date(), change.begins or begin.time())
        length = change.length or (series.wall_end - series.wall_start)
        return str(recurrence.read(change.rule)), recurrence.expand(change.rule, start, start + length), True
    dates = dates_from(series, tail, begin) or [date_of(booking) for booking in tail]
    rule = series.rule and recurrence.read(series.rule)
    if rule and rule.count is not None:
        rule = rule.ending(count=len(dates))
    moved = at_other_times(dates, change.begins, change.length)
    return str(rule), moved, moved != dates


def _rows(made, wanted, now, choices):
    """Return {wall_start: preview Row} of what moves or is new; what goes away stands in nobody's way."""
    asked = [step for step in made if step.kind in (MOVE, ADD)]
    rooms = {step.date.wall_start: step.room_id for step in asked}
    going = [step.booking.id for step in made if step.kind in (MOVE, DROP)]
    told = Choices(choices.left_out, rooms, choices.only_free, choices.knowingly)
    rows = preview_dates(wanted, [step.date for step in asked], now, told, STAFF, but_not=going)
    return {row.date.wall_start: row for row in rows}


def load(series_id):
    """Return a series and its bookings, in order of their dates. Raises LookupError."""
    series = db.session.get(Series, series_id)
    if series is None:
        raise LookupError(f"No series {series_id}")
    bookings = db.session.scalars(
        sa.select(Booking).where(Booking.series_id == series_id).order_by(Booking.wall_start, Booking.id)
    )
    return series, bookings.all()


def change_series(series_id, scope, change, anchor_id=None, choices=NO_CHOICES):
    """Change a series from a date on (FOLLOWING, its booking's id), or all that is to come (ALL_FUTURE).

    Dates changed by themselves, called off or left out stay as they are; the past is never touched; where only words
    change, nothing is held anew. One date that cannot be had refuses all, unless `choices` say otherwise.
    Where another rule begins, what lies before keeps its own: the series is split, and the new one is returned.
    Raises Refused, LookupError. One date by itself: `series_actions.change_date`.
    """
    with transaction():
        lock(Series, series_id)
        series, bookings = load(series_id)
        rooms = {change.room_id, *choices.rooms.values()} - {None}
        actions.lock_bookings([booking.id for booking in bookings], rooms)
        now = clock.now()
        anchor = next((booking for booking in bookings if booking.id == anchor_id), None)
        if scope != ALL_FUTURE and anchor is None:
            raise LookupError(f"Booking {anchor_id} is no date of series {series_id}")
        made = plan(series, bookings, scope, anchor, change, now, choices)
        left_out = choose(list(made.rows.values()), choices, made.wanted) if made.rows else set()
        _check_size(made, change, choices)
        kept = _keep_series(made, now)
        _apply(made, kept, change, choices, left_out, now)
        about = {"scope": scope, **made.numbers(), **_named(change)}
        if kept is not series:
            # Both ends of the split lead to the other.
            audit.note("split_series", series.about, into=kept.id)
            audit.note("split_series", kept.about, out_of=series.id)
        audit.note("change_series", kept.about, **about)
    return kept


def _named(change):
    """Return for the audit trail what was changed."""
    told = {"room": change.room_id, "rule": change.rule}
    told = {name: value for name, value in told.items() if value is not None}
    if change.begins is not None:
        told["begins"] = f"{change.begins:%H:%M}"
    return {**told, "words": sorted(change.facts)} if change.facts else told


def _check_size(made, change, choices):
    """Refuse more persons than a room takes also for dates that are not held anew."""
    persons = change.facts.get("persons")
    if not persons or choices.knowingly:
        return
    for step in made.steps:
        if step.kind == SAME:
            most = step.booking.layout.capacity if step.booking.layout else step.booking.room.capacity
            if persons > most:
                raise Refused(RoomRefusal.TOO_MANY_PERSONS, most=most)


def _keep_series(made, now):
    """Return the series that the changed dates belong to: the same, or a new one split from it."""
    first = made.dates[0]
    if not made.is_split:
        if not made.before:
            made.series.rule, made.series.wall_start, made.series.wall_end = made.rule, first.wall_start, first.wall_end
        return made.series
    begin = min(booking.wall_start for booking in made.bookings)
    if made.series.rule:
        ended = recurrence.read(made.series.rule).ending(until=begin.date() - timedelta(days=1))
        made.series.rule = str(ended)
    kept = Series(
        rule=made.rule, wall_start=first.wall_start, wall_end=first.wall_end, zone=made.series.zone,
        split_from_id=made.series.id, made_at=now,
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    return kept


def _apply(made, kept, change, choices, left_out, now):
    """Write what was planned. Part of an act that holds the locks."""
    for step in made.steps:
        if step.booking is None:
            continue
        step.booking.series_id, step.booking.wall_start = kept.id, step.wall_start
    db.session.flush()
    for step in made.steps:
        if step.kind == DROP:
            actions.cancel_booking(step.booking.id)
        elif step.kind == MOVE and step.date.wall_start in left_out:
            actions.cancel_booking(step.booking.id, state=LEFT_OUT)
    moves = []
    for step in made.steps:
        if step.kind == MOVE and step.booking.state in LIVING:
            facts = dict(change.facts)
            if step.room_id != step.booking.room_id:
                facts["layout_id"] = None
            moves.append(actions.Move(step.booking.id, step.date.starts_at, step.date.ends_at, step.room_id, facts))
        elif step.kind == SAME:
            describe(step.booking, change.facts)
    if moves:
        actions.move_bookings(moves, knowingly=choices.knowingly)
    model = next((booking for booking in made.bookings if not is_frozen(booking, now)), made.bookings[0])
    facts = {"note": model.note, "request_id": model.request_id, **change.facts}
    title = facts.pop("title", model.title)
    facts.pop("persons", None)
    for step in made.steps:
        if step.kind == ADD:
            row = made.rows[step.date.wall_start]
            is_left_out = step.date.wall_start in left_out
            add_date(kept, row, title, made.wanted, is_left_out, choices, STAFF, False, facts)
