"""The audit trail: one line per act of the team, in the same transaction."""

from contextlib import contextmanager
from contextvars import ContextVar

from flask import has_request_context
from flask_login import current_user

from app import clock
from app.accounts.models import AuditEntry
from app.database import db

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
    db.session.add(AuditEntry(at=clock.now(), account_id=account_id, act=act, about=about, details=details))
