"""The ids of events in a season file. What the team planned itself has none in the database and gets one here."""

import sqlalchemy as sa

from app.database import db
from app.programme.models import Event
from app.slugs import free_slug

LONGEST = 80


def event_ids():
    """Return {event id in the database: id in a file} for all events, always the same for the same events."""
    rows = db.session.execute(sa.select(Event.id, Event.key, Event.slug).order_by(Event.id)).all()
    names = {ident: key for ident, key, _ in rows if key is not None}
    taken = set(names.values())
    for ident, key, slug in rows:
        if key is None:
            # Room for the number that a second event of this name gets.
            names[ident] = free_slug(slug[: LONGEST - 6] if len(slug) > LONGEST else slug, taken)
            taken.add(names[ident])
    return names
