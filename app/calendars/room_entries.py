"""From bookings of rooms to iCalendar: for the diary of the person who asked, at each step under the same name."""

from flask_babel import gettext as _

from app.alliance import house_queries
from app.calendars import entries
from app.calendars.text import Text
from app.rooms import links
from app.rooms.bookings import BOOKED, LIVING


def published(request, bookings):
    """Return bookings of a request as a file (RFC 5546, 3.2.1: PUBLISH): what is not sure yet as tentative."""
    calendar = entries.empty_calendar()
    calendar.add("method", "PUBLISH")
    return entries.packed(calendar, [_entry(request, booking) for booking in bookings])


def begun(booking, span):
    """As `entries.begun`, of a booking: in the file of whoever asked, and in the feed of its room."""
    return entries.begun(booking.uid, booking.booked_at, booking.changed_at, booking.sequence, span)


def _entry(request, booking):
    """One booking as a VEVENT (RFC 5545, 3.6.1)."""
    entry = begun(booking, (booking.starts_at, booking.ends_at))
    entry.add("summary", Text(_summary(booking)))
    is_living = booking.state in LIVING
    entry.add("status", "CONFIRMED" if booking.state == BOOKED else "TENTATIVE" if is_living else "CANCELLED")
    entry.add("transp", "OPAQUE" if is_living else "TRANSPARENT")
    entry.add("location", Text(location(booking.room)))
    # The personal link stands in no file: whoever sees a shared diary could call everything off.
    entry.add("description", Text("\n".join([booking.title, links.room_link(booking.room)])))
    entry.add("url", links.room_link(booking.room))
    entry.add("organizer", entries.organizer())
    return entry


def _summary(booking):
    facts = {"what": booking.title, "room": booking.room.name}
    if booking.state not in LIVING:
        return _("Abgesagt: %(what)s (%(room)s)", **facts)
    if booking.state != BOOKED:
        return _("Angefragt: %(what)s (%(room)s)", **facts)
    return _("%(what)s (%(room)s)", **facts)


def location(room):
    """ "Werkraum, Markt 1, 02763 Zittau"; a digital room's address never stands here."""
    if room.is_digital:
        return _("Digital")
    return f"{room.name}, {room.place.address}" if room.place else house_queries.current().name
