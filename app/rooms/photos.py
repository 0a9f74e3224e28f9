"""Photos of rooms: made small and anonymous, named by what they hold, kept below DATA_DIR/uploads."""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from app.accounts import audit
from app.database import db, transaction
from app.errors import Refused
from app.rooms import furnishing, furnishing_queries, pictures
from app.rooms.furnishing_rules import FurnishingRefusal
from app.rooms.models import Room

# What a form with a photo may weigh, and the photo in it.
MOST_MB = 10
MOST_BYTES, MOST_BYTES_OF_FORM = MOST_MB * 1_000_000, MOST_MB * 1_000_000 + 200_000
FOLDER = "raeume"
# Before a file that no room shows is deleted: a backup that has just looked at the database still wants it.
KEEP_UNUSED_SECONDS = 24 * 3600
_NAME = re.compile(r"[0-9a-f]{32}(-klein)?\.webp")


def set_photo(room_id, data, alt):
    """Show a photo (the bytes of a JPEG, PNG or WebP) with a room; `alt` says what is on it. Raises Refused."""
    if not alt.strip():
        raise Refused(FurnishingRefusal.NO_ALT)
    furnishing_queries.get_room(room_id)
    # Before the transaction: it takes a second, and nobody shall wait for it.
    name = _keep(*_shrink(data))
    with transaction():
        room = furnishing.lock_row(room_id)
        room.photo, room.photo_alt = name, alt.strip()
        audit.note("set_photo", furnishing.about(room))
    return room


def describe_photo(room_id, alt):
    """Say in other words what is on the photo of a room."""
    if not alt.strip():
        raise Refused(FurnishingRefusal.NO_ALT)
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
    if not _NAME.fullmatch(name):
        return None
    shown = sa.exists().where(Room.photo == name.replace("-klein", ""))
    path = _folder() / name
    return path if db.session.scalar(sa.select(shown)) and path.is_file() else None


def delete_unused_photos():
    """Delete the files that no room has shown for a day."""
    names = furnishing_queries.photos_in_use()
    # The age of a file is a matter of the file system's clock.
    before = time.time() - KEEP_UNUSED_SECONDS
    for path in _folder().glob("*"):
        if path.name.replace("-klein", "") not in names and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def _shrink(data):
    """Return (large, small) pictures, made by a process of its own. Raises Refused."""
    done = subprocess.run(
        [sys.executable, "-I", pictures.__file__], input=data, capture_output=True, timeout=2 * pictures.MOST_SECONDS,
        check=False,
    )  # fmt: skip
    if done.returncode == pictures.NO_PHOTO:
        raise Refused(FurnishingRefusal.NO_PHOTO)
    if done.returncode:
        # Also where the process was ended because it wanted too much.
        raise Refused(FurnishingRefusal.PHOTO_TOO_LARGE)
    length = int.from_bytes(done.stdout[:8], "big")
    return done.stdout[8 : 8 + length], done.stdout[8 + length :]


def _keep(large, small):
    """Write both pictures and return the name: the same photo has the same name, and a name never another photo."""
    ident = hashlib.sha256(large).hexdigest()[:32]
    for data, name in ((large, f"{ident}.webp"), (small, f"{ident}-klein.webp")):
        _write(_folder() / name, data)
    return f"{ident}.webp"


def _write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".half")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # For a web server that serves the folder by itself.
        Path(half).chmod(0o644)
        os.replace(half, path)
    finally:
        Path(half).unlink(missing_ok=True)


def _folder():
    return Path(current_app.config["DATA_DIR"]) / "uploads" / FOLDER
