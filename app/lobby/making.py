"""One meeting is made for a booking, whoever asks for it at the same moment; and looked after until it is ended.

Three steps, so that no other server is asked inside a transaction: take the lease, ask, write down what came of it.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from flask_babel import gettext as _

from app import clock
from app.database import db, insert_into, lock, transaction
from app.lobby import doors, providers, rules
from app.lobby.meeting import Meeting, ProviderFailure
from app.lobby.models import RoomDoor

log = logging.getLogger(__name__)


class Turn(Enum):
    """What is to be done with a meeting."""

    READY = "ready"
    MINE = "mine"
    ANOTHERS = "another's"
    LATER = "later"


class NotReady(Exception):
    """The room is not there yet; the sentence is for guests, and says when to try again."""

    def __init__(self, sentence, seconds):
        super().__init__(sentence)
        self.sentence = sentence
        self.seconds = seconds


@dataclass(frozen=True)
class Claim:
    """Whose turn it is, and the meeting as it is to be made."""

    turn: Turn
    meeting: Meeting | None = None
    mark: str | None = None
    # What was made with another service, and is to be ended.
    old: Meeting | None = None
    seconds: int = 0


def ready(booking_id):
    """Return the Meeting of a booking, and make it where it is not there yet. Raises NotReady, LookupError."""
    claim = _claim(booking_id)
    if claim.turn is Turn.ANOTHERS:
        raise NotReady(_("Der Raum wird gerade aufgeschlossen. Versuchen Sie es in ein paar Sekunden noch einmal."), 3)
    if claim.turn is Turn.LATER:
        raise NotReady(trouble(), claim.seconds)
    if claim.turn is Turn.MINE:
        return _make(booking_id, claim)
    return claim.meeting


# What keeps somebody out of a room for now.
NOT_NOW = (NotReady, ProviderFailure, LookupError)


def trouble(failure=None):
    """Return what guests read while a service does not do what we ask of it; `failure`: one of NOT_NOW."""
    if isinstance(failure, NotReady):
        return failure.sentence
    return _(
        "Der Videodienst antwortet gerade nicht. Wir versuchen es weiter; bitte drücken Sie gleich noch einmal. "
        "Ihr Platz bleibt Ihr Platz."
    )


def open_row(booking_id):
    """Return the RoomDoor of a booking, locked; made where there is none yet. Part of an act."""
    row = {"booking_id": booking_id, "facts": {}}
    db.session.execute(insert_into(RoomDoor).values(**row).on_conflict_do_nothing(index_elements=["booking_id"]))
    return lock(RoomDoor, booking_id)


def _claim(booking_id):
    """Say whose turn it is; whoever gets MINE has the lease, and nobody else asks the service meanwhile."""
    with transaction():
        now, door = clock.now(), doors.of_booking(booking_id)
        if door is None:
            raise LookupError(f"No door to booking {booking_id}")
        mark = providers.mark(door.server)
        if mark is None or (door.row is not None and door.row.made_with == mark):
            return Claim(Turn.READY, door.meeting())
        row = open_row(booking_id)
        if row.made_with == mark:
            return Claim(Turn.READY, doors.of_booking(booking_id).meeting())
        if row.making_until is not None and row.making_until > now:
            return Claim(Turn.ANOTHERS)
        if row.retry_at is not None and row.retry_at > now and row.failures:
            return Claim(Turn.LATER, seconds=int((row.retry_at - now).total_seconds()) + 1)
        row.making_until = now + rules.LEASE
        return Claim(Turn.MINE, door.meeting(), mark, old=doors.made_meeting(row, door.booking))


def _make(booking_id, claim):
    try:
        facts = providers.of(claim.meeting).make(claim.meeting)
    except ProviderFailure as failure:
        pause = _note_failure(booking_id, failure)
        raise NotReady(trouble(), int(pause.total_seconds())) from failure
    with transaction():
        row, now = open_row(booking_id), clock.now()
        row.made_at, row.made_with, row.facts, row.checked_at = now, claim.mark, facts, now
        row.making_until = row.retry_at = None
        row.failures, row.failure = 0, ""
        door = doors.of_booking(booking_id)
        meeting = door and door.meeting()
    if claim.old is not None:
        with suppress(ProviderFailure):
            providers.of(claim.old).end(claim.old)
    # Called off or elsewhere while the service was asked: then there is no door any more; the job ends the meeting.
    if meeting is None:
        raise LookupError(f"No door to booking {booking_id}")
    return meeting


def _note_failure(booking_id, failure):
    log.warning("The room of booking %s could not be made: %s", booking_id, failure.sentence)
    with transaction():
        row, now = open_row(booking_id), clock.now()
        row.failures, row.failure, row.failed_at = row.failures + 1, failure.sentence[:300], now
        pause = rules.pause(row.failures)
        row.making_until, row.retry_at = None, now + pause
    return pause


def make_quietly(booking_id):
    """As `ready`, for the job: what does not work now is tried again later, and stands on the team's list."""
    try:
        ready(booking_id)
    except (NotReady, LookupError) as later:
        log.info("Booking %s has no room yet: %s", booking_id, later)


def look_after(booking_id):
    """See whether a meeting that was made is still there; after a restart of the service it is made anew."""
    with transaction():
        door, now = doors.of_booking(booking_id), clock.now()
        if door is None or door.row is None or door.row.made_with is None:
            return
        lock(RoomDoor, booking_id).checked_at = now
        meeting, made_at, is_open = door.meeting(), door.row.made_at, door.standing(now) is rules.Standing.OPEN
    try:
        running = providers.of(meeting).find_running(meeting)
    except ProviderFailure as failure:
        # It may well be there: people inside would lose it if another were made.
        log.warning("The room of booking %s could not be looked at: %s", booking_id, failure.sentence)
        return
    with transaction():
        row = lock(RoomDoor, booking_id)
        if row.made_at != made_at:
            return
        if running.is_there:
            row.facts = {**row.facts, "persons": running.persons}
            return
        row.made_at = row.made_with = None
    if is_open:
        make_quietly(booking_id)


def end(ended):
    """End a meeting at its service, and forget that it was made. `ended`: (booking id, Meeting). Twice does no harm."""
    booking_id, meeting = ended
    has_ended = True
    if meeting is not None:
        db.session.rollback()
        try:
            providers.of(meeting).end(meeting)
        except ProviderFailure as failure:
            log.warning("The room of booking %s could not be ended: %s", booking_id, failure.sentence)
            has_ended = False
    with transaction():
        row = lock(RoomDoor, booking_id)
        if has_ended:
            row.made_at = row.made_with = None
            row.facts = {}
        else:
            row.retry_at = clock.now() + rules.pause(rules.WORTH_TELLING * 10)
