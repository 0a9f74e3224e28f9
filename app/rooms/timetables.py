"""When rooms are taken, shut and open over some days, read at once; any number of spans is then judged in memory."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import checking, days, queries, rules
from app.rooms.bookings import Occupancy
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.free_statement import ONE
from app.rooms.models import Part, room_parts
from app.rooms.rules import RoomRefusal


@dataclass(frozen=True)
class Timetable:
    """What is known of some rooms between two moments: spans by part, and (starts, ends, reason) by room.

    Rooms are those of the models, or FittingRooms.
    """

    parts: dict
    busy: dict
    shut: dict

    def why_not(self, room, starts_at, ends_at, now, who, persons=None, layout=None):
        """Return the first (RoomRefusal, facts) that keeps somebody from a span, or None; judged as a booking is."""
        if reason := rules.why_no_span(starts_at, ends_at, now):
            return reason, {}
        if room.retired_at is not None:
            return RoomRefusal.RETIRED, {"room": room.place_line}
        shut = self.shut[room.id]
        for broken in checking.broken_by(room, starts_at, ends_at, now, who, persons, layout, shut):
            return broken
        if not self.is_free(room, starts_at, ends_at):
            return RoomRefusal.BUSY, {"room": room.place_line}
        return None

    def is_free(self, room, starts_at, ends_at):
        """Tell whether nobody has a room in a span, with its own setup and teardown."""
        begin, end = rules.held_span(starts_at, ends_at, room.setup_min, room.teardown_min)
        taken = [any(s < end and e > begin for s, e in self.busy[part]) for part in self.parts[room.id]]
        return not all(taken) if room.sessions > 1 else not any(taken)

    def gaps(self, room, starts_at, ends_at):
        """Return the longest (starts_at, ends_at) inside a span at which somebody could have a room, in order.

        Its own setup and teardown are taken off where somebody else is before or after; hours are not looked at.
        """
        ids = self.parts[room.id]
        lines = [[part] for part in ids] if room.sessions > 1 else [ids]
        found = set()
        for line in lines:
            taken = [span for part in line for span in self.busy[part]]
            found.update(gaps(room, taken, self.shut[room.id], starts_at, ends_at))
        # What lies within another says nothing new.
        return sorted(a for a in found if not any(b != a and b[0] <= a[0] and a[1] <= b[1] for b in found))


def gaps(room, taken, shut, starts_at, ends_at):
    """Yield the longest (starts_at, ends_at) inside a span in which a room is neither taken nor shut."""
    before, after = timedelta(minutes=room.setup_min), timedelta(minutes=room.teardown_min)
    walls = [(begin - after, end + before) for begin, end in taken] + [(begin, end) for begin, end, _reason in shut]
    reached = starts_at
    for begin, end in sorted(walls):
        if begin >= ends_at:
            break
        if begin > reached:
            yield reached, begin
        reached = max(reached, end)
    if reached < ends_at:
        yield reached, ends_at


def load(rooms, starts_at, ends_at, but_not=None):
    """Return the Timetable of rooms between two moments; `but_not` is a booking to overlook, or several.

    One statement, and one more where the rooms do not know their parts.
    """
    parts = _parts(rooms)
    busy = {part: [] for some in parts.values() for part in some}
    # The buffers reach beyond.
    longest = timedelta(minutes=max((room.setup_min + room.teardown_min for room in rooms), default=0))
    overlooked = [but_not] if isinstance(but_not, int) else list(but_not or ())
    taken = _busy(list(busy), starts_at - longest, ends_at + longest, overlooked)
    closures = []
    for row in db.session.execute(sa.union_all(*taken, _closures(starts_at, ends_at))):
        if row.reason is None:
            busy[row.part_id].append((row.starts_at, row.ends_at))
        else:
            closures.append(row)
    shut, (first, last) = _by_room(rooms, parts, closures), (clock.today(starts_at), clock.today(ends_at))
    shut = {room.id: sorted([*shut[room.id], *days.closed_days(room.place, first, last)]) for room in rooms}
    return Timetable(parts, busy, shut)


def _parts(rooms):
    """Return {room id: [part id]}."""
    if all(hasattr(room, "part_ids") for room in rooms):
        return {room.id: room.part_ids for room in rooms}
    return queries.parts_of([room.id for room in rooms])


def _busy(part_ids, starts_at, ends_at, overlooked):
    """Return selects of what overlaps a span: what starts in it, and what starts last before it."""
    nothing = (
        sa.cast(sa.null(), Closure.reason.type).label("reason"),
        *(sa.cast(sa.null(), sa.Integer).label(name) for name in ("place_id", "room_id")),
    )
    columns = (Occupancy.part_id, Occupancy.starts_at, Occupancy.ends_at, *nothing)
    earlier = sa.orm.aliased(Occupancy)
    last_before = (
        sa.select(earlier.id)
        .where(earlier.part_id == Part.id, earlier.starts_at < starts_at)
        .order_by(earlier.starts_at.desc())
        .limit(ONE)
    )
    within = sa.select(*columns).where(
        Occupancy.part_id.in_(part_ids), Occupancy.starts_at >= starts_at, Occupancy.starts_at < ends_at
    )
    if overlooked:
        last_before = last_before.where(earlier.booking_id.not_in(overlooked))
        within = within.where(Occupancy.booking_id.not_in(overlooked))
    reaching_in = (
        sa.select(*columns)
        .select_from(Part)
        .join(Occupancy, Occupancy.id == last_before.correlate(Part).scalar_subquery())
        .where(Part.id.in_(part_ids), Occupancy.ends_at > starts_at)
    )
    return within, reaching_in


def _closures(starts_at, ends_at):
    """Select what is shut in a span; a room once for each of its parts."""
    return (
        sa.select(
            room_parts.c.part_id, ClosureSpan.starts_at, ClosureSpan.ends_at, Closure.reason, Closure.place_id,
            Closure.room_id,
        )
        .join_from(ClosureSpan, Closure, Closure.id == ClosureSpan.closure_id)
        .outerjoin(room_parts, room_parts.c.room_id == Closure.room_id)
        .where(ClosureSpan.starts_at < ends_at, ClosureSpan.ends_at > starts_at)
    )  # fmt: skip


def shut_spans(rooms, parts, starts_at, ends_at):
    """Return {room id: [(starts_at, ends_at, reason)]} of the closures in a span; `parts` is {room id: [part id]}."""
    return _by_room(rooms, parts, db.session.execute(_closures(starts_at, ends_at)).all())


def _by_room(rooms, parts, closures):
    """Sort closures by room: what shuts the house, its place, or a room that shares a part."""
    return {
        room.id: sorted(
            {
                (each.starts_at, each.ends_at, each.reason)
                for each in closures
                if (each.place_id is None and each.room_id is None)
                or (each.place_id is not None and each.place_id == room.place_id)
                or each.part_id in parts[room.id]
            }
        )
        for room in rooms
    }
