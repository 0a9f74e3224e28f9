"""What the door of a room must know of its bookings."""

from datetime import timedelta

import sqlalchemy as sa

from app.database import db
from app.rooms.bookings import BOOKED, Booking, Occupancy
from app.rooms.models import Room, room_parts


def next_held(part_ids, now):
    """Return (starts_at, ends_at) of the first time from now on in which one of the parts is held, or None."""
    return db.session.execute(
        sa.select(Occupancy.starts_at, Occupancy.ends_at)
        .where(Occupancy.part_id.in_(part_ids), Occupancy.ends_at > now)
        .order_by(Occupancy.starts_at)
        .limit(1)
    ).first()


def holds_part_of(booking_id, room_id):
    """Tell whether a booking holds a piece of a room."""
    return db.session.scalar(
        sa.select(sa.literal(1))
        .select_from(Occupancy)
        .join(room_parts, room_parts.c.part_id == Occupancy.part_id)
        .where(Occupancy.booking_id == booking_id, room_parts.c.room_id == room_id)
        .limit(1)
    ) is not None  # fmt: skip


def missed(now):
    """Return the ids of the bookings to which perhaps nobody came: begun, not over, not checked in, with a request."""
    return db.session.scalars(
        sa.select(Booking.id)
        .join(Room, Room.id == Booking.room_id)
        .where(Room.release_after_min.is_not(None), Booking.request_id.is_not(None))
        .where(Booking.state == BOOKED, Booking.checked_in_at.is_(None))
        # No booking is longer than a day on the wall, which has up to 25 hours.
        .where(Booking.starts_at > now - timedelta(hours=26), Booking.starts_at <= now, Booking.ends_at > now)
        .order_by(Booking.starts_at, Booking.id)
    ).all()
