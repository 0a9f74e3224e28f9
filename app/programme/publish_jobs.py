"""What goes public when nobody clicks."""

import sqlalchemy as sa

from app import clock
from app.database import db
from app.jobs import for_each
from app.programme import planning
from app.programme.models import DRAFT, Event, EventDate


def publish_events():
    """Show drafts to everyone whose moment has come."""
    for_each(due_to_publish(clock.now()), planning.publish_due)


def due_to_publish(now):
    """Return the ids of drafts that should be public by now, and have not begun."""
    return db.session.scalars(
        sa.select(Event.id)
        .where(Event.state == DRAFT, Event.publish_at <= now, ~Event.dates.any(EventDate.starts_at <= now))
        .order_by(Event.publish_at, Event.id)
    ).all()
