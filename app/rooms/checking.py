"""Which rules would a booking break? All of them, so that a person is told once and staff know what they do."""

from app.rooms import days, hours, policies, queries
from app.rooms.models import STAFF
from app.rooms.rules import RoomRefusal


def broken_rules(room, starts_at, ends_at, now, who=STAFF, persons=None, layout=None, shut=None):
    """Return (RoomRefusal, facts) for each breakable rule that this booking would break.

    Asked under the lock of the room's parts, which whoever closes the room takes as well. `shut`: the closures around
    this time as (starts_at, ends_at, reason), where they are known already.
    """
    broken = list(policies.broken_by(policies.policy_of(room, who), room, starts_at, ends_at, now))
    if not hours.is_open(room.hours, starts_at, ends_at):
        broken.append((RoomRefusal.OUTSIDE_HOURS, {"room": room.place_line}))
    if shut is None:
        shut = queries.closures_of(room, starts_at, ends_at)
    broken += [
        (RoomRefusal.CLOSED, {"room": room.place_line, "reason": reason})
        for _starts_at, _ends_at, reason in (
            *(span for span in shut if span[0] < ends_at and span[1] > starts_at),
            *days.closed_in(room.place, starts_at, ends_at),
        )
    ]
    most = layout.capacity if layout else room.capacity
    if persons and persons > most:
        broken.append((RoomRefusal.TOO_MANY_PERSONS, {"most": most}))
    return broken
