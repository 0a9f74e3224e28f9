"""When something may go out, when to try again, and what goes first."""

from datetime import datetime, time, timedelta

from app import clock

# Nobody is written to at night, on the clock of the house, but for what they have just asked for.
DAY_BEGINS, DAY_ENDS = time(8), time(21)

GIVE_UP_AFTER = timedelta(hours=48)
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360)]
# The jobs may have stood still for days: a message is not given up before it had its tries.
LEAST_TRIES = len(PAUSES)
# How soon to look whether a mail server is back.
WAIT_FOR_SERVER = timedelta(minutes=1)
# Messages about one thing go in the order of what happened. One that fails holds the next ones up for so many tries
# (some 20 minutes), and no longer: that an event is cancelled must not wait for ever for a reminder.
TRIES_THAT_HOLD_UP = 3


def next_try(attempts, written_at, now):
    """Return the moment of the next try after so many, or None where it is time to give up."""
    if now - written_at >= GIVE_UP_AFTER and attempts >= LEAST_TRIES:
        return None
    return now + PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]


def is_night(moment):
    """Tell whether it is an hour at which nobody is written to unasked."""
    return not DAY_BEGINS <= clock.local(moment).time() < DAY_ENDS


def by_day(moment):
    """Return a moment, or the next morning where it lies at night."""
    if not is_night(moment):
        return moment
    wall = clock.local(moment)
    day = wall.date() if wall.time() < DAY_BEGINS else wall.date() + timedelta(days=1)
    return clock.from_wall(datetime.combine(day, DAY_BEGINS))


def evening_before(moment):
    """Return a moment, or the last one before the night in which it lies: for what must not come later."""
    if not is_night(moment):
        return moment
    wall = clock.local(moment)
    day = wall.date() if wall.time() >= DAY_ENDS else wall.date() - timedelta(days=1)
    return clock.from_wall(datetime.combine(day, DAY_ENDS)) - clock.MINUTE
