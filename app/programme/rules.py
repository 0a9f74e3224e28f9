"""What can be said of an event, and what may be done with it. Pure functions; `now` is an argument."""

from datetime import timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app.programme.models import CANCELLED, DRAFT, DROP_IN, EXTERNAL, INVITE, PUBLISHED


class Standing(Enum):
    """How an event stands for somebody who would like to come."""

    DRAFT = "draft"
    CANCELLED = "cancelled"
    PAST = "past"
    RUNNING = "running"
    INVITATION = "invitation"
    DROP_IN = "drop-in"
    ELSEWHERE = "elsewhere"
    NOT_YET_OPEN = "not-yet-open"
    CLOSED = "closed"
    OPEN = "open"
    FEW = "few"
    FULL = "full"


class EventRefusal(Enum):
    """Why an event cannot be planned or changed."""

    NO_DATE = _("Eine Veranstaltung braucht mindestens einen Termin.")
    DATES_OVERLAP = _("Zwei Termine der Veranstaltung überschneiden sich. Bitte prüfen Sie die Zeiten.")
    CANCELLED = _("Die Veranstaltung ist abgesagt. Planen Sie bitte eine neue.")
    NOT_CANCELLED = _("Die Veranstaltung ist nicht abgesagt. Sie findet statt, wie sie geplant ist.")
    TOLD_ALREADY = _(
        "Zurücknehmen lässt sich eine Absage nur in den ersten zehn Minuten, bevor jemand benachrichtigt wird. Planen "
        "Sie die Veranstaltung bitte neu."
    )
    OVER = _("Die Veranstaltung ist schon vorbei und bleibt, wie sie war.")
    NO_REASON = _("Bitte schreiben Sie den Gästen in einem Satz, warum die Veranstaltung ausfällt.")
    TOO_SMALL = _("%(room)s hat nur %(capacity)s Plätze. Bitte wählen Sie einen größeren Raum oder weniger Plätze.")
    TOO_SMALL_FOR_LAYOUT = _(
        "%(room)s hat mit der Bestuhlung „%(layout)s“ nur %(capacity)s Plätze. Bitte wählen Sie einen größeren Raum "
        "oder weniger Plätze."
    )
    NEEDS_ITS_ROOM = _(
        "Hier findet „%(title)s“ statt. Bitte sagen Sie die Veranstaltung ab, oder geben Sie ihr einen anderen Raum."
    )
    PROMISES_MORE = _(
        "„%(title)s“ (%(when)s) verspricht %(seats)s Plätze, so viele wären hier dann nicht mehr. Bitte geben Sie der "
        "Veranstaltung zuerst einen größeren Raum oder weniger Plätze."
    )
    SEATS_TAKEN = _("Es sind schon %(taken)s Plätze vergeben. Weniger Plätze gehen erst, wenn welche frei werden.")


# How long guests are not told of a change, so that it can be changed again, or taken back, without a word.
GRACE = timedelta(minutes=10)
# Who might be on the way is told at once.
SOON = timedelta(hours=2)


def tell_at(first_starts_at, now):
    """Return from when on guests are told of a change; `first_starts_at`: of what was and what is, the earlier."""
    return now if first_starts_at - now < SOON else now + GRACE


def may_tell(tell_at, now):
    """Tell whether the grace after the last change is over."""
    return tell_at is None or tell_at <= now


def why_not_restore(state, tell_at, ends_at, now):
    """Return why it cannot be taken back that an event was called off, or None."""
    if state != CANCELLED:
        return EventRefusal.NOT_CANCELLED
    if ends_at <= now:
        return EventRefusal.OVER
    if tell_at is None or tell_at <= now:
        return EventRefusal.TOLD_ALREADY
    return None


def standing(event, now, is_early=False, is_invited=False):
    """Return the Standing of an event at a moment; `is_early`: for somebody who may book before everyone else.

    `is_invited`: for somebody with a link of the house.
    """
    if event.state == DRAFT:
        return Standing.DRAFT
    if event.state == CANCELLED:
        return Standing.CANCELLED
    if event.ends_at <= now:
        return Standing.PAST
    if event.format.registration == INVITE and not is_invited:
        return Standing.INVITATION
    if event.format.registration == DROP_IN:
        return Standing.DROP_IN
    if event.starts_at <= now:
        return Standing.RUNNING
    if event.opens_at and now < event.opens_at and not is_early:
        return Standing.NOT_YET_OPEN
    if event.closes_at and event.closes_at <= now:
        return Standing.CLOSED
    if event.format.registration == EXTERNAL:
        # How many seats are left is known there, not here.
        return Standing.ELSEWHERE
    free = [ledger.free for ledger in event.ledgers if ledger.capacity]
    if not any(free):
        return Standing.FULL
    if all(is_few(ledger) for ledger in event.ledgers if ledger.capacity):
        return Standing.FEW
    return Standing.OPEN


def is_few(ledger):
    """Tell whether so few seats are left that we say how many."""
    return ledger.free <= max(3, ledger.capacity // 6)


def takes_bookings(standing):
    """Tell whether somebody can book a seat or join the waiting list."""
    return standing in (Standing.OPEN, Standing.FEW, Standing.FULL)


def is_open(standing):
    """Tell whether somebody who decides now can still come, without waiting for others to stay away."""
    return standing in (
        Standing.OPEN, Standing.FEW, Standing.DROP_IN, Standing.NOT_YET_OPEN, Standing.ELSEWHERE,
    )  # fmt: skip


def why_no_dates(spans):
    """Return why these spans cannot be the dates of an event, or None."""
    if not spans:
        return EventRefusal.NO_DATE
    ordered = sorted(spans)
    if any(earlier[1] > later[0] for earlier, later in zip(ordered, ordered[1:], strict=False)):
        return EventRefusal.DATES_OVERLAP
    return None


def why_not_change(state, ends_at, now):
    """Return why an event cannot be moved or cancelled any more, or None."""
    if state == CANCELLED:
        return EventRefusal.CANCELLED
    if state == PUBLISHED and ends_at <= now:
        return EventRefusal.OVER
    return None


def registration_window(format, starts_at):
    """Return (opens_at, closes_at) of the registration; None means "from now" and "until the event starts"."""
    opens_at = None if format.opens_days is None else starts_at - timedelta(days=format.opens_days)
    closes_at = starts_at - timedelta(hours=format.closes_hours) if format.closes_hours else None
    return opens_at, closes_at


def decision_moment(format, starts_at):
    """Return when the house decides whether enough have come together, or None where it always takes place."""
    return starts_at - timedelta(hours=format.decide_hours) if format.min_participants else None


def set_window(event):
    """Set when registration opens and closes, and when the house decides, by format and start. Part of an act."""
    event.opens_at, event.closes_at = registration_window(event.format, event.starts_at)
    event.decide_at = decision_moment(event.format, event.starts_at)


def room_capacity(room, layout=""):
    """Return how many people a room takes when they sit in this way; where it has no such layout, all that it takes."""
    return next((each.capacity for each in room.layouts if each.name == layout), room.capacity)
