"""The .ics files that mails carry, so that a date is one click away from a diary."""

import functools

from app.calendars import entries, invitations, room_entries, room_invitations
from app.rooms import closing_mails
from app.rooms import mails as room_mails

PUBLISHED = "text/calendar; charset=utf-8; method=PUBLISH"


def register(attachments):
    """Enter the files into the outbox's register."""
    for name in invitations.TEMPLATES:
        attachments[f"registrations/mail/{name}"] = functools.partial(event_file, name)
    for name in room_invitations.TEMPLATES:
        attachments[f"rooms/mail/{name}"] = functools.partial(bookings_file, name)
    attachments["rooms/mail/closed"] = closed_file


def event_file(name, facts):
    """Return what a mail tells the diary of a guest as a file where it is several dates; one is in the mail itself.

    With the same UIDs as in the feeds; what has ended is crossed out.
    """
    registration, _method, own = invitations.told(name, facts)
    if len(own) < 2:
        return []
    return [(f"{registration.event.slug}.ics", PUBLISHED, entries.published(own))]


def closed_file(facts):
    """As `bookings_file`, of the bookings that a closure moved or called off; none where all stay."""
    return _rooms_file(*closing_mails.changed_bookings(facts))


def bookings_file(name, facts):
    """Return what a mail about a request of several bookings shows as a file; a single one is in the mail itself."""
    return _rooms_file(*room_mails.shown_bookings(name, facts))


def _rooms_file(request, bookings):
    if not bookings or request.confirmed_at is None or room_invitations.is_alone(request):
        return []
    return [("raum.ics", PUBLISHED, room_entries.published(bookings, request.language))]
