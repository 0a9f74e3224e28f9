"""What belongs to a series of events."""

import sqlalchemy as sa

from app.database import db
from app.programme.groupings import EventSeries
from app.programme.models import PUBLISHED, Event, EventDate
from app.programme.queries import with_everything


def events_of(series_id):
    """Return all events of a series, drafts and cancelled ones too, in order of their first date."""
    select = (
        sa.select(Event)
        .where(Event.series_id == series_id)
        .options(*with_everything())
        .execution_options(populate_existing=True)
    )
    return sorted(db.session.scalars(select).unique().all(), key=lambda event: (event.starts_at, event.id))


def series_of(event_id):
    """Return the id of the series of an event, or None."""
    return db.session.scalar(sa.select(Event.series_id).where(Event.id == event_id))


def neighbours(series):
    """Return (the first event of the series it was split from, first events of those split from it); None, []."""
    earlier = db.session.get(EventSeries, series.split_from_id) if series.split_from_id else None
    later = db.session.scalars(
        sa.select(EventSeries).where(EventSeries.split_from_id == series.id).order_by(EventSeries.id)
    ).all()
    firsts = [_first_event(each.id) for each in later]
    return earlier and _first_event(earlier.id), [event for event in firsts if event]


def _first_event(series_id):
    return db.session.scalar(
        sa.select(Event)
        .join(EventDate, EventDate.event_id == Event.id)
        .where(Event.series_id == series_id)
        .order_by(EventDate.starts_at, Event.id)
        .limit(1)
    )


def others_to_come(event, now, limit=8):
    """Return (slug, title, starts_at) of the next public events of the same series; one statement."""
    begins = sa.func.min(EventDate.starts_at)
    return db.session.execute(
        sa.select(Event.slug, Event.title, sa.type_coerce(begins, EventDate.starts_at.type).label("starts_at"))
        .join(EventDate, EventDate.event_id == Event.id)
        .where(Event.series_id == event.series_id, Event.id != event.id, Event.state == PUBLISHED)
        .group_by(Event.id, Event.slug, Event.title)
        .having(begins > now)
        .order_by(begins, Event.id)
        .limit(limit)
    ).all()
