"""From an idea to an event, and the head start of who supported it (docs/decisions/0026-ideas.md)."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts import letters
from app.alliance import idea_deciding, idea_queries, idea_rules
from app.alliance.houses import House
from app.alliance.idea_locks import lock_ideas
from app.alliance.ideas import PUBLIC, Idea, IdeaSupport
from app.database import db, transaction
from app.programme.models import BOOKED_HERE, CANCELLED, PUBLISHED, Event, Format
from app.programme.planning import Source
from app.programme.queries import FIRST_START

IDEA = "idee"
# So many supporters are told by one tick.
MOST_TOLD = 2000
_IS_UNTOLD = (
    IdeaSupport.confirmed_at.is_not(None), IdeaSupport.told_at.is_(None), IdeaSupport.email.is_not(None),
)  # fmt: skip


def find_source(number):
    """Return what the page shows on which an event is planned from an idea, or None where there is no such idea."""
    idea = db.session.get(Idea, number)
    if idea is None or idea.state != PUBLIC:
        return None
    return Source(idea.title, f"/team/ideen/{idea.id}", idea.area_id)


def planned_from(kind, number, event):
    """Note that an event was planned from an idea (see planning.PLANNED_FROM). Part of the act; raises Refused."""
    if kind != IDEA:
        return
    idea = idea_deciding.plan(number, event.id, _will_not_take_place)
    if event.state == PUBLISHED:
        hold_open(idea, event, clock.now())


def follow_event(event, before):
    """Keep the head start of supporters when their event is published, or moved meanwhile. An event follower."""
    if not before.spans or event.state != PUBLISHED:
        return
    if idea := idea_queries.idea_of_event(event.id):
        # Before ideas, events: in this order here and where an event is planned.
        lock_ideas()
        hold_open(idea, event, clock.now())


def hold_open(idea, event, now):
    """Let the booking open for everyone only when supporters had their head start. Part of an act on the event."""
    if event.format.registration not in BOOKED_HERE:
        return
    is_first = idea.open_to_all_at is None
    if event.opens_at is not None and event.opens_at > now:
        # It opens later anyhow; supporters are told some hours before.
        idea.open_to_all_at = event.opens_at
        return
    if not is_first and idea.open_to_all_at <= now:
        return
    if not idea_queries.has_supporters_to_tell(idea.id):
        return
    until = idea_rules.open_to_all_at(now, event.closes_at or event.starts_at, idea_queries.head_start_hours())
    until = until if is_first else min(until, idea.open_to_all_at)
    if until > now:
        event.opens_at = idea.open_to_all_at = until


def is_open_to_supporters(event, now):
    """Tell whether supporters of its idea may book at an event that is not open to everyone yet."""
    return event.opens_at is not None and event.opens_at - timedelta(hours=idea_queries.head_start_hours()) <= now


def untold(now, limit=MOST_TOLD):
    """Return the ids of supporters who are to be told now that seats are open to them."""
    ideas = _ideas_with_open_seats(now)
    if not ideas:
        return []
    return db.session.scalars(
        sa.select(IdeaSupport.id)
        .where(IdeaSupport.idea_id.in_(ideas), *_IS_UNTOLD)
        .order_by(IdeaSupport.confirmed_at, IdeaSupport.id)
        .limit(limit)
    ).all()


def _ideas_with_open_seats(now):
    """Return the ids of ideas with somebody to tell whose event takes bookings from supporters now."""
    hours = sa.select(House.idea_head_start_hours).scalar_subquery()
    is_open = sa.and_(Format.registration.in_(BOOKED_HERE), sa.or_(Event.closes_at.is_(None), Event.closes_at > now))
    rows = db.session.execute(
        sa.select(Idea.id, Event.opens_at, hours)
        .join(Event, Event.id == Idea.event_id)
        .join(Format, Format.id == Event.format_id)
        .where(Event.state == PUBLISHED, now < FIRST_START, sa.or_(Format.registration.not_in(BOOKED_HERE), is_open))
        # Ideas with somebody to tell are few, and events are many.
        .where(Event.id.in_(sa.select(Idea.event_id).join(IdeaSupport).where(*_IS_UNTOLD)))
        .where(sa.exists().where(IdeaSupport.idea_id == Idea.id, *_IS_UNTOLD))
    )
    return [
        ident for ident, opens_at, head_start in rows
        if opens_at is None or opens_at <= now + timedelta(hours=head_start or 0)
    ]  # fmt: skip


def tell(support_id):
    """Tell one supporter that seats are open to them, once; from now on they may book."""
    with transaction():
        lock_ideas()
        now = clock.now()
        found = db.session.get(IdeaSupport, support_id)
        if found is None or found.email is None or found.told_at is not None:
            return
        event = db.session.get(Event, db.session.get(Idea, found.idea_id).event_id)
        if event is None or event.state != PUBLISHED or event.starts_at <= now:
            return
        found.told_at = now
        letters.queue(
            found.email, "alliance/mail/idea_seats_open", found.about, now, support_id=found.id, event_id=event.id
        )


def event_of(idea, drafts=False):
    """Return the event that an idea led to, if everyone may see it (`drafts`: also if not yet); or None."""
    if idea.event_id is None:
        return None
    together = (joinedload(Event.format), joinedload(Event.dates), joinedload(Event.ledgers))
    select = sa.select(Event).where(Event.id == idea.event_id).options(*together)
    if not drafts:
        select = select.where(Event.published_at.is_not(None))
    return db.session.scalars(select).unique().one_or_none()


def _will_not_take_place(event_id):
    event = db.session.get(Event, event_id)
    return event is None or event.state == CANCELLED
