"""Pictures of formats; how they are made small and kept: app/pictures.py."""

import sqlalchemy as sa

from app import clock, pictures
from app.accounts import audit
from app.database import db, lock, transaction
from app.errors import Refused
from app.pictures import PictureRefusal
from app.programme import actions, queries
from app.programme.formats import about
from app.programme.models import Format

FOLDER = "formate"


def set_picture(format_id, data, alt):
    """Show a picture (the bytes of a JPEG, PNG or WebP) with a format; `alt` says what is on it. Raises Refused."""
    _refuse_undescribed(alt)
    # Before the transaction: it takes a second, and nobody shall wait for it.
    name = pictures.keep(FOLDER, data)
    with transaction():
        format = lock(Format, format_id)
        format.picture, format.picture_alt = name, alt.strip()
        _tell_calendars(format_id)
        audit.note("set_format_picture", about(format))
    return format


def describe_picture(format_id, alt):
    """Say in other words what is on the picture of a format. Raises Refused."""
    _refuse_undescribed(alt)
    with transaction():
        format = lock(Format, format_id)
        format.picture_alt = alt.strip()
        audit.note("describe_format_picture", about(format))
    return format


def remove_picture(format_id):
    """Show no picture with a format any more. Twice does no harm."""
    with transaction():
        format = lock(Format, format_id)
        if format.picture is not None:
            format.picture, format.picture_alt = None, ""
            _tell_calendars(format_id)
            audit.note("remove_format_picture", about(format))
    return format


def find_file(name):
    """Return the path of a picture that a format shows, large or small, or None."""
    path = pictures.find_file(FOLDER, name)
    shown = sa.exists().where(Format.picture == pictures.large_of(name))
    return path if path and db.session.scalar(sa.select(shown)) else None


def delete_unused_format_pictures():
    """Delete the files that no format has shown for a day."""
    names = set(db.session.scalars(sa.select(Format.picture).where(Format.picture.is_not(None))))
    pictures.delete_unused(FOLDER, names)


def _tell_calendars(format_id):
    # They show it with each event.
    db.session.flush()
    actions.retell(queries.coming_events_of(format_id, clock.now()))


def _refuse_undescribed(alt):
    if not alt.strip():
        raise Refused(PictureRefusal.NO_ALT)
