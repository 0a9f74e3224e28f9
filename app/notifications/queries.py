"""What waits, what went, what failed."""

import sqlalchemy as sa

from app.database import db
from app.notifications.models import FAILED, WAITING, Message


def due_messages(now, limit=50):
    """Return the ids of messages that are due and that nobody is sending, oldest first."""
    return db.session.scalars(
        sa.select(Message.id)
        .where(
            Message.state == WAITING,
            Message.due_at <= now,
            sa.or_(Message.claimed_until.is_(None), Message.claimed_until < now),
        )
        .order_by(Message.due_at, Message.id)
        .limit(limit)
    ).all()


def latest_messages(state=None, limit=100):
    """Return the latest messages, of one state or of all."""
    latest = sa.select(Message).order_by(Message.id.desc()).limit(limit)
    if state:
        latest = latest.where(Message.state == state)
    return db.session.scalars(latest).all()


def count_by_state():
    """Return {state: number of messages}."""
    return dict(db.session.execute(sa.select(Message.state, sa.func.count()).group_by(Message.state)).all())


def oldest_due_at(now):
    """Return since when the oldest message that should have gone is waiting, or None."""
    return db.session.scalar(
        sa.select(sa.func.min(Message.due_at)).where(Message.state == WAITING, Message.due_at <= now)
    )


def latest_problem():
    """Return what went wrong last at a message that waits or failed, or None."""
    return db.session.scalar(
        sa.select(Message.problem)
        .where(Message.state.in_((WAITING, FAILED)), Message.problem.is_not(None))
        .order_by(Message.id.desc())
        .limit(1)
    )
