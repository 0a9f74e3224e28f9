"""What keeps series right by itself: their time on the wall, whatever becomes of the time zone."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.database import db, lock, transaction
from app.jobs import for_each
from app.rooms import actions
from app.rooms.bookings import LIVING, Booking, Series


def keep_wall_times():
    """Bring dates to come back to the time that their series says, after an update of the time zone's data."""
    drifted = {booking.series_id for booking in _planned(clock.now()) if _drift(booking)}
    for_each(sorted(drifted), keep_wall_times_of)


def keep_wall_times_of(series_id):
    """Move all dates of a series that drifted in one act; what people changed by themselves stays."""
    with transaction():
        lock(Series, series_id)
        planned = _planned(clock.now(), Booking.series_id == series_id)
        actions.lock_bookings([booking.id for booking in planned])
        moves = [
            actions.Move(booking.id, booking.starts_at + _drift(booking), booking.ends_at + _drift(booking))
            for booking in planned
            if _drift(booking)
        ]
        # The people have not changed anything, so no rule keeps them from staying where they are.
        actions.move_bookings(moves, knowingly=True)
        audit.note("keep_wall_times", f"series:{series_id}", dates=len(moves))


def _planned(now, *criteria):
    return db.session.scalars(
        sa.select(Booking)
        .where(Booking.series_id.is_not(None), Booking.is_exception.is_(False), *criteria)
        .where(Booking.starts_at > now, Booking.state.in_(LIVING))
        .order_by(Booking.id)
    ).all()


def _drift(booking):
    """Return how much later a date should be than it is."""
    return clock.from_wall(booking.wall_start) - booking.starts_at
