"""The waiting list moves: freed seats go to the next group they fit, at once or as an offer with a deadline."""

from app import clock
from app.accounts import audit
from app.database import db, transaction
from app.errors import Refused
from app.registrations import diary, ledger, limits, offering, queries, rules, telling
from app.registrations.life import Act, Facts
from app.registrations.models import CONFIRMED, HELD, LAPSED, OFFERED, WAITING, Registration
from app.registrations.rules import SeatRefusal

# So many of a long list are read at once.
CHUNK = 50


def seat_the_waiting(event_id, kind, now):
    """Give or offer free seats to those who wait, first come, first served by group; part of an act with the lock."""
    seats_now = queries.seats_of(event_id, kind)
    if seats_now.free < 1 or rules.why_not_come(seats_now, now):
        return
    first = queries.waiting_list(event_id, kind, at_most=seats_now.free, limit=CHUNK)
    if not first:
        return
    left = limits.free(event_id, kind, seats_now)
    everything = limits.everything_of(event_id, seats_now) if left else ()
    groups = (_group(kind, row, everything) for row in _all_of_them(first, event_id, kind, seats_now.free))
    for ident, seats in offering.first_that_fit(groups, seats_now.free, left):
        registration = db.session.get(Registration, ident)
        registration.resize(seats)
        registration.believes = None
        # Who has no address would never read an offer, and lose it: booked by telephone, they are seated at once.
        offers = seats_now.offers_seats and registration.email is not None
        if offers:
            registration.offered_until = offering.offer_until(seats_now.starts_at, now)
        facts = Facts(fits=True, is_sure=True, offers=offers)
        ledger.step(registration, Act.SEAT, facts, seats_now)
        diary.enter(registration, now)
        telling.tell(registration, "offered" if registration.state == OFFERED else "promoted", now)


def _all_of_them(rows, event_id, kind, free):
    """Give those who wait, in order, and read on only as long as somebody asks."""
    offset = 0
    while rows:
        yield from rows
        offset += CHUNK
        rows = queries.waiting_list(event_id, kind, free, CHUNK, offset) if len(rows) == CHUNK else []


def _group(kind, row, everything):
    per_seat = tuple(limits.of_kind(kind, name) for name in row.parts or everything)
    wanted = limits.demand(kind, 0, row.wheelchairs, (), row.choices)
    return offering.Group(row.id, row.seats, row.takes_fewer, per_seat, wanted)


def accept(registration_id):
    """Take the seats that were offered. Late, while they are free or nobody else has them. Twice does no harm."""
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        now = clock.now()
        if registration.state == CONFIRMED:
            return registration
        if refusal := rules.why_not_come(seats_now, now):
            raise Refused(refusal)
        if registration.offered_until is None:
            raise Refused(SeatRefusal.ENDED)
        fits = registration.state == LAPSED and ledger.why_no_room(registration, seats_now) is None
        if not ledger.step(registration, Act.ACCEPT, Facts(fits=fits, is_sure=True), seats_now):
            raise Refused(SeatRefusal.NO_OFFER)
        registration.ended_at = None
        diary.enter(registration, now)
        telling.tell(registration, "confirmed", now)
    return registration


def lapse(registration_id):
    """Let go of what nobody confirmed or accepted in time; the seats go to the next who wait."""
    with transaction():
        registration, seats_now = ledger.lock_registration(registration_id)
        now = clock.now()
        if _lapse(registration, seats_now, now):
            seat_the_waiting(registration.event_id, registration.kind, now)


def lapse_overdue(event_id, kind, now):
    """Let go of what is overdue though no job has been here yet; return the seats as they are then, or None."""
    overdue, seats_now = queries.lapsed_at(event_id, kind, now), queries.seats_of(event_id, kind)
    for registration in overdue:
        _lapse(registration, seats_now, now)
    if not overdue:
        return None
    seat_the_waiting(event_id, kind, now)
    return queries.seats_of(event_id, kind)


def _lapse(registration, seats_now, now):
    was = registration.state
    until = registration.offered_until if was == OFFERED else registration.held_until
    is_due = was in (OFFERED, HELD, WAITING) and until is not None and until <= now
    facts = Facts(is_due=is_due, is_sure=registration.confirmed_at is not None)
    if not ledger.step(registration, Act.LAPSE, facts, seats_now):
        return False
    registration.ended_at = now
    db.session.flush()
    if was == OFFERED:
        telling.tell(registration, "offer_over", now)
    return True


def move_ahead(registration_id, reason):
    """Put somebody who waits before all others, for a reason that is written down. Raises Refused."""
    with transaction():
        registration, _seats = ledger.lock_registration(registration_id)
        if not reason.strip():
            raise Refused(SeatRefusal.NO_REASON)
        if registration.state != WAITING:
            raise Refused(SeatRefusal.NOT_WAITING)
        now = clock.now()
        registration.ahead_at = registration.ahead_at or now
        db.session.flush()
        audit.note("move_ahead", registration.about, reason=reason.strip())
        seat_the_waiting(registration.event_id, registration.kind, now)
    return registration


def take_fewer(registration_id, would_take):
    """Say whether a group that waits would take fewer seats than it asked for."""
    with transaction():
        registration, _seats = ledger.lock_registration(registration_id)
        if registration.state != WAITING:
            raise Refused(SeatRefusal.NOT_WAITING)
        registration.takes_fewer = would_take
        db.session.flush()
        seat_the_waiting(registration.event_id, registration.kind, clock.now())
    return registration
