"""Invitations by mail (iMIP, RFC 6047): what somebody has booked enters their diary, changes there, and leaves it.

One mail speaks of one entry (RFC 5546, 3.2.2: all components have one UID). What has several dates travels as a file.
"""

import functools
from email.utils import parseaddr

from icalendar import vCalAddress

from app.alliance import house_queries
from app.calendars import entries, own_entries
from app.calendars.text import parameter
from app.database import db
from app.programme import queries
from app.programme.models import EventDate
from app.registrations.models import COMING, Registration

REQUEST, CANCEL = "REQUEST", "CANCEL"
# By these a seat ends, and its entry leaves the diary.
ENDING = ("given_up", "removed")
TEMPLATES = ("confirmed", "promoted", "changed", "other_date", "moved", "cancelled", *ENDING)


def register(calendars):
    """Enter what mails about registrations carry into the outbox's register."""
    for name in TEMPLATES:
        calendars[f"registrations/mail/{name}"] = functools.partial(of_registration, name)
    calendars["registrations/mail/left_date"] = of_left_date


def of_registration(name, facts):
    """Return (method, calendar as bytes) for a mail about a registration, or None where there is nothing to enter."""
    registration, method, own = told(name, facts)
    return packed(method, own[0], registration) if len(own) == 1 else None


def told(name, facts):
    """Return (registration, method, [VEVENT]) of what a mail tells a guest's diary; none where they have no seat."""
    registration = db.session.get(Registration, facts["registration_id"])
    queries.get_event(registration.event_id)
    # The address of one who has not confirmed may be somebody else's: nothing enters a stranger's diary.
    is_known = registration.email is not None and registration.confirmed_at is not None
    is_over = name in ENDING
    # Who gives up a place in the waiting list was in no diary.
    if not is_known or not (facts.get("came", True) if is_over else registration.state in COMING):
        return registration, REQUEST, []
    method = CANCEL if is_over or registration.event.is_cancelled else REQUEST
    own = [entry for _date, entry in own_entries.entries_of(registration)]
    return registration, method, [_ended(entry) for entry in own] if method == CANCEL else own


def of_left_date(facts):
    """As `of_registration`, for a mail about a date that somebody changed for another: it leaves their diary."""
    registration = db.session.get(Registration, facts["registration_id"])
    date = db.session.get(EventDate, facts["date"])
    if date is None:
        return None
    return packed(CANCEL, _ended(own_entries.entry_of(registration, date)), registration)


def _ended(entry):
    entry["STATUS"], entry["TRANSP"] = "CANCELLED", "TRANSPARENT"
    return entry


def packed(method, entry, person, partstat="ACCEPTED"):
    """Return (method, calendar as bytes) of one entry for one person (a row with name and email).

    Whoever booked has said that they come, and need not answer (`partstat`, RFC 5545, 3.2.12).
    """
    entry.add("organizer", _sender())
    entry.add("attendee", _attendee(person, partstat))
    calendar = entries.empty_calendar()
    calendar.add("method", method)
    return method, entries.packed(calendar, [entry])


def _sender():
    """Return who invites: the address the mail comes from, or programs do not believe it."""
    name, address = parseaddr(house_queries.current().invites_from)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = parameter(name)
    return organizer


def _attendee(person, partstat):
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params.update({"CUTYPE": "INDIVIDUAL", "PARTSTAT": partstat, "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
    if person.name:
        attendee.params["CN"] = parameter(person.name)
    return attendee
