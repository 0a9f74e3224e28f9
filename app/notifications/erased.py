"""The last mail to somebody who asked to be forgotten: that it is done. Then their address goes, too."""

import sqlalchemy as sa

from app.accounts import letters
from app.database import db, transaction
from app.notifications.models import WAITING, Message


def register(facts):
    """Enter the mail into the outbox's register."""
    facts[letters.ERASED] = lambda facts: {"language": (facts or {}).get("language", "de")}


def forget_told():
    """A job: forget the addresses of these mails as soon as they went out, or never will."""
    ended = sa.and_(Message.template == letters.ERASED, Message.state != WAITING, Message.recipient.is_not(None))
    if db.session.scalar(sa.select(Message.id).where(ended).limit(1)) is not None:
        with transaction():
            db.session.execute(sa.update(Message).where(ended).values(recipient=None, text=None, problem=None))
