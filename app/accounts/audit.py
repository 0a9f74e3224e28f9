"""The audit trail: one line per act of the team, in the same transaction."""

from flask import has_request_context
from flask_login import current_user

from app import clock
from app.accounts.models import AuditEntry
from app.database import db


def note(act, about, **details):
    """Write down an act, by whoever is signed in; a job or the command line acts as nobody."""
    account_id = current_user.id if has_request_context() and current_user.is_authenticated else None
    db.session.add(AuditEntry(at=clock.now(), account_id=account_id, act=act, about=about, details=details))
