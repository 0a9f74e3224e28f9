"""Which rooms are free? Few statements, however many rooms there are, and however long their history."""

from dataclasses import dataclass
from datetime import datetime, time
from types import SimpleNamespace

from app.database import run
from app.rooms import free_statement, hours, lending, policies, rules
from app.rooms.models import CITIZEN, DIGITAL


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


@dataclass(frozen=True)
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


def find_rooms(wish, now, but_not=None):
    """Return the FreeRooms that a wish can have, best fit first: the smallest that holds it.

    One statement, and two more where things are wished for. Empty where the span is impossible; LookupError where a
    thing is not known. `but_not` is a booking to overlook.
    """
    if rules.why_no_span(wish.starts_at, wish.ends_at, now):
        return []
    things = lending.things(wish.equipment)
    fixed = sorted({thing.name for thing in things if thing.stock is None})
    statement = free_statement.statement(
        tuple(sorted(wish.barriers)), len(fixed), bool(wish.layout), bool(wish.place), bool(wish.kind),
        but_not is not None,
    )  # fmt: skip
    parameters = {
        "starts_at": wish.starts_at, "ends_at": wish.ends_at, "persons": wish.persons or 1, "who": wish.who,
        "layout": wish.layout or None, "place": wish.place or None, "kind": wish.kind or None, "but_not": but_not,
        **{f"thing{number}": name for number, name in enumerate(fixed)},
    }  # fmt: skip
    rows = run(statement, {name: value for name, value in parameters.items() if value is not None})
    judge = _Judge(wish, now)
    allowed = [(row, way) for row in rows if (way := judge.way(row))]
    return [_free_room(row, way) for row, way in _with_things(allowed, things, wish, but_not)]


def _free_room(row, way):
    return FreeRoom(
        row.id, row.slug, row.name, row.kind, row.place_id, row.place_key, row.place_name, row.parent_id,
        row.capacity, row.seats, row.step_free, way,
    )  # fmt: skip


def _with_things(allowed, things, wish, but_not):
    """Leave those rooms for whose setup and teardown the stock lasts as well."""
    if not allowed or all(thing.stock is None for thing in things):
        return allowed
    spans = {
        row.id: rules.held_span(wish.starts_at, wish.ends_at, row.setup_min, row.teardown_min) for row, _way in allowed
    }
    starts, ends = zip(*spans.values(), strict=True)
    stock = lending.stock_of(things, min(starts), max(ends), but_not)
    lasts = {span: stock.lasts(*span) for span in set(spans.values())}
    return [(row, way) for row, way in allowed if lasts[spans[row.id]]]


class _Judge:
    """Asks the rules of policies and hours about rows; what is alike is asked once."""

    def __init__(self, wish, now):
        self._wish, self._now = wish, now
        self._ways, self._open = {}, {}

    def way(self, row):
        """Return what the asker may do with the room of a row at the wished time (ASK, BOOK), or None."""
        key = (row.kind, row.way, row.lead_hours, row.horizon_days, row.shortest_min, row.longest_min)
        if key not in self._ways:
            self._ways[key] = self._way(row)
        if row.hours not in self._open:
            self._open[row.hours] = self._is_open(row.hours)
        return self._ways[key] if self._open[row.hours] else None

    def _way(self, row):
        room = SimpleNamespace(place_line=row.name, is_digital=row.kind == DIGITAL)
        policy = row if row.way else policies.usual(room, self._wish.who)
        broken = policies.broken_by(policy, room, self._wish.starts_at, self._wish.ends_at, self._now)
        return None if any(broken) else policy.way

    def _is_open(self, text):
        """Tell by hours as the statement writes them: "0 08:00:00 22:00:00;…"."""
        wanted = [
            SimpleNamespace(weekday=int(weekday), opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
            for weekday, opens, closes in (each.split() for each in (text or "").split(";") if each)
        ]
        return hours.is_open(wanted, self._wish.starts_at, self._wish.ends_at)
