"""What must hold of the database, whoever did what at the same moment. Each raises AssertionError where it does not."""

import sqlalchemy as sa

from app.database import db
from app.notifications.models import Message
from app.programme.models import ONSITE, SeatLedger
from app.registrations import queries
from app.registrations.models import Registration
from app.rooms import rules
from app.rooms.bookings import BOOKED, Booking, Occupancy


def ledger_is_right(event_id, kind=ONSITE):
    """Law 2: what the registrations hold is what the ledger counts, and never more than there is."""
    ledger = db.session.get(SeatLedger, (event_id, kind), populate_existing=True)
    assert ledger.taken == queries.promised_seats(event_id, kind)
    assert 0 <= ledger.taken <= ledger.capacity


def no_part_is_held_twice():
    """Law 1; and bookings and what they hold say the same."""
    other = sa.orm.aliased(Occupancy)
    overlaps = (
        sa.select(sa.func.count())
        .select_from(Occupancy)
        .join(other, sa.and_(other.part_id == Occupancy.part_id, other.id > Occupancy.id))
        .where(other.starts_at < Occupancy.ends_at, other.ends_at > Occupancy.starts_at)
    )
    assert db.session.scalar(overlaps) == 0
    for booking in db.session.scalars(sa.select(Booking)):
        span = rules.held_span(booking.starts_at, booking.ends_at, booking.setup_min, booking.teardown_min)
        held = {(part.id, *span) for part in booking.room.parts} if booking.state == BOOKED else set()
        rows = sa.select(Occupancy.part_id, Occupancy.starts_at, Occupancy.ends_at)
        rows = db.session.execute(rows.where(Occupancy.booking_id == booking.id)).all()
        assert sorted(map(tuple, rows)) == sorted(held)


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
