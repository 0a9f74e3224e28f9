"""What waits, what went, what failed."""

import sqlalchemy as sa
from flask import current_app

from app.database import db
from app.notifications import rules
from app.notifications.models import FAILED, WAITING, Message

# So many are asked for by one statement.
_MOST_NAMES = 500


def is_anything_due(now):
    """Tell whether any mail is due and in nobody's hands."""
    return db.session.scalar(sa.select(Message.id).where(*_is_due(now)).limit(1)) is not None


def lock_for_claim(now, limit):
    """Lock up to so many mails that may be sent, and return their ids, oldest first; those that others lock are left
    to them. May be sent: due, at an hour for it, in nobody's hands, and none about the same thing goes before it.

    In two plain looks, not one with a condition on other rows: as long as PostgreSQL does not know that ten thousand
    have just become due, it compared each with each, for seconds at every claim.
    """
    after, found = None, []
    while limit > 0:
        look = (
            sa.select(Message.id, Message.due_at, Message.about, Message.recipient)
            .where(*_is_due(now))
            .order_by(Message.due_at, Message.id)
            .limit(2 * limit)
            .with_for_update(skip_locked=True)
        )
        if after is not None:
            look = look.where(sa.tuple_(Message.due_at, Message.id) > after)
        rows = db.session.execute(look).all()
        first = _first_of_each({row.about for row in rows}, now) if rows else {}
        found += [row.id for row in rows if first.get((row.about, row.recipient), row.id) >= row.id]
        if len(found) >= limit or len(rows) < 2 * limit:
            break
        # All of these wait for others; there may be some behind them that do not.
        after = sa.tuple_(sa.literal(rows[-1].due_at, Message.due_at.type), sa.literal(rows[-1].id))
    return found[:limit]


def _first_of_each(abouts, now):
    """Return {(about, recipient): id} of the messages that go before all others about the same thing."""
    rows = db.session.execute(
        sa.select(Message.about, Message.recipient, sa.func.min(Message.id))
        .where(
            *hour(now),
            Message.about.in_(abouts),
            Message.state == WAITING,
            sa.or_(
                Message.due_at <= now,
                sa.and_(Message.problem.is_not(None), Message.attempts <= rules.TRIES_THAT_HOLD_UP),
            ),
        )
        .group_by(Message.about, Message.recipient)
    )
    return {(about, recipient): first for about, recipient, first in rows}


def _is_due(now):
    return (
        Message.state == WAITING,
        Message.chat_id.is_(None),
        Message.due_at <= now,
        *hour(now),
        sa.or_(Message.claimed_until.is_(None), Message.claimed_until < now),
    )


def hour(now):
    """Return what makes this an hour at which a message may go: by day none, at night that it may go at any hour."""
    return (Message.at_any_hour.is_(True),) if rules.is_night(now, current_app.config["QUIET_HOURS"]) else ()


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
    """Return since when the oldest mail that should have gone is waiting, or None.

    A try that failed moves `due_at` on, but nobody has got the message since it was written.
    """
    since = sa.case((Message.problem.is_not(None), Message.written_at), else_=Message.due_at)
    return db.session.scalar(
        sa.select(sa.func.min(since)).where(
            Message.state == WAITING, Message.chat_id.is_(None),
            sa.or_(Message.due_at <= now, Message.problem.is_not(None)), *hour(now),
        )
    )


def latest_problem(states=(WAITING, FAILED)):
    """Return what went wrong last at a mail in one of these states, or None."""
    return db.session.scalar(
        sa.select(Message.problem)
        .where(Message.state.in_(states), Message.problem.is_not(None), Message.chat_id.is_(None))
        .order_by(Message.id.desc())
        .limit(1)
    )


def written(names):
    """Return those of some names (`Message.once`) under which something was written already."""
    names, found = list(names), set()
    for first in range(0, len(names), _MOST_NAMES):
        some = names[first : first + _MOST_NAMES]
        found |= set(db.session.scalars(sa.select(Message.once).where(Message.once.in_(some))))
    return found


def failed_about(about):
    """Return the messages about something that did not arrive, the latest first."""
    return db.session.scalars(
        sa.select(Message).where(Message.about == about, Message.state == FAILED).order_by(Message.id.desc())
    ).all()
