"""The .ics files that mails carry, so that a date is one click away from a diary."""

from app.calendars import entries
from app.database import db
from app.registrations.models import Registration

TEMPLATES = ("confirmed", "promoted", "moved")


def register(attachments):
    """Enter the files into the outbox's register."""
    for name in TEMPLATES:
        attachments[f"registrations/mail/{name}"] = event_file


def event_file(facts):
    """Return the event of a registration as a file, with the same UIDs as in the feeds."""
    registration = db.session.get(Registration, facts["registration_id"])
    event = registration.event
    body = entries.calendar([event], event.title, entries.feed_uid(f"veranstaltungen/{event.slug}"), method="PUBLISH")
    return [(f"{event.slug}.ics", "text/calendar; charset=utf-8; method=PUBLISH", body)]
