"""What the sign at a door shows, in few statements."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app.database import db
from app.programme.models import PUBLISHED, Event, EventDate, event_date_bookings
from app.programme.signs import AHEAD, Held
from app.rooms.bookings import BOOKED, Booking, Occupancy
from app.rooms.models import PHYSICAL, Room, room_parts


def get_room_with_door(slug):
    """Return a room that has a door, with its hours and policies, or abort with 404."""
    select = sa.select(Room).where(Room.slug == slug, Room.kind == PHYSICAL, Room.retired_at.is_(None))
    # A handful of each: cheaper than two more statements.
    select = select.options(joinedload(Room.hours), joinedload(Room.policies))
    return db.session.scalars(select).unique().one_or_none() or abort(404)


def held(room_id, now):
    """Return the bookings that hold a piece of a room from now on, as Held, in order; with titles of public events.

    What is only asked for holds the room, and nobody can come to it.
    """
    rows = db.session.execute(
        sa.select(
            Booking.id, Occupancy.starts_at, Occupancy.ends_at, Booking.starts_at, Booking.ends_at, Room.id, Room.name,
            Booking.checked_in_at, Event.title, EventDate.id, Booking.state,
        )
        .join(Occupancy, Occupancy.booking_id == Booking.id)
        .join(Room, Room.id == Booking.room_id)
        .join(room_parts, room_parts.c.part_id == Occupancy.part_id)
        .outerjoin(event_date_bookings, event_date_bookings.c.booking_id == Booking.id)
        .outerjoin(EventDate, EventDate.id == event_date_bookings.c.event_date_id)
        .outerjoin(Event, sa.and_(Event.id == EventDate.event_id, Event.state == PUBLISHED))
        .where(room_parts.c.room_id == room_id, Occupancy.ends_at > now, Occupancy.starts_at < now + AHEAD)
        .distinct()
        .order_by(Occupancy.starts_at, Booking.id)
    )  # fmt: skip
    return [Held(*facts, date_id is not None, state == BOOKED) for *facts, date_id, state in rows]
