"""What a page of the team is about: at which place it lies, and of which organisation it is. For access.team(at=…).

A thing of the whole house, such as a digital room, lies at no place: a role at any place opens it. A request or a
series in several places is open to whoever has the role at one of them.
"""

import sqlalchemy as sa
from flask import abort

from app.accounts.rules import Where
from app.alliance.models import Place
from app.database import db
from app.rooms.bookings import Booking
from app.rooms.closures import Closure
from app.rooms.models import Room
from app.rooms.persons import RoomRequest


def of_room(room_id, **_rest):
    """The place of the room."""
    return at_places(_ids(sa.select(Room.place_id).where(Room.id == room_id)))


def of_booking(booking_id, **_rest):
    """The place of the booked room, and the organisation that asked for it: verified, not as anybody may say."""
    own = sa.case((RoomRequest.is_verified, RoomRequest.organisation_id)).label("organisation_id")
    select = (
        sa.select(Room.place_id, own)
        .select_from(Booking)
        .join(Room, Room.id == Booking.room_id)
        .outerjoin(RoomRequest, RoomRequest.id == Booking.request_id)
        .where(Booking.id == booking_id)
    )
    row = db.session.execute(select).one_or_none() or abort(404)
    return at_places([row.place_id], [row.organisation_id])


def of_request(request_id, booking_id=None):
    """The places of the rooms that are asked for; of one date its room's."""
    select = (
        sa.select(Room.place_id)
        .join(Booking, Booking.room_id == Room.id)
        .join(RoomRequest, RoomRequest.id == Booking.request_id)
        .where(RoomRequest.id == request_id, RoomRequest.confirmed_at.is_not(None))
    )
    return at_places(_ids(select if booking_id is None else select.where(Booking.id == booking_id)))


def of_series(series_id, booking_id=None):
    """The places of the rooms that the series books; of one date its room's."""
    select = sa.select(Room.place_id).join(Booking, Booking.room_id == Room.id).where(Booking.series_id == series_id)
    return at_places(_ids(select if booking_id is None else select.where(Booking.id == booking_id)))


def of_closure(closure_id):
    """The place that is shut, or that of the room; what shuts the whole house concerns every place."""
    select = (
        sa.select(Closure.place_id, Room.place_id.label("place_of_room"))
        .outerjoin(Room, Room.id == Closure.room_id)
        .where(Closure.id == closure_id)
    )
    row = db.session.execute(select).one_or_none() or abort(404)
    return at_places([row.place_id, row.place_of_room])


def to_open_again(closure_id):
    """The place that is shut, or that of the room; what shuts the whole house only roles for the whole house end."""
    is_of_house = db.session.scalar(
        sa.select(sa.and_(Closure.place_id.is_(None), Closure.room_id.is_(None))).where(Closure.id == closure_id)
    )
    return Where(places=frozenset()) if is_of_house else of_closure(closure_id)


def of_place(key):
    """The place."""
    return at_places(_ids(sa.select(Place.id).where(Place.key == key)))


def at_places(place_ids, organisation_ids=()):
    """Return the rules.Where of what lies at some places (None among them: at no place)."""
    return Where(
        places=frozenset(each for each in place_ids if each is not None) or None,
        organisations=frozenset(each for each in organisation_ids if each is not None),
    )


def _ids(select):
    return db.session.scalars(select.distinct()).all() or abort(404)
