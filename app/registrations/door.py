"""What is done at the door: letting people in, taking that back, counting those without a registration.

Of two scans of one ticket the first moment counts and the larger number of heads; what was taken back stays so for
all that was scanned before (docs/decisions/0034-at-the-door.md).
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.alliance.words import ACTOR_GROUPS
from app.database import db, lock_numbers, transaction
from app.errors import Refused
from app.programme.models import Event, EventDate
from app.registrations import door_queries, door_rules, ledger, telling, waiting
from app.registrations.door_rules import DoorRefusal
from app.registrations.entrances import CheckIn, CheckInUndo, WalkIn
from app.registrations.life import Act, Facts
from app.registrations.models import ATTENDED, WAITING, Registration

# Counting of one event waits for its turn here; no ledger is needed, as walk-ins take no seats.
WALK_INS = 61


@dataclass(frozen=True)
class Scan:
    """What a phone noted without a net: a ticket by its code or number, or people without a registration."""

    key: str
    came_at: datetime | None = None
    heads: int | None = None
    code: str = ""
    registration_id: int | None = None
    group: str = ""


@dataclass(frozen=True)
class Merged:
    """What became of a scan: the sentence tells why it was not counted, or is empty."""

    key: str
    sentence: str = ""


def check_in(registration_id, date_id, heads=None, came_at=None, account_id=None):
    """Let those of a registration in who came; without `heads`, all of them. Twice, the larger number counts.

    `came_at`: when a phone saw them. Who waits is let in if there is room for those who came. Raises Refused.
    """
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        now, date = clock.now(), _date(date_id, registration.event_id)
        if refusal := door_rules.why_shut(registration.event.is_cancelled, date, now):
            raise Refused(refusal)
        if heads is not None and heads < 1:
            raise Refused(DoorRefusal.NO_HEADS)
        heads = min(heads or registration.heads, registration.heads)
        is_told_later, came_at = came_at is not None, door_rules.clamped(came_at, date, now)
        if is_told_later and _taken_back_since(registration_id, date_id, came_at):
            raise Refused(DoorRefusal.TAKEN_BACK)
        known = db.session.get(CheckIn, (registration_id, date_id), populate_existing=True)
        if known is not None:
            more = heads - known.heads
            known.heads, known.came_at = max(known.heads, heads), min(known.came_at, came_at)
            if more > 0:
                audit.note("check_in", registration.about, by_id=account_id, heads=heads)
            return known
        _let_in(registration, heads, seats_now, now)
        known = CheckIn(
            registration_id=registration_id, event_date_id=date_id, heads=heads, came_at=came_at, account_id=account_id
        )
        db.session.add(known)
        audit.note("check_in", registration.about, by_id=account_id, heads=heads)
    return known


def _let_in(registration, heads, seats_now, now):
    """Step to attended; of a group that waits, those who came need room. Raises Refused before anything is written."""
    if registration.state == ATTENDED:
        return
    fits = False
    if registration.state == WAITING:
        if ledger.why_no_room(registration, seats_now):
            seats_now = waiting.lapse_overdue(registration.event_id, registration.kind, now) or seats_now
            _take_only(registration, heads, seats_now)
        fits = registration.state != WAITING or ledger.why_no_room(registration, seats_now) is None
    ledger.step(registration, Act.CHECK_IN, Facts(fits=fits), seats_now)
    if registration.state != ATTENDED:
        raise Refused(door_rules.why_not_in(registration.state))
    registration.ended_at = registration.offered_until = None
    if registration.confirmed_at is None:
        # Nobody is surer to come than who has come.
        registration.confirmed_at = now
        telling.count_statistics(registration)
    db.session.flush()


def _take_only(registration, heads, seats_now):
    """Make a group that waits and finds no room as small as those of it who came."""
    if registration.state != WAITING or not ledger.why_no_room(registration, seats_now):
        return
    registration.resize(door_rules.seats_for(heads, registration.seats, registration.carers))


def undo(registration_id, date_id, account_id=None):
    """Take a check-in back: they are expected again. Twice does no harm."""
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        date = _date(date_id, registration.event_id)
        known = db.session.get(CheckIn, (registration_id, date.id), populate_existing=True)
        if known is None:
            return
        db.session.delete(known)
        db.session.merge(CheckInUndo(registration_id=registration_id, event_date_id=date.id, undone_at=clock.now()))
        db.session.flush()
        if not door_queries.came_at_all(registration_id):
            ledger.step(registration, Act.UNDO, Facts(), seats_now)
        audit.note("undo_check_in", registration.about, by_id=account_id)


def count_walk_ins(date_id, group, number, key, came_at=None):
    """Count people of a group who came without a registration, or with a number below zero take some back.

    The key makes what is told twice count once. No group is ever counted below nobody. Raises Refused.
    """
    if group not in ACTOR_GROUPS:
        raise Refused(DoorRefusal.NO_GROUP)
    if number == 0 or abs(number) > door_rules.MOST_AT_ONCE:
        raise Refused(DoorRefusal.NO_HEADS)
    with transaction():
        lock_numbers(WALK_INS, [date_id])
        now, date = clock.now(), _date(date_id)
        if db.session.get(WalkIn, key, populate_existing=True) is not None:
            return
        is_cancelled = db.session.get_one(Event, date.event_id).is_cancelled
        if refusal := door_rules.why_shut(is_cancelled, date, now):
            raise Refused(refusal)
        if door_queries.walk_ins_on(date_id).get(group, 0) + number < 0:
            raise Refused(DoorRefusal.NOBODY_LEFT)
        came_at = door_rules.clamped(came_at, date, now)
        db.session.add(WalkIn(key=key, event_date_id=date_id, actor_group=group, number=number, came_at=came_at))


def merge(date_id, scans, account_id=None):
    """Count what a phone noted without a net, in the order in which it happened; return a Merged for each.

    Each is an act of its own: one that is refused stops nobody. Told again, nothing counts twice.
    """
    event_id = _date(date_id).event_id
    told = {}
    for scan in sorted(scans, key=lambda scan: (scan.came_at is None, scan.came_at, scan.key)):
        sentence = ""
        try:
            if scan.group:
                count_walk_ins(date_id, scan.group, scan.heads or 1, scan.key, scan.came_at)
            else:
                ident = _registration_of(scan, event_id)
                check_in(ident, date_id, scan.heads, scan.came_at or clock.now(), account_id)
        except Refused as refused:
            sentence = refused.sentence
        except LookupError:
            sentence = str(DoorRefusal.UNKNOWN.value)
        told[scan.key] = Merged(scan.key, sentence)
    return [told[scan.key] for scan in scans]


def _registration_of(scan, event_id):
    is_it = Registration.ticket == scan.code if scan.code else Registration.id == scan.registration_id
    found = db.session.execute(sa.select(Registration.id, Registration.event_id).where(is_it)).one_or_none()
    # Of another event no more is said than of none at all: the phone may belong to somebody of this door only.
    if found is None or found.event_id != event_id:
        raise Refused(DoorRefusal.UNKNOWN)
    return found.id


def _date(date_id, event_id=None):
    """Return a date as it is now. Raises Refused where it is gone, or is one of another event."""
    date = db.session.get(EventDate, date_id, populate_existing=True)
    if date is None:
        raise Refused(DoorRefusal.NO_DATE)
    if event_id is not None and date.event_id != event_id:
        raise Refused(DoorRefusal.OTHER_EVENT)
    return date


def _taken_back_since(registration_id, date_id, came_at):
    undone = db.session.get(CheckInUndo, (registration_id, date_id), populate_existing=True)
    return undone is not None and undone.undone_at >= came_at
