"""Which rooms are free? Few statements, however many rooms there are, and however long their history."""

import functools
from dataclasses import dataclass
from datetime import datetime, time
from types import SimpleNamespace

from app.database import look
from app.rooms import days, free_statement, hours, lending, policies, rules
from app.rooms.models import CITIZEN, DIGITAL, RoomPolicy


@dataclass(frozen=True)
class Wish:
    """What somebody looks for. Moments are aware; `place` is a key, `layout` a name, `equipment` ids or names.

    `barriers`: keys of free_statement.BARRIERS that the room must have; what nobody has checked yet does not count.
    """

    starts_at: datetime
    ends_at: datetime
    persons: int | None = None
    layout: str | None = None
    place: str | None = None
    kind: str | None = None
    barriers: tuple = ()
    equipment: tuple = ()
    who: str = CITIZEN


# Not frozen, which would take five times as long to make: a search makes hundreds.
@dataclass(slots=True, eq=False)
class FreeRoom:
    """A room that can be had at the wished time; `seats` in the wished layout, `way` is ASK or BOOK."""

    id: int
    slug: str
    name: str
    kind: str
    place_id: int | None
    place_key: str | None
    place_name: str | None
    parent_id: int | None
    capacity: int
    seats: int
    step_free: bool | None
    way: str

    @property
    def place_line(self):
        """Name and town in one line."""
        return f"{self.name}, {self.place_name}" if self.place_name else self.name


@dataclass(slots=True, eq=False)
class FittingRoom(FreeRoom):
    """A room that fits a wish, free or not, with what `timetables` must know of it; `way` may be NO."""

    place: object
    hours: list
    policies: list
    part_ids: list
    sessions: int
    setup_min: int
    teardown_min: int
    retired_at: None = None

    @property
    def is_digital(self):
        """Whether people meet here by video."""
        return self.kind == DIGITAL


def find_rooms(wish, now, but_not=None):
    """Return the FreeRooms that a wish can have, best fit first: the smallest that holds it.

    One statement, and two more where things are wished for. Empty where the span is impossible; LookupError where a
    thing is not known. `but_not` is a booking to overlook.
    """
    if rules.why_no_span(wish.starts_at, wish.ends_at, now):
        return []
    things = lending.things(wish.equipment)
    kind, parameters = _asked(wish, things)
    parameters |= {"starts_at": wish.starts_at, "ends_at": wish.ends_at}
    if but_not is not None:
        parameters["but_not"] = but_not
    rows = look(free_statement.free(*kind, but_not is not None), parameters)
    judge = _Judge(wish, now)
    allowed = [(row, way) for row in rows if (way := judge.way(row))]
    return [FreeRoom(*_facts(row), way) for row, way in _with_things(allowed, things, wish, but_not)]


def fitting_rooms(wish, things=()):
    """Return the FittingRooms of a wish, in one statement, whatever the time; `things` are the wished ones.

    Whether those that are lent are in stock is for `lending` to say.
    """
    kind, parameters = _asked(wish, things)
    return [_fitting_room(row, wish.who) for row in look(free_statement.fitting(*kind), parameters)]


def _asked(wish, things):
    """Return what a wish asks for as arguments of free_statement, and the values."""
    fixed = sorted({thing.name for thing in things if thing.stock is None})
    kind = (tuple(sorted(wish.barriers)), len(fixed), bool(wish.layout), bool(wish.place), bool(wish.kind))
    given = {"layout": wish.layout, "place": wish.place, "kind": wish.kind}
    parameters = {"persons": wish.persons or 1, "who": wish.who, **{name: each for name, each in given.items() if each}}
    return kind, parameters | {f"thing{number}": name for number, name in enumerate(fixed)}


def _facts(row):
    return (
        row.id, row.slug, row.name, row.kind, row.place_id, row.place_key, row.place_name, row.parent_id,
        row.capacity, row.seats, row.step_free,
    )  # fmt: skip


def _fitting_room(row, who):
    policy = _policy(row, who)
    return FittingRoom(
        *_facts(row), policy.way, place=_place(row), hours=_hours(row.hours), policies=[policy],
        part_ids=[int(part) for part in (row.parts or "").split(";") if part],
        sessions=row.sessions, setup_min=row.setup_min, teardown_min=row.teardown_min,
    )  # fmt: skip


def _policy(row, who):
    if row.way is None:
        return policies.usual(SimpleNamespace(is_digital=row.kind == DIGITAL), who)
    return RoomPolicy(
        who=who, way=row.way, lead_hours=row.lead_hours, horizon_days=row.horizon_days,
        shortest_min=row.shortest_min, longest_min=row.longest_min,
    )  # fmt: skip


def _place(row):
    if row.place_id is None:
        return None
    return SimpleNamespace(
        id=row.place_id, key=row.place_key, name=row.place_name, holiday_region=row.holiday_region,
        holidays_catholic=row.holidays_catholic, holidays_close=row.holidays_close,
    )  # fmt: skip


@functools.lru_cache(maxsize=500)
def _hours(text):
    """Return hours as the statement writes them: "0 08:00:00 22:00:00;…"; rooms have few different ones."""
    return tuple(
        SimpleNamespace(weekday=int(weekday), opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
        for weekday, opens, closes in (each.split() for each in (text or "").split(";") if each)
    )


def _with_things(allowed, things, wish, but_not):
    """Leave those rooms for whose setup and teardown the stock lasts as well."""
    if not allowed or all(thing.stock is None for thing in things):
        return allowed
    spans = {
        row.id: rules.held_span(wish.starts_at, wish.ends_at, row.setup_min, row.teardown_min) for row, _way in allowed
    }
    starts, ends = zip(*spans.values(), strict=True)
    stock = lending.stock_of(things, min(starts), max(ends), () if but_not is None else (but_not,))
    lasts = {span: stock.lasts(*span) for span in set(spans.values())}
    return [(row, way) for row, way in allowed if lasts[spans[row.id]]]


class _Judge:
    """Asks the rules of policies, hours and holidays about rows; what is alike is asked once."""

    def __init__(self, wish, now):
        self._wish, self._now, self._known = wish, now, {}

    def way(self, row):
        """Return what the asker may do with the room of a row at the wished time (ASK, BOOK), or None."""
        key = row[-free_statement.JUDGED :]
        if key not in self._known:
            is_open = self._is_open(row) and self._no_holiday(row)
            self._known[key] = self._way(row) if is_open else None
        return self._known[key]

    def _way(self, row):
        room, policy = SimpleNamespace(place_line=row.name), _policy(row, self._wish.who)
        broken = policies.broken_by(policy, room, self._wish.starts_at, self._wish.ends_at, self._now)
        return None if any(broken) else policy.way

    def _is_open(self, row):
        return hours.is_open(_hours(row.hours), self._wish.starts_at, self._wish.ends_at)

    def _no_holiday(self, row):
        return not days.closed_in(_place(row), self._wish.starts_at, self._wish.ends_at)
