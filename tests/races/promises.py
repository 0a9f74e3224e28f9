"""What must hold of the database, whoever did what at the same moment. Each raises AssertionError where it does not."""

from collections import defaultdict

import sqlalchemy as sa

from app.database import db
from app.notifications.models import Message
from app.programme.models import ONSITE, SeatLedger
from app.registrations import queries
from app.registrations.models import Registration
from app.rooms import rules
from app.rooms.bookings import BOOKED, LIVING, Booking, Loan, Occupancy
from app.rooms.models import Equipment


def ledger_is_right(event_id, kind=ONSITE):
    """Law 2: what the registrations hold is what the ledger counts, and never more than there is."""
    ledger = db.session.get(SeatLedger, (event_id, kind), populate_existing=True)
    assert ledger.taken == queries.promised_seats(event_id, kind)
    assert 0 <= ledger.taken <= ledger.capacity


def no_part_is_held_twice():
    """Law 1; and bookings, what they hold and what was lent with them say the same."""
    other = sa.orm.aliased(Occupancy)
    overlaps = (
        sa.select(sa.func.count())
        .select_from(Occupancy)
        .join(other, sa.and_(other.part_id == Occupancy.part_id, other.id > Occupancy.id))
        .where(other.starts_at < Occupancy.ends_at, other.ends_at > Occupancy.starts_at)
    )
    assert db.session.scalar(overlaps) == 0
    held, lent = _rows_by_booking(Occupancy, Occupancy.part_id), _rows_by_booking(Loan, Loan.equipment_id)
    for booking in db.session.scalars(sa.select(Booking)):
        parts, span = _what_should_be_held(booking)
        rows = held.pop(booking.id, [])
        if booking.is_foreign:
            # Whatever was left of it.
            assert all(row[0] in parts and span[0] <= row[1] < row[2] <= span[1] for row in rows)
        elif booking.holds and booking.room.sessions > 1:
            # One of them, whichever was free.
            assert len(rows) == 1
            assert set(rows) <= {(part_id, *span) for part_id in parts}
        else:
            assert rows == sorted((part_id, *span) for part_id in parts)
        loans = lent.pop(booking.id, [])
        assert {row[1:] for row in loans} <= ({span} if booking.holds else set())
    assert held == lent == {}


def no_more_is_lent_than_there_is():
    """Of no thing are more pieces out at a moment than its stock has."""
    for thing in db.session.scalars(sa.select(Equipment).where(Equipment.stock.is_not(None))):
        loans = sa.select(Loan.starts_at, Loan.ends_at, Loan.quantity).where(Loan.equipment_id == thing.id)
        assert rules.most_lent(db.session.execute(loans).all()) <= thing.stock


def _what_should_be_held(booking):
    """Return (part ids, span) that a booking holds by its own facts, whatever the occupancies say."""
    assert booking.holds is True or booking.state != BOOKED
    assert booking.holds is False or booking.state in LIVING
    span = rules.held_span(booking.starts_at, booking.ends_at, booking.setup_min, booking.teardown_min)
    return [part.id for part in booking.room.parts] if booking.holds else [], span


def _rows_by_booking(held, of):
    """Return {booking id: sorted (what, starts_at, ends_at)}."""
    rows = defaultdict(list)
    for booking_id, *row in db.session.execute(sa.select(held.booking_id, of, held.starts_at, held.ends_at)):
        rows[booking_id].append(tuple(row))
    return {booking_id: sorted(each) for booking_id, each in rows.items()}


def messages_about(event_id, template):
    """Count the messages of a kind to the guests of an event."""
    return db.session.scalar(
        sa.select(sa.func.count(Message.id))
        .join(Registration, Message.about == sa.literal("registration:") + sa.cast(Registration.id, sa.String))
        .where(Registration.event_id == event_id, Message.template == f"registrations/mail/{template}")
    )


def states(event_id):
    """Return the states of an event's registrations, sorted."""
    return sorted(db.session.scalars(sa.select(Registration.state).where(Registration.event_id == event_id)))
