"""Setting what guests of one event are told otherwise than its format says."""

from app.accounts import audit
from app.database import db, transaction
from app.programme.actions import lock_event
from app.programme.event_notices import EventNotices


def find(event_id):
    """Return the EventNotices of an event, or None."""
    return db.session.get(EventNotices, event_id)


def set_notices(event_id, reminders_h=None, thanks=None, door_open=None):
    """Tell guests of an event at other times than its format says, or not; None: as the format says."""
    wanted = {"reminders_h": reminders_h, "thanks": thanks, "door_open": door_open}
    with transaction():
        lock_event(event_id)
        row = find(event_id) or EventNotices(event_id=event_id)
        was = audit.facts_of(row, wanted)
        for name, value in wanted.items():
            setattr(row, name, value)
        db.session.add(row)
        if changes := audit.changes(was, wanted):
            audit.note("set_event_notices", f"event:{event_id}", **changes)
