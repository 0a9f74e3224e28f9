"""Bookings of rooms in the diary of whoever asked (iMIP): tentative until somebody decides, and out again at the end.

A request for a single booking travels so through its whole life; several travel as a file (see invitations).
"""

import functools

from app.calendars import room_entries
from app.calendars.invitations import CANCEL, REQUEST, packed
from app.rooms import closing_mails, mails
from app.rooms.bookings import LIVING, PROPOSED

# The address of one who has not confirmed may be somebody else's: nothing is put into a stranger's diary.
TEMPLATES = tuple(name for name in mails.MAILS if name != "please_confirm")


def register(calendars):
    """Enter what mails about rooms carry into the outbox's register."""
    for name in TEMPLATES:
        calendars[f"rooms/mail/{name}"] = functools.partial(of_request, name)
    calendars["rooms/mail/closed"] = of_closure


def of_request(name, facts):
    """Return (method, calendar as bytes) for a mail about a request for rooms, or None where there is none."""
    return _of(*mails.shown_bookings(name, facts))


def of_closure(facts):
    """As `of_request`, for a mail about a closure that moved or called off a booking."""
    return _of(*closing_mails.changed_bookings(facts))


def is_alone(request):
    """Tell whether a request is for one booking only."""
    return len(request.bookings) == 1


def _of(request, bookings):
    if not bookings or request.confirmed_at is None or not is_alone(request):
        return None
    (booking,) = bookings
    # What the house proposes, nobody has accepted yet.
    partstat = "TENTATIVE" if booking.state == PROPOSED else "ACCEPTED"
    method, entry = REQUEST if booking.state in LIVING else CANCEL, room_entries.entry(booking, request.language)
    return packed(method, entry, request, partstat)
