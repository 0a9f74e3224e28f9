"""What becomes of guests when their event moves, loses a kind of seats, or goes where there are steps."""

import sqlalchemy as sa

from app import clock
from app.database import db
from app.errors import Refused
from app.programme.consequences import Guests
from app.programme.models import ONLINE, ONSITE
from app.registrations import ledger, limits, queries, rules, waiting
from app.registrations.models import LAPSED, LIVING, SEATED, WAITING, Registration
from app.registrations.rules import SeatRefusal


def guests_of(event_id):
    """Return the consequences.Guests of an event; a few statements."""
    waiting, wheelchairs = {}, 0
    for kind, state, seats, chairs in db.session.execute(
        sa.select(
            Registration.kind, Registration.state,
            sa.func.sum(Registration.seats), sa.func.sum(Registration.wheelchairs),
        )
        .where(Registration.event_id == event_id, Registration.state.in_(LIVING))
        .group_by(Registration.kind, Registration.state)
    ):  # fmt: skip
        if state == WAITING:
            waiting[kind] = seats
        if kind == ONSITE:
            wheelchairs += chairs
    told, told_waiting = queries.count_told(event_id), queries.count_told(event_id, WAITING)
    return Guests(told, tuple(sorted(waiting.items())), wheelchairs, told_waiting)


def follow_event(event, before):
    """Follow a change of the event, in its transaction: note what guests believe, and seat those who wait."""
    now = clock.now()
    if before.spans:
        _note_beliefs(event, before)
    if event.is_cancelled:
        return
    _bring_back(event)
    ledger.recount(event)
    # More seats, or such as became free while it was called off: whatever there is goes to those who wait.
    for each in event.ledgers:
        waiting.seat_the_waiting(event.id, each.kind, now)


def _bring_back(event):
    """Give those who changed over, and have not been told, their old kind of seats again where there are any now."""
    rows = db.session.scalars(
        sa.select(Registration)
        .where(
            Registration.event_id == event.id, Registration.state.in_(LIVING), Registration.believes.is_not(None)
        )
        .order_by(Registration.booked_at, Registration.id)
    ).all()  # fmt: skip
    for row in rows:
        known = row.believes.get("kind", row.kind)
        if known == row.kind or event.ledger(known) is None:
            continue
        seats_now = queries.seats_of(event.id, known)
        needed = row.seats if row.state in SEATED else 0
        if not seats_now.capacity or needed > seats_now.free:
            continue
        if not limits.counts_by_session(seats_now):
            # Sessions are counted anew in a moment.
            ledger.count_seats(event.id, row.kind, -needed)
            ledger.count_seats(event.id, known, needed)
        row.kind = known
        db.session.flush()
    if rows:
        for each in event.ledgers:
            db.session.refresh(each)


def _note_beliefs(event, before):
    """Keep the old facts with those who knew them; who is yet to be told of an earlier change believes older ones."""
    for kind in before.seats:
        db.session.execute(
            sa.update(Registration)
            .where(
                Registration.event_id == event.id,
                Registration.kind == kind,
                Registration.state.in_(LIVING),
                Registration.believes.is_(None),
            )
            .values(believes=_belief(before, kind))
        )


def _belief(before, kind):
    return rules.belief(before.state, before.spans, before.places[kind], kind, before.promises.get(kind, ()))


def refuse_steps(event, before):
    """Follow a change of an event: refuse steps, or what nobody has checked, where somebody comes in a wheelchair.

    Unless whoever changes it says that they have spoken with them.
    """
    if before.has_spoken or event.is_cancelled or not before.spans or before.places == event.places:
        return
    now = clock.now()
    rooms = {booking.room for date in event.dates if date.ends_at > now for booking in date.bookings}
    rooms = sorted((room for room in rooms if not room.is_digital), key=lambda room: room.name)
    if all(room.step_free for room in rooms) and not event.external:
        return
    number = guests_of(event.id).wheelchairs
    if number:
        where = event.external or ", ".join(room.name for room in rooms if not room.step_free)
        raise Refused(SeatRefusal.STEPS, number=number, where=where)


def switch_kind(event, kind, other, before):
    """Give whoever has or awaits seats of one kind as many of the other. Part of an act that has locked the event.

    Raises Refused where not all of them fit; those who wait keep their place in the list.
    """
    source, target = event.ledger(kind), event.ledger(other)
    rows = db.session.scalars(
        sa.select(Registration).where(
            Registration.event_id == event.id, Registration.kind == kind,
            # Who did not confirm in time may still do so.
            Registration.state.in_((*LIVING, LAPSED)),
        )
    ).all()  # fmt: skip
    seats = sum(row.seats for row in rows if row.state in SEATED)
    db.session.refresh(target)
    if seats > target.free:
        refusal = SeatRefusal.ALL_ONLINE if other == ONLINE else SeatRefusal.ALL_ONSITE
        raise Refused(refusal, seats=seats, free=target.free or "keiner")
    for row in rows:
        # What they knew before the seats changed over, unless they are yet to be told of something earlier.
        if row.state in LIVING:
            row.believes = row.believes or _belief(before, kind)
        row.kind = other
    db.session.flush()
    # The house's own seats of a kind that is no more are nobody's.
    ledger.count_seats(event.id, kind, -source.taken, house=-source.house)
    ledger.count_seats(event.id, other, seats)
    for each in (source, target):
        db.session.refresh(each)
