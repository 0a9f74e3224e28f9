"""When rooms are taken, shut and open over some days, read at once; any number of spans is then judged in memory."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.database import db
from app.rooms import hours, policies, rules
from app.rooms.bookings import Occupancy
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.models import Part, room_parts
from app.rooms.rules import RoomRefusal

# Written out: a plan for any number of rows would not be one for the first.
ONE = sa.literal_column("1")


@dataclass(frozen=True)
class Timetable:
    """What is known of some rooms between two moments: spans by part, closures as (starts, ends, reason) by room."""

    parts: dict
    busy: dict
    shut: dict

    def why_not(self, room, starts_at, ends_at, now, who, persons=None, layout=None):
        """Return the first (RoomRefusal, facts) that keeps somebody from a span, or None; judged as a booking is."""
        if reason := rules.why_no_span(starts_at, ends_at, now):
            return reason, {}
        if room.retired_at is not None:
            return RoomRefusal.RETIRED, {"room": room.place_line}
        for found in policies.broken_by(policies.policy_of(room, who), room, starts_at, ends_at, now):
            return found
        if not hours.is_open(room.hours, starts_at, ends_at):
            return RoomRefusal.OUTSIDE_HOURS, {"room": room.place_line}
        for begin, end, reason in self.shut[room.id]:
            if begin < ends_at and end > starts_at:
                return RoomRefusal.CLOSED, {"room": room.place_line, "reason": reason}
        most = layout.capacity if layout else room.capacity
        if persons and persons > most:
            return RoomRefusal.TOO_MANY_PERSONS, {"most": most}
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
            found.update(_gaps(room, taken, self.shut[room.id], starts_at, ends_at))
        # What lies within another says nothing new.
        return sorted(a for a in found if not any(b != a and b[0] <= a[0] and a[1] <= b[1] for b in found))


def _gaps(room, taken, shut, starts_at, ends_at):
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
    """Return the Timetable of rooms between two moments in three statements; `but_not` is a booking to overlook."""
    parts = {room.id: [] for room in rooms}
    for room_id, part_id in db.session.execute(
        sa.select(room_parts.c.room_id, room_parts.c.part_id)
        .where(room_parts.c.room_id.in_(parts))
        .order_by(room_parts.c.part_id)
    ):
        parts[room_id].append(part_id)
    # The buffers reach beyond.
    longest = timedelta(minutes=max((room.setup_min + room.teardown_min for room in rooms), default=0))
    ids = {part for some in parts.values() for part in some}
    busy = {part: [] for part in ids}
    for part_id, begin, end in db.session.execute(_busy(ids, starts_at - longest, ends_at + longest, but_not)):
        busy[part_id].append((begin, end))
    return Timetable(parts, busy, shut_spans(rooms, parts, starts_at, ends_at))


def _busy(part_ids, starts_at, ends_at, but_not):
    """Select (part, start, end) of what overlaps a span: what starts in it, and what starts last before it."""
    columns = (Occupancy.part_id, Occupancy.starts_at, Occupancy.ends_at)
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
    if but_not is not None:
        last_before = last_before.where(earlier.booking_id != but_not)
        within = within.where(Occupancy.booking_id != but_not)
    reaching_in = (
        sa.select(*columns)
        .select_from(Part)
        .join(Occupancy, Occupancy.id == last_before.correlate(Part).scalar_subquery())
        .where(Part.id.in_(part_ids), Occupancy.ends_at > starts_at)
    )
    return within.union_all(reaching_in)


def shut_spans(rooms, parts, starts_at, ends_at):
    """Return {room id: [(starts_at, ends_at, reason)]}: shut with the house, its place, or what shares a part."""
    closures = db.session.execute(
        sa.select(ClosureSpan.id, ClosureSpan.starts_at, ClosureSpan.ends_at, Closure.reason,
                  Closure.place_id, Closure.room_id, room_parts.c.part_id)
        .join(Closure, Closure.id == ClosureSpan.closure_id)
        .outerjoin(room_parts, room_parts.c.room_id == Closure.room_id)
        .where(ClosureSpan.starts_at < ends_at, ClosureSpan.ends_at > starts_at)
        .order_by(ClosureSpan.starts_at, ClosureSpan.id)
    ).all()  # fmt: skip
    return {
        room.id: list(
            dict.fromkeys(
                (each.starts_at, each.ends_at, each.reason)
                for each in closures
                if (each.place_id is None and each.room_id is None)
                or (each.place_id is not None and each.place_id == room.place_id)
                or each.part_id in parts[room.id]
            )
        )
        for room in rooms
    }
