"""The ledger of an event: locking it, looking at it, counting in it. Every act that moves seats begins here."""

from contextlib import contextmanager

import sqlalchemy as sa

from app import clock
from app.database import Prepared, db, lock_rows, run
from app.errors import Refused
from app.programme.models import SeatLedger
from app.registrations import life, limits, queries
from app.registrations.models import ATTENDED, SEATED, Registration
from app.registrations.rules import SeatRefusal

_LEDGER = SeatLedger.__table__
_COUNT = Prepared(
    sa.update(_LEDGER)
    .where(_LEDGER.c.event_id == sa.bindparam("of_event"), _LEDGER.c.kind == sa.bindparam("of_kind"))
    .values(
        taken=_LEDGER.c.taken + sa.bindparam("seats"),
        house=_LEDGER.c.house + sa.bindparam("of_house"),
        revision=_LEDGER.c.revision + 1,
    )
)


def lock_seats(event_id, kind):
    """Lock the ledgers of an event and return the rules.Seats of one. Raises Refused where it has no such seats.

    All kinds at once: an address has one registration at an event, whichever kind it asks for.
    """
    lock_rows(SeatLedger, event_id=event_id)
    # A second look, after the lock: what the lock waited for is seen now.
    seats_now = queries.seats_of(event_id, kind)
    if seats_now is None:
        raise Refused(SeatRefusal.NO_SEATS_HERE)
    return seats_now


def lock_registration(registration_id):
    """Lock the ledger of a registration, then look at both as they are now. Raises LookupError."""
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        raise LookupError(f"No registration {registration_id}")
    kind = registration.kind
    seats_now = lock_seats(registration.event_id, kind)
    db.session.refresh(registration)
    if registration.kind != kind:
        # Changed over to the other kind while we waited.
        seats_now = queries.seats_of(registration.event_id, registration.kind)
    return registration, seats_now


def count_seats(event_id, kind, seats, house=0):
    """Count seats (or, below zero, give them back) in the ledger; the constraint has the last word. Part of an act."""
    run(_COUNT, {"of_event": event_id, "of_kind": kind, "seats": seats, "of_house": house})


def demand_of(registration, seats_now):
    """Return what a registration takes of each limit (a Counter); nothing where its event has none."""
    if not limits.has_limits(seats_now):
        return {}
    everything = () if registration.parts else limits.everything_of(registration.event_id, seats_now)
    return limits.demand(
        registration.kind, registration.seats, registration.wheelchairs, registration.parts, registration.choices,
        everything,
    )  # fmt: skip


def take(registration, seats_now, sign=1):
    """Take the seats of a registration, and what it needs of each limit; sign −1 gives them back. Part of an act."""
    if not limits.counts_by_session(seats_now):
        count_seats(registration.event_id, registration.kind, sign * registration.seats)
    wanted = {name: sign * number for name, number in demand_of(registration, seats_now).items()}
    if wanted:
        limits.count(registration.event_id, registration.kind, seats_now, wanted)


def step(registration, act, facts, seats_now):
    """Let an act happen to a registration and count what that moves. Returns whether anything changed."""
    before, after = registration.state, life.follow(registration.state, act, facts)
    if after == before:
        return False
    registration.state = after
    registration.certificate_owed_at = clock.now() if after == ATTENDED else None
    db.session.flush()
    if moved := life.seats_moved(before, after):
        take(registration, seats_now, moved)
    return True


@contextmanager
def taken_anew(registration, seats_now):
    """Give a registration's seats back, let the block change what it wants, and take that. Raises Refused."""
    is_seated = registration.state in SEATED
    if is_seated:
        take(registration, seats_now, -1)
    yield
    db.session.flush()
    if is_seated:
        now = queries.seats_of(registration.event_id, registration.kind)
        if refusal := why_no_room(registration, now):
            raise Refused(refusal[0], **refusal[1])
        take(registration, now)


def why_no_room(registration, seats_now):
    """Return (refusal, facts) where there is not all that a registration wants, or None. For one without seats."""
    wanted = demand_of(registration, seats_now)
    left = limits.free(registration.event_id, registration.kind, seats_now) if wanted else {}
    missing = limits.why_not(wanted, left)
    return why_missing(missing, registration.event_id, seats_now, registration.seats)


def why_missing(missing, event_id, seats_now, seats):
    """Return (refusal, facts) for the name of a limit that has too little, or too few seats; or None."""
    if missing == limits.WHEELCHAIRS:
        return SeatRefusal.NO_WHEELCHAIR_PLACE, {}
    if missing and missing.startswith("choice:"):
        return SeatRefusal.CHOICE_FULL, {"answer": missing.split(":", 2)[2]}
    if missing:
        return SeatRefusal.PART_FULL, {"part": limits.words_of(missing, event_id, seats_now)}
    # Of sessions the ledger speaks of the emptiest one only; those that are wanted were asked above.
    if not limits.counts_by_session(seats_now) and seats > seats_now.free:
        return SeatRefusal.FULL, {}
    return None


def recount(event):
    """Count the limits of an event anew after it has changed. Part of an act. Raises Refused where guests lose out."""
    for each in event.ledgers:
        seats_now = queries.seats_of(event.id, each.kind)
        if not limits.has_limits(seats_now) and not limits.is_counted(event.id):
            continue
        rows = db.session.scalars(
            sa.select(Registration).where(
                Registration.event_id == event.id, Registration.kind == each.kind, Registration.state.in_(SEATED)
            )
        ).all()
        broken = limits.recount(event.id, each.kind, seats_now, rows)
        if broken:
            raise Refused(SeatRefusal.LIMIT_BROKEN, part=limits.words_of(broken, event.id, seats_now))
        if not limits.counts_by_session(seats_now):
            # It may have been counted by sessions until now.
            taken = each.house + sum(row.seats for row in rows)
            if taken > seats_now.capacity:
                raise Refused(SeatRefusal.LIMIT_BROKEN, part=event.title)
            count_seats(event.id, each.kind, taken - seats_now.taken)
        db.session.refresh(each)
