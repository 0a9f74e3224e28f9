"""The picture of the start page; how it is made small and kept: app/pictures.py."""

from app import pictures
from app.alliance import house_actions, house_queries
from app.errors import Refused
from app.pictures import PictureRefusal

FOLDER = "haus"


def set_picture(data, alt):
    """Show a picture (the bytes of a JPEG, PNG or WebP) on the start page; `alt` says what is on it. Raises Refused."""
    _refuse_undescribed(alt)
    # Before the transaction: it takes a second, and nobody shall wait for it.
    return house_actions.change_house(picture=pictures.keep(FOLDER, data), picture_alt=alt.strip())


def describe_picture(alt):
    """Say in other words what is on the picture. Raises Refused."""
    _refuse_undescribed(alt)
    return house_actions.change_house(picture_alt=alt.strip())


def remove_picture():
    """Show the drawing again. Twice does no harm."""
    return house_actions.change_house(picture=None, picture_alt="")


def find_file(name):
    """Return the path of the picture that the house shows, large or small, or None."""
    is_shown = pictures.large_of(name) == house_queries.current().picture
    return pictures.find_file(FOLDER, name) if is_shown else None


def delete_unused_house_pictures():
    """Delete the files that the house has not shown for a day."""
    pictures.delete_unused(FOLDER, {house_queries.current().picture})


def _refuse_undescribed(alt):
    if not alt.strip():
        raise Refused(PictureRefusal.NO_ALT)
