"""When the door to a digital room is open, and for whom. Pure; `now` is an argument."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app.programme.models import ONSITE
from app.registrations.models import DECLINED, GIVEN_UP, HELD, LAPSED, OFFERED, REMOVED, WAITING

# Where the room says nothing.
USUAL_BEFORE, USUAL_AFTER = 15, 20
# How much longer "longer" is.
LONGER = timedelta(minutes=30)
# Meetings farther away than this have nothing to do with each other's doors.
NEAR = timedelta(hours=6)
# So long before, a room is made, so that nobody waits for it.
MADE_BEFORE = timedelta(minutes=1)
# How long a meeting may be in the making before another may try, and after how many seconds it is tried once more.
LEASE = timedelta(seconds=20)
FIRST_PAUSE, LONGEST_PAUSE = 5, 60
# After this many failures in a row the team reads of it (a service that was only slow once is none of their business).
WORTH_TELLING = 2


class LobbyRefusal(Enum):
    """Why something about a digital room cannot be done, and what to do instead."""

    OVER = _("Die Veranstaltung ist vorbei. Ein neuer Termin braucht eine neue Buchung.")
    CALLED_OFF = _("Die Veranstaltung ist abgesagt. Nehmen Sie erst die Absage zurück.")
    SAME_LINK = _(
        "Ein fester Link führt alle in denselben Raum: Hier kann nur ein Treffen auf einmal sein. Wählen Sie einen "
        "Videodienst für diesen Raum, oder lassen Sie ein Treffen gleichzeitig zu."
    )
    IN_USE = _("Diesen Videodienst nutzen noch Räume: %(rooms)s. Geben Sie ihnen erst einen anderen.")
    NAME_TAKEN = _("Einen Videodienst mit diesem Namen gibt es schon. Bitte wählen Sie einen anderen Namen.")
    MOVED = _("Die Veranstaltung ist inzwischen in einem anderen Raum. Hier steht, wie es jetzt ist.")
    NOT_DIGITAL = _("Das ist kein digitaler Raum.")


class Standing(Enum):
    """How a door is."""

    BEFORE = "before"
    OPEN = "open"
    SHUT = "shut"
    OVER = "over"


class Answer(Enum):
    """What somebody with a personal link is told at the door."""

    ENTER = "enter"
    EARLY = "early"
    SHUT = "shut"
    OVER = "over"
    CALLED_OFF = "called off"
    CONFIRM_FIRST = "confirm first"
    ANSWER_FIRST = "answer first"
    WAITING = "waiting"
    ENDED = "ended"
    ONSITE = "on site"
    NO_ROOM = "no room"


@dataclass(frozen=True)
class Times:
    """When a door is open: half-open, as all spans of the house."""

    opens_at: datetime
    closes_at: datetime


def times(span, before_min, after_min, opened_at=None, open_until=None, neighbours=(None, None)):
    """Return the Times of a door. `span`: of what it is for; minutes as the room says.

    `neighbours`: end of the meeting before and start of the one after, where all of them share one address: then the
    door does not lead into the meeting of others.
    """
    starts_at, ends_at = span
    opens_at = starts_at - timedelta(minutes=USUAL_BEFORE if before_min is None else before_min)
    closes_at = ends_at + timedelta(minutes=USUAL_AFTER if after_min is None else after_min)
    earlier, later = neighbours
    if earlier is not None:
        opens_at = min(max(opens_at, earlier), starts_at)
    if later is not None:
        closes_at = max(min(closes_at, later), ends_at)
    if opened_at is not None:
        opens_at = min(opens_at, opened_at)
    if open_until is not None:
        closes_at = max(closes_at, open_until)
    return Times(opens_at, closes_at)


def standing(times, closed_at, now):
    """Return how a door is; what the team closed stays closed until the team opens it again."""
    if now >= times.closes_at:
        return Standing.OVER
    if closed_at is not None:
        return Standing.SHUT
    return Standing.BEFORE if now < times.opens_at else Standing.OPEN


def answer(state, kind, is_cancelled, door):
    """Return the Answer to a guest: state and kind of their registration; `door`: its Standing, or None: no room."""
    if is_cancelled:
        return Answer.CALLED_OFF
    if state in (GIVEN_UP, DECLINED, LAPSED, REMOVED):
        return Answer.ENDED
    first = {HELD: Answer.CONFIRM_FIRST, OFFERED: Answer.ANSWER_FIRST, WAITING: Answer.WAITING}
    if state in first:
        return first[state]
    if kind == ONSITE:
        return Answer.ONSITE
    if door is None:
        return Answer.NO_ROOM
    return {
        Standing.BEFORE: Answer.EARLY, Standing.OPEN: Answer.ENTER, Standing.SHUT: Answer.SHUT,
        Standing.OVER: Answer.OVER,
    }[door]  # fmt: skip


def pause(failures):
    """Return how long to wait after so many failures in a row."""
    return timedelta(seconds=min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE))
