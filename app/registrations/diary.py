"""What the diary of a guest holds of their seat, and the number of each change of it (RFC 5545, 3.8.7.4).

An event counts its own changes; what happens to the seat alone is counted beside it, so that their sum rises with both.
"""

import sqlalchemy as sa

from app.database import db
from app.registrations import limits, telling
from app.registrations.models import COMING, Registration


def dates_of(registration):
    """Return the EventDates that a registration is for: all of its event, or those of chosen sessions and slots."""
    own = limits.own_parts(registration)
    return [date for date in registration.event.dates if not own or date.id in own]


def held_by(registration):
    """Return the date that an invitation brought into the diary, or None: what has several travels as a file."""
    dates = dates_of(registration) if registration.state in COMING else []
    return dates[0] if len(dates) == 1 else None


def enter(registration, now):
    """Count on from what the same address had at this event before, or a diary would not believe it. Part of an act."""
    if registration.email is None:
        return
    earlier = db.session.scalar(
        sa.select(sa.func.max(Registration.sequence)).where(
            Registration.event_id == registration.event_id, Registration.email == registration.email,
            Registration.id != registration.id,
        )
    )  # fmt: skip
    if earlier is not None:
        registration.sequence = max(registration.sequence, earlier + 1)
    registration.changed_at = now


def change(registration, now):
    """Count a change of what the diary shows, or that it ends. Part of an act."""
    registration.sequence = registration.sequence + 1
    registration.changed_at = now


def leave(registration, was, now):
    """Tell a guest that a date leaves their diary (`was`: as `held_by` before an act), unless it is theirs still."""
    if was is not None and was not in dates_of(registration):
        telling.tell(registration, "left_date", now, date=was.id)
