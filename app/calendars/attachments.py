"""The .ics files that mails carry, so that a date is one click away from a diary."""

import functools

from app.calendars import entries, own_entries, room_entries, room_invitations
from app.database import db
from app.programme import queries
from app.programme.models import ONLINE
from app.registrations.models import CONFIRMED, Registration
from app.rooms import closing_mails
from app.rooms import mails as room_mails

# "cancelled" too: who put the date into a diary by hand gets it crossed out there.
TEMPLATES = ("confirmed", "promoted", "moved", "cancelled")


def register(attachments):
    """Enter the files into the outbox's register."""
    for name in TEMPLATES:
        attachments[f"registrations/mail/{name}"] = event_file
    for name in room_invitations.TEMPLATES:
        attachments[f"rooms/mail/{name}"] = functools.partial(bookings_file, name)
    attachments["rooms/mail/closed"] = closed_file


def event_file(facts):
    """Return the event of a registration as a file where it has several dates; one is in the mail itself.

    With the same UIDs as in the feeds; nothing for who only waits.
    """
    registration = db.session.get(Registration, facts["registration_id"])
    if registration.state != CONFIRMED or len(own_entries.entries_of(registration)) == 1:
        return []
    event = queries.get_event(registration.event_id)
    body = entries.published(event, is_online=registration.kind == ONLINE)
    return [(f"{event.slug}.ics", "text/calendar; charset=utf-8; method=PUBLISH", body)]


def closed_file(facts):
    """As `bookings_file`, of the bookings that a closure moved or called off; none where all stay."""
    return _rooms_file(*closing_mails.changed_bookings(facts))


def bookings_file(name, facts):
    """Return what a mail about a request of several bookings shows as a file; a single one is in the mail itself."""
    return _rooms_file(*room_mails.shown_bookings(name, facts))


def _rooms_file(request, bookings):
    if not bookings or request.confirmed_at is None or room_invitations.is_alone(request):
        return []
    return [("raum.ics", "text/calendar; charset=utf-8; method=PUBLISH", room_entries.published(bookings))]
