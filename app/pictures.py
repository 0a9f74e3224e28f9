"""Pictures that people upload: made small and anonymous, named by what they hold, kept below DATA_DIR/uploads."""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from enum import Enum
from pathlib import Path

from flask import current_app, request, send_file
from flask_babel import lazy_gettext as _

from app import shrinking
from app.errors import Refused

# What a form with a picture may weigh, and the picture in it.
MOST_MB = 10
MOST_BYTES, MOST_BYTES_OF_FORM = MOST_MB * 1_000_000, MOST_MB * 1_000_000 + 200_000
# Before a file that nothing shows is deleted: a backup that has just looked at the database still wants it.
KEEP_UNUSED_SECONDS = 24 * 3600
_NAME = re.compile(r"[0-9a-f]{32}(-klein)?\.webp")


class PictureRefusal(Enum):
    """Why a file is not shown."""

    NO_PICTURE = _("Das ist kein Foto, das wir lesen können. Bitte nehmen Sie eine Datei mit JPEG, PNG oder WebP.")
    TOO_HEAVY = _("Das Foto ist größer als %(most)s MB. Bitte schicken Sie es noch einmal, aber kleiner.")
    TOO_LARGE = _("Das Foto hat zu viele Bildpunkte. Bitte verkleinern Sie es auf höchstens 50 Megapixel.")
    NO_ALT = _("Bitte beschreiben Sie in einem Satz, was auf dem Foto zu sehen ist.")


def keep(folder, data):
    """Write the bytes of a JPEG, PNG or WebP as two small WebP files (name.webp, name-klein.webp); return the name.

    Takes a second: not inside a transaction. The same picture has the same name, and a name never another picture.
    Raises Refused with a PictureRefusal.
    """
    large, small = _shrink(data)
    ident = hashlib.sha256(large).hexdigest()[:32]
    for packed, name in ((large, f"{ident}.webp"), (small, f"{ident}-klein.webp")):
        _write(_path(folder) / name, packed)
    return f"{ident}.webp"


def find_file(folder, name):
    """Return the path of a kept picture, or None for any other name."""
    path = _path(folder) / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def answer(path):
    """Answer with a kept picture. Another picture has another name, so it may be kept for ever."""
    made = send_file(path, mimetype="image/webp", etag=False, conditional=False, last_modified=None)
    made.set_etag(path.stem)
    made.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    made.headers.pop("Last-Modified", None)
    return made.make_conditional(request)


def large_of(name):
    """Return the name under which the large picture of a name is kept, as rows hold it."""
    return name.replace("-klein", "")


def delete_unused(folder, names):
    """Delete the files of a folder that nothing has shown for a day; `names` are in use."""
    # The age of a file is a matter of the file system's clock.
    before = time.time() - KEEP_UNUSED_SECONDS
    for path in _path(folder).glob("*"):
        if large_of(path.name) not in names and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def _shrink(data):
    """Return (large, small) pictures, made by a process of its own. Raises Refused."""
    done = subprocess.run(
        [sys.executable, "-I", shrinking.__file__], input=data, capture_output=True,
        timeout=2 * shrinking.MOST_SECONDS, check=False,
    )  # fmt: skip
    if done.returncode == shrinking.NO_PHOTO:
        raise Refused(PictureRefusal.NO_PICTURE)
    if done.returncode:
        # Also where the process was ended because it wanted too much.
        raise Refused(PictureRefusal.TOO_LARGE)
    length = int.from_bytes(done.stdout[:8], "big")
    return done.stdout[8 : 8 + length], done.stdout[8 + length :]


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


def _path(folder):
    return Path(current_app.config["DATA_DIR"]) / "uploads" / folder
