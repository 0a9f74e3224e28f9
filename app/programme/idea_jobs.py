"""What must happen with ideas when nobody clicks: supporters are told that seats are open, persons are forgotten."""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.alliance import idea_rules, proposing, supporting
from app.alliance.ideas import NEW, PLANNED, PUBLIC, REFUSED, UNCONFIRMED, Idea, IdeaSupport
from app.database import db
from app.jobs import for_each
from app.programme import idea_planning
from app.programme.models import EventDate

_LAST_END = sa.type_coerce(
    sa.select(sa.func.max(EventDate.ends_at)).where(EventDate.event_id == Idea.event_id).scalar_subquery(),
    EventDate.ends_at.type,
)


def tell_supporters():
    """Tell supporters that seats are open to them."""
    for_each(idea_planning.untold(clock.now()), idea_planning.tell)


def forget_proposers():
    """Forget who did not confirm in a day, others some weeks after the answer or the event."""
    for_each(_ideas_to_forget(clock.now()), proposing.forget)


def forget_supporters():
    """Forget who did not confirm in a day, others some weeks after the answer or the event; they stay counted."""
    for_each(_supports_to_forget(clock.now()), supporting.forget)


def _is_done(now):
    """What makes it time to forget the persons of an idea: answered, or its event over, some weeks ago."""
    before = now - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    waits = sa.and_(Idea.answer == PLANNED, Idea.event_id.is_(None))
    return sa.or_(
        sa.and_(Idea.event_id.is_not(None), before > _LAST_END),
        sa.and_(Idea.event_id.is_(None), Idea.answered_at < before, ~sa.func.coalesce(waits, sa.false())),
        sa.and_(Idea.event_id.is_(None), Idea.confirmed_at < now - idea_rules.FORGET_UNANSWERED),
    )


def _ideas_to_forget(now, limit=500):
    # What was kept back goes as a whole, also where its author is forgotten already.
    has_person = sa.or_(Idea.email.is_not(None), Idea.name.is_not(None), Idea.state == REFUSED)
    unconfirmed = sa.and_(Idea.state == UNCONFIRMED, Idea.proposed_at < now - idea_rules.FORGET_UNCONFIRMED)
    # Nobody has looked at it: its author is forgotten all the same.
    due = sa.or_(unconfirmed, sa.and_(Idea.state.in_((NEW, PUBLIC, REFUSED)), _is_done(now)))
    return db.session.scalars(sa.select(Idea.id).where(has_person, due).order_by(Idea.id).limit(limit)).all()


def _supports_to_forget(now, limit=500):
    unconfirmed = sa.and_(
        IdeaSupport.confirmed_at.is_(None), IdeaSupport.asked_at < now - idea_rules.FORGET_UNCONFIRMED
    )
    return db.session.scalars(
        sa.select(IdeaSupport.id)
        .join(Idea, Idea.id == IdeaSupport.idea_id)
        .where(IdeaSupport.email.is_not(None), sa.or_(unconfirmed, _is_done(now)))
        .order_by(IdeaSupport.id)
        .limit(limit)
    ).all()
