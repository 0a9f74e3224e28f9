"""Days of the house with their events; a few statements, however many there are."""

from datetime import timedelta

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import selectinload

from app import clock
from app.database import db
from app.programme.groupings import Umbrella
from app.programme.models import CANCELLED, DRAFT, PUBLISHED, Event, EventDate
from app.programme.queries import IS_PUBLIC, with_everything


def all_umbrellas():
    """Return all days, for the team: the newest first."""
    return db.session.scalars(sa.select(Umbrella).order_by(Umbrella.starts_on.desc(), Umbrella.id)).all()


def public_umbrellas():
    """Return the public days, the newest first."""
    return db.session.scalars(
        sa.select(Umbrella).where(Umbrella.state != DRAFT).order_by(Umbrella.starts_on.desc(), Umbrella.id)
    ).all()


def next_umbrella(now, within):
    """Return the public day that comes next, or goes on, within a span of time; or None."""
    today = clock.today(now)
    return db.session.scalar(
        sa.select(Umbrella)
        .where(Umbrella.state == PUBLISHED, Umbrella.ends_on >= today, Umbrella.starts_on <= today + within)
        .order_by(Umbrella.starts_on, Umbrella.id)
        .limit(1)
    )


def get_public_umbrella(slug):
    """Return a public day, or abort with 404."""
    found = db.session.scalar(sa.select(Umbrella).where(Umbrella.slug == slug, Umbrella.state != DRAFT))
    return found or abort(404)


def get_umbrella(umbrella_id):
    """Return a day by its number, or abort with 404."""
    return db.session.get(Umbrella, umbrella_id) or abort(404)


def events_under(umbrella_id, also_hidden=False):
    """Return the events under a day with what a card shows, in order of their beginnings; two statements."""
    select = sa.select(Event).where(Event.umbrella_id == umbrella_id, sa.true() if also_hidden else IS_PUBLIC)
    events = db.session.scalars(select.options(*with_everything())).unique().all()
    return sorted(events, key=lambda event: (event.starts_at, event.title, event.id))


def events_that_could(umbrella):
    """Return the events of these days that stand under no other one; those called off only if they stand under it."""
    begin, end = clock.start_of(umbrella.starts_on), clock.start_of(umbrella.ends_on + timedelta(days=1))
    dates = sa.and_(EventDate.starts_at >= begin, EventDate.starts_at < end)
    free = sa.and_(Event.umbrella_id.is_(None), Event.state != CANCELLED)
    select = sa.select(Event).where(Event.dates.any(dates), sa.or_(free, Event.umbrella_id == umbrella.id))
    events = db.session.scalars(select.options(selectinload(Event.dates))).all()
    return sorted(events, key=lambda event: (event.starts_at, event.title, event.id))
