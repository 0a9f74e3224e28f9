"""Files that guests hand in with an answer. They lie apart from what is public, and go with the person."""

import os
import secrets
import time
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from app.database import db
from app.registrations.models import Registration

# What somebody may hand in, by how the file begins; and how large. Nothing that a browser would run.
KINDS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
MOST_BYTES = 5_000_000
MARK = "datei:"
# A file that was just laid down belongs to an act that is not through yet.
_FRESH_SECONDS = 3600


def kind_of(data):
    """Return "pdf", "jpg" or "png", or None where it is none of them."""
    return next((kind for begin, kind in KINDS.items() if data.startswith(begin)), None)


def keep(data):
    """Lay a file down and return its name, which is the answer."""
    name = f"{secrets.token_hex(16)}.{kind_of(data)}"
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return name


def find(name):
    """Return the path of a file, or None."""
    stem, _dot, ending = name.partition(".")
    if ending not in CONTENT_TYPES or not stem.isalnum():
        return None
    path = _folder() / name
    return path if path.is_file() else None


def names_of(answers):
    """Return the names of the files among the answers of a registration."""
    return [answer.removeprefix(MARK) for _question, answer in answers if answer.startswith(MARK)]


def delete_unused():
    """Delete the files that no registration has (any more)."""
    folder = _folder()
    if not folder.is_dir():
        return
    there = {path.name: path for path in folder.iterdir() if path.stat().st_mtime < time.time() - _FRESH_SECONDS}
    if not there:
        return
    answers = db.session.scalars(
        sa.select(Registration.answers).where(sa.cast(Registration.answers, sa.String).contains(MARK))
    )
    used = {name for each in answers for name in names_of(each)}
    for name in there.keys() - used:
        there[name].unlink(missing_ok=True)


def delete(names):
    """Delete files at once, as the person to whom they belong is forgotten."""
    for name in names:
        if path := find(name):
            path.unlink(missing_ok=True)


def _folder():
    # Below the uploads, so that a backup has them.
    return Path(current_app.config["DATA_DIR"]) / "uploads" / "abgegeben"
