"""Who may do what with a room, and within which limits. Pure functions; `now` is an argument."""

from datetime import timedelta

from app import clock, display
from app.rooms.models import ASK, BOOK, NO, STAFF, RoomPolicy
from app.rooms.rules import RoomRefusal


def policy_of(room, who):
    """Return what a group may do with a room: what the room says, else the usual."""
    return next((policy for policy in room.policies if policy.who == who), None) or usual(room, who)


def usual(room, who):
    """Return the policy of a room that says nothing: staff book, others ask for a room, and for no digital one."""
    if who == STAFF:
        return RoomPolicy(
            who=who, way=BOOK, lead_hours=0, horizon_days=3 * 366, shortest_min=5, longest_min=1440, most_open=None
        )
    way = NO if room.is_digital else ASK
    return RoomPolicy(who=who, way=way, lead_hours=24, horizon_days=366, shortest_min=30, longest_min=720, most_open=10)


def broken_by(policy, room, starts_at, ends_at, now):
    """Yield (RoomRefusal, facts) for each limit of a policy that a span of aware moments breaks."""
    if policy.way == NO:
        yield RoomRefusal.NOT_FOR_YOU, {"room": room.place_line}
        return
    if starts_at < now:
        yield RoomRefusal.IN_THE_PAST, {}
    elif starts_at < now + timedelta(hours=policy.lead_hours):
        yield RoomRefusal.TOO_SOON, {"ahead": display.duration(policy.lead_hours * 60)}
    last = clock.today(now) + timedelta(days=policy.horizon_days)
    if clock.today(starts_at) > last:
        yield RoomRefusal.TOO_EARLY, {"until": display.day(last)}
    minutes = (ends_at - starts_at) / timedelta(minutes=1)
    if minutes < policy.shortest_min:
        yield RoomRefusal.TOO_SHORT, {"least": display.duration(policy.shortest_min)}
    if minutes > policy.longest_min:
        yield RoomRefusal.TOO_LONG_HERE, {"most": display.duration(policy.longest_min)}
