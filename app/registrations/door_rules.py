"""What is allowed at the door, and what somebody with a ticket is answered. Pure; `now` is an argument."""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app import clock
from app.registrations.models import (
    ATTENDED,
    CONFIRMED,
    DECLINED,
    GIVEN_UP,
    HELD,
    LAPSED,
    MISSED,
    OFFERED,
    REMOVED,
    WAITING,
)

# What is counted at once: groups, not crowds; a slip of the finger stays small.
MOST_AT_ONCE = 200
# What begins at midnight has its doors open on the evening before.
EARLIEST = timedelta(hours=4)


class DoorRefusal(Enum):
    """Why somebody is not let in, or not counted, and what to do instead."""

    OTHER_EVENT = _("Dieses Ticket gehört zu einer anderen Veranstaltung.")
    UNKNOWN = _("Diesen Code kennen wir hier nicht. Bitte suchen Sie den Gast mit dem Namen.")
    NO_DATE = _("Diesen Termin gibt es nicht mehr. Bitte laden Sie die Seite neu.")
    CALLED_OFF = _("Die Veranstaltung ist abgesagt. Hier wird niemand eingelassen.")
    TOO_EARLY = _("Eingelassen wird erst am Tag der Veranstaltung.")
    FULL = _(
        "Wer wartet, kann nur auf einen freien Platz, und gerade ist keiner frei. Ist im Raum noch Platz, zählen Sie "
        "diesen Gast bitte ohne Anmeldung."
    )
    ENDED = _(
        "Diese Anmeldung ist beendet, ihr Platz ist weitergegeben. Ist im Raum noch Platz, zählen Sie diesen Gast "
        "bitte ohne Anmeldung."
    )
    NO_HEADS = _("Bitte sagen Sie, wie viele gekommen sind.")
    TAKEN_BACK = _("Dieser Einlass wurde danach zurückgenommen.")
    NOBODY_LEFT = _("Aus dieser Gruppe ist niemand gezählt. Weniger als niemand geht nicht.")
    NO_GROUP = _("Diese Gruppe kennen wir nicht. Bitte laden Sie die Seite neu.")


class Answer(Enum):
    """What the page of a ticket says in large letters."""

    WELCOME = "welcome"
    THERE = "there"
    WAITING = "waiting"
    FULL = "full"
    ENDED = "ended"
    OTHER = "other"
    CALLED_OFF = "called off"
    TOO_EARLY = "too early"


_ENDED = (LAPSED, GIVEN_UP, DECLINED, REMOVED)
_LET_IN = (HELD, CONFIRMED, OFFERED, ATTENDED, MISSED)


def date_of(dates, now):
    """Return the date that a door is about: the one that goes on, or one of today, else the next, else the last.

    Of several today the next one that is not over, else the latest. None where there is no date at all.
    """
    dates = sorted(dates, key=lambda date: date.starts_at)
    today = clock.today(now)
    goes_on = [date for date in dates if date.starts_at <= now < date.ends_at]
    todays = [date for date in dates if clock.today(date.starts_at) == today]
    coming = [date for date in dates if date.ends_at > now]
    for some, which in ((goes_on, 0), ([date for date in todays if date.ends_at > now], 0), (todays, -1), (coming, 0)):
        if some:
            return some[which]
    return dates[-1] if dates else None


def opens_at(date):
    """Return from when people can be let in to a date: the beginning of its day, or somewhat before its start."""
    return min(clock.start_of(clock.today(date.starts_at)), date.starts_at - EARLIEST)


def clamped(came_at, date, now):
    """Return when somebody came, as far as that can be: the clock of a phone may be wrong."""
    return now if came_at is None else min(max(came_at, opens_at(date)), now)


def why_shut(is_cancelled, date, now):
    """Return why nobody can be let in to a date now, or None."""
    if is_cancelled:
        return DoorRefusal.CALLED_OFF
    return DoorRefusal.TOO_EARLY if now < opens_at(date) else None


def why_not_in(state):
    """Return why somebody in this state was not let in."""
    return DoorRefusal.FULL if state == WAITING else DoorRefusal.ENDED


def seats_for(heads, seats, carers):
    """Return how many seats so many of a group that waited take; carers come beyond the limit."""
    return min(seats, max(1, heads - carers, (heads + 1) // 2))


def most_that_fit(free, seats, carers):
    """Return how many of a group that waits find one of the free seats, their carers beside them."""
    return max((heads for heads in range(1, seats + carers + 1) if seats_for(heads, seats, carers) <= free), default=0)


def answer(state, came, is_cancelled, date, now, fits, is_other):
    """Return the Answer to a ticket. `came`: its check-in or None; `is_other`: the door is that of another event."""
    if is_other:
        return Answer.OTHER
    if is_cancelled:
        return Answer.CALLED_OFF
    if came is not None:
        return Answer.THERE
    if state in _ENDED:
        return Answer.ENDED
    if now < opens_at(date):
        return Answer.TOO_EARLY
    if state in _LET_IN:
        return Answer.WELCOME
    return Answer.WAITING if fits else Answer.FULL
