"""What guests change of a registration they have: what they said, on site or digital, another date. With the lock."""

from app import clock
from app.accounts import audit
from app.database import db, lock_rows, transaction
from app.errors import Refused
from app.programme.models import Event, SeatLedger
from app.registrations import diary, ledger, limits, queries, rules, telling, waiting
from app.registrations.models import CONFIRMED, HELD, LIVING, OFFERED, SEATED, WAITING, Registration
from app.registrations.rules import SeatRefusal

# What somebody can change as long as the event has not begun.
CHANGEABLE = (HELD, CONFIRMED, WAITING)


def change_answers(registration_id, **facts):
    """Change what somebody said of themselves (columns of Registration); what has limits is taken anew. Raises Refused.

    Who waits and needs less now may be next.
    """
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        _refuse_unless_changeable(registration, seats_now)
        with ledger.taken_anew(registration, seats_now):
            for name, value in facts.items():
                setattr(registration, name, value)
        waiting.seat_the_waiting(registration.event_id, registration.kind, clock.now())
    return registration


def change_parts(registration_id, parts):
    """Come to other sessions, or in another slot. Raises Refused where there is no seat."""
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        _refuse_unless_changeable(registration, seats_now)
        known = {part.name for part in limits.parts_at(registration.event_id, seats_now)}
        if not set(parts) <= known:
            raise Refused(SeatRefusal.UNKNOWN_PART)
        now, was = clock.now(), diary.held_by(registration)
        with ledger.taken_anew(registration, seats_now):
            registration.parts = list(parts)
        diary.change(registration, now)
        telling.tell(registration, "changed", now)
        diary.leave(registration, was, now)
        waiting.seat_the_waiting(registration.event_id, registration.kind, now)
    return registration


def change_kind(registration_id, kind, by_house=False):
    """Come on site instead of digital, or the other way round; what becomes free goes to the next. Raises Refused.

    Who waits keeps the place of the first day in the other list. `by_house`: the team does it for the guest.
    """
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        _refuse_unless_changeable(registration, seats_now)
        old, now = registration.kind, clock.now()
        if kind == old:
            return registration
        there = queries.seats_of(registration.event_id, kind)
        if there is None or not there.capacity:
            raise Refused(SeatRefusal.NO_SEATS_HERE)
        is_seated = registration.state in SEATED
        if is_seated:
            ledger.take(registration, seats_now, -1)
        registration.kind = kind
        db.session.flush()
        if is_seated:
            _take_or_refuse(registration)
        diary.change(registration, now)
        telling.tell(registration, "changed", now)
        if by_house:
            audit.note("change_guest", registration.about, to=kind)
        for each in (old, kind):
            waiting.seat_the_waiting(registration.event_id, each, now)
    return registration


def move_to(registration_id, event_id, by_house=False):
    """Come to another date of the same format, with all that was said; the old seats go to the next. Raises Refused.

    `by_house`: the team moves somebody; then it does not matter whether one can book there now.
    """
    with transaction():
        registration = db.session.get_one(Registration, registration_id)
        # Both events, in order: two who change places do not wait for each other.
        for ident in sorted({registration.event_id, event_id}):
            lock_rows(SeatLedger, event_id=ident)
        registration, seats_now = ledger.lock_registration(registration_id)
        _refuse_unless_changeable(registration, seats_now)
        if registration.event_id == event_id:
            return registration
        now, old, was = clock.now(), registration.event_id, diary.held_by(registration)
        there = queries.seats_of(event_id, registration.kind)
        _refuse_target(registration, event_id, there, now, by_house)
        if registration.state in SEATED:
            ledger.take(registration, seats_now, -1)
        registration.event_id, registration.parts = event_id, []
        registration.state, registration.believes, registration.ahead_at = CONFIRMED, None, None
        registration.confirmed_at = registration.confirmed_at or now
        db.session.flush()
        db.session.expire(registration, ["event"])
        _take_or_refuse(registration)
        diary.change(registration, now)
        diary.enter(registration, now)
        telling.tell(registration, "other_date", now, was=old)
        diary.leave(registration, was, now)
        waiting.seat_the_waiting(old, registration.kind, now)
        if by_house:
            audit.note("move_registration", registration.about, to=f"event:{event_id}")
    return registration


def _refuse_target(registration, event_id, there, now, by_house):
    formats = [db.session.get_one(Event, ident).format_id for ident in (registration.event_id, event_id)]
    if there is None or formats[0] != formats[1]:
        raise Refused(SeatRefusal.NO_SEATS_HERE)
    if registration.state == HELD or (registration.state == WAITING and registration.confirmed_at is None):
        raise Refused(SeatRefusal.NOT_CONFIRMED)
    if limits.parts_at(event_id, there) and not limits.counts_by_session(there):
        raise Refused(SeatRefusal.CHOOSE_ANEW)
    reason = (rules.why_not_come(there, now), {}) if by_house else rules.why_no_seat(there, 1, now, would_wait=True)
    if reason and reason[0]:
        raise Refused(reason[0], **reason[1])
    if registration.email and queries.find_same(event_id, registration.email, None) is not None:
        raise Refused(SeatRefusal.THERE_ALREADY)


def _take_or_refuse(registration):
    seats_now = queries.seats_of(registration.event_id, registration.kind)
    if refusal := ledger.why_no_room(registration, seats_now):
        reason = SeatRefusal.NO_ROOM_THERE if refusal[0] is SeatRefusal.FULL else refusal[0]
        raise Refused(reason, **refusal[1])
    ledger.take(registration, seats_now)


def _refuse_unless_changeable(registration, seats_now):
    if registration.state == OFFERED:
        raise Refused(SeatRefusal.ANSWER_FIRST)
    if registration.state not in CHANGEABLE:
        raise Refused(SeatRefusal.CAME_ALREADY if registration.state in LIVING else SeatRefusal.ENDED)
    if refusal := rules.why_not_come(seats_now, clock.now()):
        raise Refused(refusal)
