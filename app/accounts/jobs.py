"""What is forgotten by itself: tries to sign in after a day, invitations some weeks after they ended."""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.accounts import letters, rules
from app.accounts.models import Invitation, SignInThrottle
from app.database import db, transaction


def forget_sign_ins():
    """A job: delete what nobody needs any more of tries to sign in, and of invitations."""
    now = clock.now()
    old_tries = SignInThrottle.last_failed_at < now - rules.FORGET_AFTER
    until = now - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    ended = sa.or_(
        Invitation.accepted_at < until,
        Invitation.withdrawn_at < until,
        Invitation.invited_at < until - rules.INVITATION_LIVES,
    )
    has_tries = sa.select(sa.exists().where(old_tries)).scalar_subquery()
    has_invitations = sa.select(sa.exists().where(ended)).scalar_subquery()
    if not any(db.session.execute(sa.select(has_tries, has_invitations)).one()):
        return
    with transaction():
        db.session.execute(sa.delete(SignInThrottle).where(old_tries))
        for invitation in db.session.scalars(sa.select(Invitation).where(ended)):
            letters.forget(f"invitation:{invitation.id}")
            db.session.delete(invitation)
