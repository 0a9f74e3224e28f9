"""Forgetting who never confirmed, whose mailbox is gone, and who got which mail."""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.database import db, transaction
from app.jobs import for_each
from app.notifications import outbox
from app.notifications.models import FAILED, SENT, Message
from app.programme import announcing, subscribing, subscribing_mails
from app.programme.subscribers import Follower
from app.programme.subscribing_rules import FORGET_UNCONFIRMED, MOST_FAILED

FOLLOWER, MAIL, FAILING = "follower", "mail", "failing"
_NEWS = Message.template.in_((announcing.MAIL, announcing.DIGEST))


def forget_followers():
    """A job: forget addresses that nobody confirmed or reads, and to whom mails of some weeks ago went."""
    now = clock.now()
    old = now - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    unconfirmed = sa.select(sa.literal(FOLLOWER), Follower.id).where(
        Follower.confirmed_at.is_(None), Follower.asked_at < now - FORGET_UNCONFIRMED
    )
    mails = sa.select(sa.literal(MAIL), Message.id).where(
        Message.template.in_(subscribing_mails.TEMPLATES), Message.written_at < old, Message.recipient.is_not(None)
    )
    failing = (
        sa.select(sa.literal(FAILING), sa.func.min(Follower.id))
        .join(Message, Message.about == sa.literal("follower:") + Follower.reader)
        .where(_NEWS, Message.state == FAILED)
        .group_by(Follower.reader)
        .having(sa.func.count(Message.id.distinct()) >= MOST_FAILED)
    )
    for_each(db.session.execute(sa.union_all(unconfirmed, mails, failing)).all(), _forget)


def _forget(found):
    what, ident = found
    with transaction():
        if what == FOLLOWER:
            subscribing.end_unconfirmed(ident)
        elif what == FAILING:
            _end_failing(ident)
        else:
            outbox.forget_messages([ident])


def _end_failing(follower_id):
    found = db.session.get(Follower, follower_id)
    if found is None:
        return
    last = db.session.scalars(
        sa.select(Message.state)
        .where(Message.about == found.about, _NEWS, Message.state.in_((SENT, FAILED)))
        .order_by(Message.id.desc())
        .limit(MOST_FAILED)
    ).all()
    if last == [FAILED] * MOST_FAILED:
        subscribing.stop_all(found.reader)
