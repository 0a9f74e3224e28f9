"""The waiting list: who is next, how long an offer stands, where somebody stands. Pure functions; one clock."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from app import clock

# Nobody has to answer at night: an offer that would end then goes on in the morning, for as long as was left.
EVENING, MORNING = time(21), time(8)
USUAL, SOON, TODAY = timedelta(hours=24), timedelta(hours=3), timedelta(minutes=45)
IS_SOON = timedelta(hours=48)
# Places in the list are told as ranges, because groups that fit come before those who do not.
RANGES = ((1, 3), (4, 10), (11, 25), (26, 50), (51, 100))


@dataclass(frozen=True)
class Group:
    """Who waits: how many seats they want, and what else has limits (see registrations.limits)."""

    ident: int
    seats: int
    takes_fewer: bool = False
    # {name of a limit: how much of it one seat takes}, and what the group takes of it whatever its size.
    per_seat: tuple = ()
    limits: Counter = field(default_factory=Counter)


def offer_until(starts_at, now):
    """Return until when an offer made now stands: 24 hours; 3 where the event is near; 45 minutes on its day.

    Never between 21 and 8 o'clock of the house, and never beyond the start.
    """
    length = SOON if starts_at - now < IS_SOON else USUAL
    if clock.today(starts_at) == clock.today(now):
        length = TODAY
    return min(_carried(_awake(now) + length), starts_at)


def _awake(moment):
    """Return the moment, or the next morning where it lies in the night."""
    wall = clock.local(moment)
    if wall.time() >= EVENING:
        return _morning(wall.date() + timedelta(days=1))
    return _morning(wall.date()) if wall.time() < MORNING else moment


def _carried(end):
    """Return an end by day: what of the time lies in the night is left for the morning."""
    wall = clock.local(end)
    if MORNING <= wall.time() < EVENING:
        return end
    evening = wall.date() if wall.time() >= EVENING else wall.date() - timedelta(days=1)
    asleep_at = clock.from_wall(datetime.combine(evening, EVENING))
    return _morning(evening + timedelta(days=1)) + (end - asleep_at)


def _morning(day):
    return clock.from_wall(datetime.combine(day, MORNING))


def first_that_fit(waiting, free, limits=None):
    """Return (ident, seats) of the groups that get freed seats: in their order, each that fits.

    Who was skipped keeps its place. Who would take fewer gets what there is. `waiting` are Groups in order of the
    list, read no further than there are seats; `free` seats, `limits` what is free of each limit: what is not in it
    has none.
    """
    left, lucky = Counter(limits or {}), []
    known = set(limits or ())
    for group in waiting:
        if free < 1:
            break
        most = min([free, *(left[name] for name in group.per_seat if name in known)])
        seats = group.seats if group.seats <= most else (most if group.takes_fewer else 0)
        others = {name: number for name, number in group.limits.items() if name in known}
        if seats < 1 or any(min(number, _at_most(name, seats, number)) > left[name] for name, number in others.items()):
            continue
        lucky.append((group.ident, seats))
        free -= seats
        for name in group.per_seat:
            left[name] -= seats
        for name, number in others.items():
            left[name] -= _at_most(name, seats, number)
    return lucky


def _at_most(name, seats, number):
    """Fewer people bring fewer wheelchairs; what the whole group chose stays."""
    return min(number, seats) if name == "wheelchairs" else number


def range_of(place):
    """Return (first, last) of the range in which a place of the list lies; last None: beyond all ranges."""
    return next((each for each in RANGES if each[0] <= place <= each[1]), (RANGES[-1][1] + 1, None))
