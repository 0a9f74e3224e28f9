"""Taking the addresses out of mails once nobody needs to see any more whether they arrived."""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.database import db, transaction
from app.jobs import for_each
from app.notifications import outbox
from app.notifications.models import Message


def forget_recipients(kind, row, moment):
    """Forget who got the mails "kind:number" about rows of a model, some weeks after the moment in one of its columns.

    Part of a job; each row in its own transaction.
    """
    before = clock.now() - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    about = sa.literal(f"{kind}:") + sa.cast(row.id, sa.String)
    kept = sa.exists().where(Message.about == about, Message.recipient.is_not(None))
    due = db.session.scalars(sa.select(row.id).where(moment < before, kept)).all()
    for_each(due, lambda number: _forget(f"{kind}:{number}"))


def _forget(about):
    with transaction():
        outbox.forget(about)
