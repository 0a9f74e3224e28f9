"""Erased stays erased, also when an older backup comes back.

The journal DATA_DIR/erasures.jsonl outlives the database: one line per erasure, with numbers and moments and nothing
about the person. A line more than once does no harm.
"""

import fcntl
import json
import logging
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from app.database import db
from app.registrations import actions as registrations
from app.registrations.models import Erasure, Registration

log = logging.getLogger(__name__)

# A tick looks only at the end of the journal, and only for what was erased since shortly before its last line.
TAIL_BYTES = 1_000_000
LATE_COMMITS = timedelta(hours=1)


@dataclass(frozen=True)
class Erased:
    """One erasure. A number may be given anew after a restore, so `booked_at` says which registration is meant."""

    registration_id: int
    erased_at: datetime
    booked_at: datetime | None

    def means(self, registration_id, booked_at):
        """Tell whether this registration is the one that was erased."""
        if registration_id != self.registration_id:
            return False
        return booked_at == self.booked_at if self.booked_at else booked_at <= self.erased_at


def write_erasures(everything=False):
    """Copy to the journal what it does not have yet; a job for every minute. `everything`: compare all of both."""
    known = read_journal(None if everything else TAIL_BYTES)
    since = None if everything or not known else max(one.erased_at for one in known) - LATE_COMMITS
    known = set(known)
    missing = [one for one in _erased_in_database(since) if one not in known]
    db.session.rollback()
    if missing:
        _append(missing)


def read_journal(tail=None):
    """Return what the journal holds, or what its last so many bytes hold."""
    try:
        with _journal().open("rb") as file:
            if tail is not None:
                file.seek(max(0, file.seek(0, os.SEEK_END) - tail))
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return []
    # A line that was cut off by a crash or by our seek is no erasure; the database still has it.
    return [one for line in lines if line and (one := _read_line(line))]


def erase_again():
    """Forget everybody in the database who was erased according to the journal. Returns how many that were.

    Part of the transaction that brings a backup back. Raises where one cannot be forgotten.
    """
    by_number = {}
    for one in read_journal():
        by_number.setdefault(one.registration_id, []).append(one)
    persons = db.session.execute(
        sa.select(Registration.id, Registration.booked_at)
        .where(sa.or_(Registration.email.is_not(None), Registration.name.is_not(None)))
        .order_by(Registration.id)
    ).all()
    again = [
        ident for ident, booked_at in persons if any(one.means(ident, booked_at) for one in by_number.get(ident, ()))
    ]
    for ident in again:
        registrations.forget(ident)
    return len(again)


def _erased_in_database(since):
    statement = (
        sa.select(Erasure.registration_id, Erasure.erased_at, Registration.booked_at)
        .outerjoin(
            Registration,
            # Booked after the erasure: somebody else, who was given the number anew.
            sa.and_(Registration.id == Erasure.registration_id, Registration.booked_at <= Erasure.erased_at),
        )
        .order_by(Erasure.erased_at, Erasure.id)
    )
    if since is not None:
        statement = statement.where(Erasure.erased_at >= since)
    return [Erased(*row) for row in db.session.execute(statement)]


def _append(erased):
    lines = [
        json.dumps(
            {
                "registration_id": one.registration_id,
                "erased_at": one.erased_at.isoformat(),
                "booked_at": one.booked_at and one.booked_at.isoformat(),
            }
        )
        for one in erased
    ]
    path = _journal()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # After a crash the last line may be cut off: begin a new one.
        is_cut = file.seek(0, os.SEEK_END) and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n"
        file.write(("\n" * bool(is_cut) + "\n".join(lines) + "\n").encode())
        file.flush()
        os.fsync(file.fileno())


def _read_line(line):
    try:
        facts = json.loads(line)
        booked_at = facts["booked_at"] and datetime.fromisoformat(facts["booked_at"])
        return Erased(facts["registration_id"], datetime.fromisoformat(facts["erased_at"]), booked_at)
    except (ValueError, LookupError, TypeError):
        return None


def _journal():
    return Path(current_app.config["DATA_DIR"]) / "erasures.jsonl"
