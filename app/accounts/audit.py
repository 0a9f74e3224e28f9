"""The audit trail: one line per act of the team, in the same transaction."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

import sqlalchemy as sa
from flask import has_request_context
from flask_login import current_user

from app import clock
from app.accounts.models import AuditEntry
from app.database import db, transaction

# Details that somebody wrote, and that may speak of a person.
WRITTEN = ("reason", "changed")

_part_of_larger_act = ContextVar("part_of_larger_act", default=False)


@contextmanager
def one_act():
    """Leave out what the acts in the block would note: whoever does many as one (a season) notes that one."""
    outer = _part_of_larger_act.set(True)
    try:
        yield
    finally:
        _part_of_larger_act.reset(outer)


def note(act, about, by_id=None, **details):
    """Write down an act, by an account or whoever is signed in; a job or the command line acts as nobody."""
    if _part_of_larger_act.get():
        return
    account_id = by_id
    if by_id is None and has_request_context() and current_user.is_authenticated:
        account_id = current_user.id
    plain = {name: _plain(value) for name, value in details.items()}
    db.session.add(AuditEntry(at=clock.now(), account_id=account_id, act=act, about=about, details=plain))


def look(act, about):
    """Write down that the signed-in looked at personal data: with a counter, all that a GET may write (law 4)."""
    with transaction():
        note(act, about)


def changes(before, after):
    """Return, as details of an act, what differs between two dicts: {"changed": {name: [old, new]}}; or nothing."""
    differing = {name: [before.get(name), new] for name, new in after.items() if before.get(name) != new}
    return {"changed": differing} if differing else {}


def facts_of(row, names):
    """Return some columns of a row as a dict; to be taken before an act and after it."""
    return {name: getattr(row, name) for name in names}


def forget(*abouts):
    """Take what people wrote out of the entries about these things. Part of the act that forgets a person."""
    for entry in db.session.scalars(sa.select(AuditEntry).where(AuditEntry.about.in_(abouts))):
        if any(name in entry.details for name in WRITTEN):
            entry.details = {name: value for name, value in entry.details.items() if name not in WRITTEN}


def _plain(value):
    """Return what JSON can hold."""
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(each) for each in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    # A row: by what people call it.
    return getattr(value, "name", None) or getattr(value, "title", None) or str(value)
