"""Which calendars of others the house reads: added, changed, asked at once, removed."""

from enum import Enum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app import clock
from app.accounts import audit
from app.calendars import foreign_keeping
from app.calendars.foreign import AIMS, ExternalCalendar
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused

# A family of numbers for lock_numbers.
CALENDARS = 81


class ForeignRefusal(Enum):
    """Why a calendar cannot be kept so."""

    NAME_TAKEN = _("So heißt schon eine andere Kalenderquelle. Bitte wählen Sie einen anderen Namen.")


def save(calendar_id=None, **facts):
    """Add a calendar, or change one: with another address or use, it begins anew. Raises Refused."""
    with transaction():
        lock_numbers(CALENDARS, [0])
        now = clock.now()
        same = sa.select(ExternalCalendar.id).where(ExternalCalendar.name == facts["name"])
        if db.session.scalar(same) not in (None, calendar_id):
            raise Refused(ForeignRefusal.NAME_TAKEN)
        row = lock(ExternalCalendar, calendar_id) if calendar_id else ExternalCalendar(made_at=now, next_at=now)
        if calendar_id is None or any(getattr(row, name) != facts[name] for name in AIMS):
            if calendar_id:
                foreign_keeping.clear(calendar_id, now)
            row.next_at, row.read_at, row.answered_at, row.failing_since, row.failure = now, None, None, None, ""
            row.etag, row.last_modified, row.entries, row.left_out, row.skipped = "", "", 0, 0, []
        for name, value in facts.items():
            setattr(row, name, value)
        db.session.add(row)
        db.session.flush()
        # The address may be a secret.
        act = "change_external_calendar" if calendar_id else "add_external_calendar"
        audit.note(act, row.about, calendar=row.name)
    return row


def fetch_soon(calendar_id):
    """Let the job ask for a calendar with its next tick, and read all of it. Raises LookupError."""
    with transaction():
        row = lock(ExternalCalendar, calendar_id)
        row.next_at, row.read_at = min(row.next_at, clock.now()), None
        audit.note("fetch_external_calendar", row.about, calendar=row.name)


def remove(calendar_id):
    """Forget a calendar with all that stood in it; the rooms are free. Raises LookupError."""
    with transaction():
        row = lock(ExternalCalendar, calendar_id)
        foreign_keeping.clear(calendar_id, clock.now())
        audit.note("remove_external_calendar", row.about, calendar=row.name)
        db.session.delete(row)
