"""The .ics files that mails carry, so that a date is one click away from a diary."""

from app.calendars import entries
from app.database import db
from app.programme import queries
from app.programme.models import ONLINE
from app.registrations.models import CONFIRMED, Registration

# "cancelled" too: who put the date into a diary by hand gets it crossed out there.
TEMPLATES = ("confirmed", "promoted", "moved", "cancelled")


def register(attachments):
    """Enter the files into the outbox's register."""
    for name in TEMPLATES:
        attachments[f"registrations/mail/{name}"] = event_file


def event_file(facts):
    """Return the event of a registration as a file, with the same UIDs as in the feeds; nothing for who only waits."""
    registration = db.session.get(Registration, facts["registration_id"])
    if registration.state != CONFIRMED:
        return []
    event = queries.get_event(registration.event_id)
    body = entries.published(event, is_online=registration.kind == ONLINE)
    return [(f"{event.slug}.ics", "text/calendar; charset=utf-8; method=PUBLISH", body)]
