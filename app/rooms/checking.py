"""Which rules would a booking break? All of them, so that a person is told once and staff know what they do."""

from app.rooms import days, hours, policies, queries
from app.rooms.models import STAFF
from app.rooms.rules import RoomRefusal


def broken_rules(room, starts_at, ends_at, now, who=STAFF, persons=None, layout=None, shut=None):
    """Return (RoomRefusal, facts) for each breakable rule that this booking would break.

    Asked under the lock of the room's parts, which whoever closes the room takes as well. `shut`: the closures around
    this time as (starts_at, ends_at, reason), where they are known already.
    """
    if shut is None:
        shut = queries.closures_of(room, starts_at, ends_at)
    shut = [*shut, *days.closed_in(room.place, starts_at, ends_at)]
    return list(broken_by(room, starts_at, ends_at, now, who, persons, layout, shut))


def broken_by(room, starts_at, ends_at, now, who, persons, layout, shut):
    """Yield the same one by one, for whoever needs the first only; `shut` are the closures and holidays around."""
    yield from policies.broken_by(policies.policy_of(room, who), room, starts_at, ends_at, now)
    if not hours.is_open(room.hours, starts_at, ends_at):
        yield RoomRefusal.OUTSIDE_HOURS, {"room": room.place_line}
    for begin, end, reason in shut:
        if begin < ends_at and end > starts_at:
            yield RoomRefusal.CLOSED, {"room": room.place_line, "reason": reason}
    most = layout.capacity if layout else room.capacity
    if persons and persons > most:
        yield RoomRefusal.TOO_MANY_PERSONS, {"most": most}
