"""From bookings of rooms to iCalendar: for the diary of the person who asked, at each step under the same name."""

from flask_babel import gettext as _

from app.alliance import house_queries
from app.calendars import entries, words
from app.calendars.text import Text
from app.notifications.letter_words import GERMAN
from app.rooms import links
from app.rooms.bookings import BOOKED, LIVING, PROPOSED


def published(bookings, language):
    """Return bookings as a file (RFC 5546, 3.2.1: PUBLISH): what is not sure yet as tentative."""
    return entries.published([entry(booking, language) for booking in bookings])


def begun(booking, span, event_sequence=None, event_changed_at=None):
    """As `entries.begun`, of a booking: in the file of whoever asked, and in the feeds of its room.

    `event_…`: of the event whose title it bears. It is revised when either is: the sum of both rises each time.
    """
    revised_at, sequence = booking.changed_at, booking.sequence
    if event_changed_at is not None:
        revised_at, sequence = max(revised_at, event_changed_at), sequence + event_sequence
    return entries.begun(booking.uid, booking.booked_at, revised_at, sequence, span)


def entry(booking, language):
    """Return one booking as a VEVENT (RFC 5545, 3.6.1), without organizer: what was asked for and is undecided as
    tentative.
    """
    made = begun(booking, (booking.starts_at, booking.ends_at))
    made.add("summary", Text(_summary(booking, language)))
    is_living = booking.state in LIVING
    made.add("status", "CONFIRMED" if booking.state == BOOKED else "TENTATIVE" if is_living else "CANCELLED")
    made.add("transp", "OPAQUE" if is_living else "TRANSPARENT")
    made.add("location", Text(location(booking.room, language)))
    # The personal link stands in no file: whoever sees a shared diary could call everything off.
    made.add("description", Text("\n".join([booking.title, links.room_link(booking.room)])))
    made.add("url", links.room_link(booking.room))
    return made


def _summary(booking, language):
    facts = {"what": booking.title, "room": booking.room.name}
    if booking.state not in LIVING:
        return words.say("Abgesagt: %(what)s (%(room)s)", language, **facts)
    if booking.state == PROPOSED:
        return words.say("Vorschlag: %(what)s (%(room)s)", language, **facts)
    if booking.state != BOOKED:
        return words.say("Angefragt: %(what)s (%(room)s)", language, **facts)
    return _("%(what)s (%(room)s)", **facts)


def location(room, language=GERMAN):
    """ "Werkraum, Markt 1, 02763 Zittau"; a digital room's address never stands here."""
    if room.is_digital:
        return words.say("Digital", language)
    return f"{room.name}, {room.place.full_address}" if room.place else house_queries.current().name
