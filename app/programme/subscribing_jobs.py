"""Forgetting who never confirmed, and who got which mail."""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.database import db, transaction
from app.jobs import for_each
from app.notifications import outbox
from app.notifications.models import Message
from app.programme import subscribing, subscribing_mails
from app.programme.subscribers import Follower
from app.programme.subscribing_rules import FORGET_UNCONFIRMED

FOLLOWER, MAIL = "follower", "mail"


def forget_followers():
    """A job: forget addresses that nobody confirmed, and to whom mails of some weeks ago went."""
    now = clock.now()
    old = now - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    unconfirmed = sa.select(sa.literal(FOLLOWER), Follower.id).where(
        Follower.confirmed_at.is_(None), Follower.asked_at < now - FORGET_UNCONFIRMED
    )
    mails = sa.select(sa.literal(MAIL), Message.id).where(
        Message.template.in_(subscribing_mails.TEMPLATES), Message.written_at < old, Message.recipient.is_not(None)
    )
    for_each(db.session.execute(sa.union_all(unconfirmed, mails)).all(), _forget)


def _forget(found):
    what, ident = found
    with transaction():
        if what == FOLLOWER:
            subscribing.end_unconfirmed(ident)
        else:
            outbox.forget_messages([ident])
