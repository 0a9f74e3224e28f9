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

from app.accounts import erasing
from app.accounts.models import Account, AccountErasure
from app.alliance import joining, proposing, supporting
from app.alliance.ideas import Idea, IdeaErasure, IdeaSupport, IdeaSupportErasure
from app.alliance.partners import PartnerErasure, PartnerRequest
from app.database import db
from app.programme import asking_hosts, subscribing
from app.programme.questions import HostQuestion, HostQuestionErasure
from app.programme.subscribers import Follower, FollowerErasure
from app.registrations import forgetting as registrations
from app.registrations.models import Erasure, Registration
from app.rooms import asking, watching
from app.rooms.persons import RequestErasure, RoomRequest, RoomWatch, WatchErasure

log = logging.getLogger(__name__)

# A tick looks only at the end of the journal, and only for what was erased since shortly before its last line.
TAIL_BYTES = 1_000_000
LATE_COMMITS = timedelta(hours=1)


@dataclass(frozen=True)
class Kind:
    """A kind of things that name a person: what is forgotten of them, and how that is noted."""

    name: str
    row: type
    # When such a thing was made: a number may be given anew after a restore, so this says which one is meant.
    born_at: str
    erasure: type
    number: str
    forget: callable

    @property
    def born(self):
        """The column that tells things with the same number apart."""
        return getattr(self.row, self.born_at)

    @property
    def ident(self):
        """The column of the noted number."""
        return getattr(self.erasure, self.number)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("registration", Registration, "booked_at", Erasure, "registration_id", registrations.forget),
        Kind("room_request", RoomRequest, "asked_at", RequestErasure, "request_id", asking.forget),
        Kind("partner_request", PartnerRequest, "requested_at", PartnerErasure, "request_id", joining.forget),
        Kind("account", Account, "created_at", AccountErasure, "account_id", erasing.forget),
        Kind("room_watch", RoomWatch, "asked_at", WatchErasure, "watch_id", watching.end),
        Kind("idea", Idea, "proposed_at", IdeaErasure, "idea_id", proposing.forget),
        Kind("host_question", HostQuestion, "asked_at", HostQuestionErasure, "question_id", asking_hosts.forget),
        Kind("idea_support", IdeaSupport, "asked_at", IdeaSupportErasure, "support_id", supporting.forget),
        Kind("follower", Follower, "asked_at", FollowerErasure, "follower_id", subscribing.end),
    )
}


@dataclass(frozen=True)
class Erased:
    """One erasure; `born_at` is when what was erased had been made, if that is still known."""

    kind: str
    ident: int
    erased_at: datetime
    born_at: datetime | None

    def means(self, ident, born_at):
        """Tell whether this thing of the same kind is the one that was erased."""
        if ident != self.ident:
            return False
        return born_at == self.born_at if self.born_at else born_at <= self.erased_at


def write_erasures(everything=False):
    """Copy to the journal what it does not have yet; a job for every minute. `everything`: compare all of both."""
    known = read_journal(None if everything else TAIL_BYTES)
    since = None if everything or not known else max(one.erased_at for one in known) - LATE_COMMITS
    known = set(known)
    missing = [one for one in _erased_in_database(since, everything) if one not in known]
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
    journal = read_journal()
    return sum(_erase_again(kind, journal) for kind in KINDS.values())


def _erase_again(kind, journal):
    by_number = {}
    for one in journal:
        if one.kind == kind.name:
            by_number.setdefault(one.ident, []).append(one)
    names = [getattr(kind.row, name) for name in ("email", "name") if hasattr(kind.row, name)]
    persons = db.session.execute(
        sa.select(kind.row.id, kind.born).where(sa.or_(*(name.is_not(None) for name in names))).order_by(kind.row.id)
    ).all()
    again = [ident for ident, born_at in persons if any(one.means(ident, born_at) for one in by_number.get(ident, ()))]
    for ident in again:
        kind.forget(ident)
    return len(again)


def _erased_in_database(since, everything):
    """Return what the database says, in order. Asked for everything it may be one of an older version."""
    has_table = sa.inspect(db.session.connection()).has_table if everything else lambda _name: True
    selects = [_erased_of(kind, since) for kind in KINDS.values() if has_table(kind.erasure.__tablename__)]
    every = sa.union_all(*selects).subquery()
    rows = db.session.execute(sa.select(every).order_by(every.c.erased_at, every.c.number))
    return [Erased(kind, ident, erased_at, born_at) for kind, ident, erased_at, born_at, _number in rows]


def _erased_of(kind, since):
    select = sa.select(
        sa.literal(kind.name).label("kind"),
        kind.ident.label("ident"),
        kind.erasure.erased_at.label("erased_at"),
        kind.born.label("born_at"),
        kind.erasure.id.label("number"),
    ).outerjoin(
        kind.row,
        # Made after the erasure: something else, that was given the number anew.
        sa.and_(kind.row.id == kind.ident, kind.born <= kind.erasure.erased_at),
    )
    return select if since is None else select.where(kind.erasure.erased_at >= since)


def _append(erased):
    lines = [json.dumps(_as_facts(one)) for one in erased]
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


def _as_facts(one):
    return {
        f"{one.kind}_id": one.ident,
        "erased_at": one.erased_at.isoformat(),
        KINDS[one.kind].born_at: one.born_at and one.born_at.isoformat(),
    }


def _read_line(line):
    try:
        facts = json.loads(line)
        kind = next(kind for kind in KINDS.values() if f"{kind.name}_id" in facts)
        born_at = facts[kind.born_at] and datetime.fromisoformat(facts[kind.born_at])
        return Erased(kind.name, facts[f"{kind.name}_id"], datetime.fromisoformat(facts["erased_at"]), born_at)
    except (ValueError, LookupError, TypeError, StopIteration):
        return None


def _journal():
    return Path(current_app.config["DATA_DIR"]) / "erasures.jsonl"
