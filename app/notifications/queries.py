"""What waits, what went, what failed."""

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased

from app.database import db
from app.notifications import rules
from app.notifications.models import FAILED, WAITING, Message


def may_go(now):
    """Return when a message may be sent: due, at an hour for it, in nobody's hands, and none about the same thing
    goes before it.
    """
    earlier = aliased(Message)
    goes_first = sa.exists().where(
        *_hour(now, earlier),
        earlier.about == Message.about,
        earlier.recipient == Message.recipient,
        earlier.id < Message.id,
        earlier.state == WAITING,
        sa.or_(
            earlier.due_at <= now,
            sa.and_(earlier.problem.is_not(None), earlier.attempts <= rules.TRIES_THAT_HOLD_UP),
        ),
    )
    return (
        Message.state == WAITING,
        Message.due_at <= now,
        *_hour(now),
        sa.or_(Message.claimed_until.is_(None), Message.claimed_until < now),
        ~goes_first,
    )


def _hour(now, message=Message):
    """Return what makes this an hour at which a message may go: by day none, at night that it may go at any hour."""
    return (message.at_any_hour.is_(True),) if rules.is_night(now, current_app.config["QUIET_HOURS"]) else ()


def due_messages(now, limit):
    """Return the SELECT of the ids of messages that may be sent, oldest first."""
    return sa.select(Message.id).where(*may_go(now)).order_by(Message.due_at, Message.id).limit(limit)


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
    """Return since when the oldest message that should have gone is waiting, or None.

    A try that failed moves `due_at` on, but nobody has got the message since it was written.
    """
    since = sa.case((Message.problem.is_not(None), Message.written_at), else_=Message.due_at)
    return db.session.scalar(
        sa.select(sa.func.min(since)).where(
            Message.state == WAITING, sa.or_(Message.due_at <= now, Message.problem.is_not(None)), *_hour(now)
        )
    )


def latest_problem(states=(WAITING, FAILED)):
    """Return what went wrong last at a message in one of these states, or None."""
    return db.session.scalar(
        sa.select(Message.problem)
        .where(Message.state.in_(states), Message.problem.is_not(None))
        .order_by(Message.id.desc())
        .limit(1)
    )


def failed_about(about):
    """Return the messages about something that did not arrive, the latest first."""
    return db.session.scalars(
        sa.select(Message).where(Message.about == about, Message.state == FAILED).order_by(Message.id.desc())
    ).all()
