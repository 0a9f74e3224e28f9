"""Changes of events, and what guests are told of them."""

import sqlalchemy as sa

from app.database import db, transaction
from app.programme.models import Event
from app.registrations import jobs


def tell_changes():
    """Tell guests of what has changed as if the grace after the last change were over."""
    end_grace()
    jobs.tell_changes()


def end_grace():
    """Let the grace after the last change of every event be over."""
    with transaction():
        db.session.execute(sa.update(Event).values(tell_at=None))
