"""When something may go out, when to try again, and what goes first."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from app import clock

GIVE_UP_AFTER = timedelta(hours=48)
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360)]
# The jobs may have stood still for days: a message is not given up before it had its tries.
LEAST_TRIES = len(PAUSES)
# How soon to look whether a mail server is back.
WAIT_FOR_SERVER = timedelta(minutes=1)
# Messages about one thing go in the order of what happened. One that fails holds the next ones up for so many tries
# (some 20 minutes), and no longer: that an event is cancelled must not wait for ever for a reminder.
TRIES_THAT_HOLD_UP = 3
# A domain that says "not now" to several mailboxes in a row takes nothing from us at present; the pauses grow then, and
# a domain is asked again at least once in an hour.
FAILURES_OF_MAILBOXES = 3
LONGEST_PAUSE = timedelta(hours=1)


def next_try(attempts, written_at, now):
    """Return the moment of the next try after so many, or None where it is time to give up."""
    if now - written_at >= GIVE_UP_AFTER and attempts >= LEAST_TRIES:
        return None
    return now + PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]


def is_night(moment, quiet):
    """Tell whether it is an hour at which nobody is written to unasked.

    `quiet`: (evening, morning) on the clock of the house, or None where every hour is as good (QUIET_HOURS).
    """
    return quiet is not None and not quiet[1] <= clock.local(moment).time() < quiet[0]


def by_day(moment, quiet):
    """Return a moment, or the next morning where it lies at night."""
    if not is_night(moment, quiet):
        return moment
    wall, morning = clock.local(moment), quiet[1]
    day = wall.date() if wall.time() < morning else wall.date() + timedelta(days=1)
    return clock.from_wall(datetime.combine(day, morning))


def evening_before(moment, quiet):
    """Return a moment, or the last one before the night in which it lies: for what must not come later."""
    if not is_night(moment, quiet):
        return moment
    wall, evening = clock.local(moment), quiet[0]
    day = wall.date() if wall.time() >= evening else wall.date() - timedelta(days=1)
    return clock.from_wall(datetime.combine(day, evening)) - clock.MINUTE


def pause_of_domain(failures):
    """Return for how long a domain is left alone after so many failures in a row, or None where it is not yet."""
    if failures < FAILURES_OF_MAILBOXES:
        return None
    return min(PAUSES[min(failures - FAILURES_OF_MAILBOXES, len(PAUSES) - 1)], LONGEST_PAUSE)


def is_given_up(written_at, failing_since, now):
    """Tell whether a message has waited for its failing domain so long that it is time to give up."""
    return min(now - written_at, now - failing_since) >= GIVE_UP_AFTER


def leaves_the_machine(mail_url):
    """Tell whether mails go to a server, which hands them on, and not into a folder that only this machine sees."""
    return urlsplit(mail_url).scheme in ("smtp", "smtps")
