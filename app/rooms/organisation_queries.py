"""What an organisation has of rooms, and may ask for."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.database import db
from app.rooms import policies
from app.rooms.bookings import LIVING, Booking
from app.rooms.models import NO, ORGANISATION, Room
from app.rooms.persons import RoomRequest


def rooms_to_ask_for():
    """Return the rooms that organisations may book or ask for, by place and name."""
    rooms = db.session.scalars(
        sa.select(Room)
        .where(Room.retired_at.is_(None))
        .options(joinedload(Room.policies), joinedload(Room.place))
        .order_by(Room.name)
    ).unique()
    fitting = [room for room in rooms if policies.policy_of(room, ORGANISATION).way != NO]
    return sorted(fitting, key=lambda room: room.place_line)


def coming_bookings(organisation_id, now):
    """Return the bookings to come that were asked for in the name of an organisation, with their requests."""
    return db.session.scalars(
        sa.select(Booking)
        .join(Booking.request)
        .where(RoomRequest.organisation_id == organisation_id, RoomRequest.confirmed_at.is_not(None))
        .where(Booking.state.in_(LIVING), Booking.ends_at > now)
        .options(joinedload(Booking.room).joinedload(Room.place), joinedload(Booking.request))
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def own_request(organisation_id, request_id):
    """Return a request that the organisation made itself, or None."""
    return db.session.scalar(
        sa.select(RoomRequest).where(
            RoomRequest.id == request_id, RoomRequest.organisation_id == organisation_id, RoomRequest.is_verified
        )
    )
