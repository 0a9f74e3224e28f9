"""When to try again."""

from datetime import timedelta

GIVE_UP_AFTER = timedelta(hours=48)
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360)]


def next_try(attempts, written_at, now):
    """Return the moment of the next try after so many, or None where it is time to give up."""
    if now - written_at >= GIVE_UP_AFTER:
        return None
    return now + PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]
