"""Photos of rooms; how they are made small and kept: app/pictures.py."""

import sqlalchemy as sa

from app import pictures
from app.accounts import audit
from app.database import db, transaction
from app.errors import Refused
from app.pictures import PictureRefusal
from app.rooms import furnishing, furnishing_queries
from app.rooms.models import Room

FOLDER = "raeume"


def set_photo(room_id, data, alt):
    """Show a photo (the bytes of a JPEG, PNG or WebP) with a room; `alt` says what is on it. Raises Refused."""
    if not alt.strip():
        raise Refused(PictureRefusal.NO_ALT)
    furnishing_queries.get_room(room_id)
    # Before the transaction: it takes a second, and nobody shall wait for it.
    name = pictures.keep(FOLDER, data)
    with transaction():
        room = furnishing.lock_row(room_id)
        room.photo, room.photo_alt = name, alt.strip()
        audit.note("set_photo", furnishing.about(room))
    return room


def describe_photo(room_id, alt):
    """Say in other words what is on the photo of a room."""
    if not alt.strip():
        raise Refused(PictureRefusal.NO_ALT)
    with transaction():
        room = furnishing.lock_row(room_id)
        room.photo_alt = alt.strip()
        audit.note("describe_photo", furnishing.about(room))
    return room


def remove_photo(room_id):
    """Show no photo with a room any more. Twice does no harm."""
    with transaction():
        room = furnishing.lock_row(room_id)
        if room.photo is not None:
            room.photo, room.photo_alt = None, ""
            audit.note("remove_photo", furnishing.about(room))
    return room


def find_file(name):
    """Return the path of a photo that a room shows, large or small, or None."""
    path = pictures.find_file(FOLDER, name)
    shown = sa.exists().where(Room.photo == pictures.large_of(name))
    return path if path and db.session.scalar(sa.select(shown)) else None


def delete_unused_photos():
    """Delete the files that no room has shown for a day."""
    pictures.delete_unused(FOLDER, furnishing_queries.photos_in_use())
