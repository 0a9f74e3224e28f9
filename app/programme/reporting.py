"""Closing an event: how many came, and what is told of it in public. Later it can be corrected."""

from enum import Enum

from flask_babel import lazy_gettext as _

from app import clock
from app.accounts import audit
from app.database import db, lock, transaction
from app.errors import Refused
from app.programme.afterwards import ClosingReport
from app.programme.models import PUBLISHED, Event


class ReportRefusal(Enum):
    """Why an event cannot be closed."""

    NOT_HELD = _("Diese Veranstaltung hat nicht stattgefunden. Abschließen kann man nur, was stattgefunden hat.")
    NOT_OVER = _("Die Veranstaltung ist noch nicht vorbei. Bitte schließen Sie sie danach ab.")


def why_not_close(state, ends_at, now):
    """Return why an event cannot be closed, or None."""
    if state != PUBLISHED:
        return ReportRefusal.NOT_HELD
    return ReportRefusal.NOT_OVER if ends_at > now else None


def find_report(event_id):
    """Return what was written down of an event after it was over, or None."""
    return db.session.get(ClosingReport, event_id)


def close_event(event_id, came_onsite, came_online, report=""):
    """Write down how many came to an event and what is told of it; once more corrects it. Raises Refused."""
    with transaction():
        event, now = lock(Event, event_id), clock.now()
        if reason := why_not_close(event.state, event.ends_at, now):
            raise Refused(reason)
        found = db.session.get(ClosingReport, event_id, populate_existing=True)
        facts = {"came_onsite": came_onsite, "came_online": came_online, "report": report}
        was = audit.facts_of(found, facts) if found else {}
        act = "correct_report" if found else "close_event"
        if found is None:
            found = ClosingReport(event_id=event_id, closed_at=now)
            db.session.add(found)
        for name, value in facts.items():
            setattr(found, name, value)
        noted = audit.changes(was, facts)
        if noted:
            audit.note(act, f"event:{event_id}", **noted)
    return found
