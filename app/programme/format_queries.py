"""What formats can ask of rooms, and what is planned of them."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.database import db
from app.programme.models import CANCELLED, Event, EventDate
from app.programme.planning_queries import HEARING_LOOP
from app.programme.queries import with_everything
from app.rooms.models import Equipment, Layout, Room


def known_layouts():
    """Return the names of the ways to sit in our rooms, the usual ones first."""
    counted = (
        sa.select(Layout.name)
        .join(Room, Room.id == Layout.room_id)
        .where(Room.retired_at.is_(None))
        .group_by(Layout.name)
        .order_by(sa.func.count().desc(), Layout.name)
    )
    return db.session.scalars(counted).all()


def known_needs():
    """Return what rooms have and the stock provides, by name; who interprets is asked for by language."""
    named = sa.select(sa.func.coalesce(Equipment.provides, Equipment.name)).where(Equipment.interprets.is_(None))
    return sorted({HEARING_LOOP, *db.session.scalars(named)}, key=str.casefold)


def coming_events(format_id, now):
    """Return the events of a format that are yet to come, or go on, with all that was copied from it; drafts too."""
    return (
        db.session.scalars(
            sa.select(Event)
            .where(Event.format_id == format_id, Event.state != CANCELLED, Event.dates.any(EventDate.ends_at > now))
            .options(*with_everything(), selectinload(Event.further_areas), selectinload(Event.interpretings))
            .order_by(Event.id)
        )
        .unique()
        .all()
    )
