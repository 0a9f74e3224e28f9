"""Lending something along with a booking that is there already, and taking it back."""

import sqlalchemy as sa

from app.database import db
from app.rooms import actions, rules
from app.rooms.bookings import Loan


def lend_along(booking, equipment_id):
    """Lend a thing along with a booking, for as long as it holds its room. Twice does no harm. Raises Refused.

    Part of an act that has locked the booking, its rooms and the thing (`actions.lock_bookings`).
    """
    if equipment_id in actions.things_of(booking):
        return
    span = rules.held_span(booking.starts_at, booking.ends_at, booking.setup_min, booking.teardown_min)
    actions.check_free(
        booking.room, booking.starts_at, booking.ends_at, booking.setup_min, booking.teardown_min, [equipment_id],
        but_not=booking.id,
    )  # fmt: skip
    booking.wanted_things = [*booking.wanted_things, equipment_id]
    db.session.add(Loan(booking_id=booking.id, equipment_id=equipment_id, starts_at=span[0], ends_at=span[1]))
    db.session.flush()


def take_back(booking, equipment_id):
    """Give a thing back to the stock; the booking stays. Part of an act, as above."""
    booking.wanted_things = [ident for ident in booking.wanted_things if ident != equipment_id]
    db.session.execute(sa.delete(Loan).where(Loan.booking_id == booking.id, Loan.equipment_id == equipment_id))
    db.session.flush()
