"""When to try again, and what goes first."""

from datetime import timedelta

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
