"""From events to iCalendar (RFC 5545, RFC 7986), right in every reader we know."""

import uuid
from itertools import groupby

from flask import current_app
from flask_babel import gettext as _

from app import clock, display
from app.calendars import lines, zone
from app.calendars.lines import text
from app.programme import cards
from app.registrations.links import event_link

_BEGIN = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//WIRkstaette//WIRkstaette//DE", "CALSCALE:GREGORIAN")


def feed(events, name, uid):
    """Return a calendar that programs subscribe to, one entry per date. The same events give the same bytes.

    RFC 7986, 5: its name, its own UID and how often to look again, for older readers as X-properties too.
    """
    head = (
        f"UID:{uid}",
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        f"X-WR-TIMEZONE:{zone.TZID}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    )
    return _calendar(head, events)


def published(event, is_online=False):
    """Return one event as a file for the diary of somebody who takes part (RFC 5546, 3.2.1: PUBLISH).

    That method asks for an organizer: the house, never a person. Whoever takes part is busy then, and goes nowhere
    if they do so by video.
    """
    name, address = current_app.config["HOUSE_NAME"], current_app.config["HOUSE_EMAIL"]
    organizer = f"ORGANIZER;CN={lines.quoted(name)}:mailto:{address}"
    busy = "TRANSPARENT" if event.is_cancelled else "OPAQUE"
    return _calendar(("METHOD:PUBLISH",), [event], transp=busy, is_online=is_online, more=(organizer,))


def feed_uid(query):
    """Return the calendar's own name, the same for the same address."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{current_app.config['BASE_URL']}/kalender/{query}"))


def _calendar(head, events, **own):
    entries = [line for event in events for date in event.dates for line in _entry(event, date, **own)]
    return lines.pack((*_BEGIN, *head, *zone.BERLIN, *entries, "END:VCALENDAR"))


def _entry(event, date, transp="TRANSPARENT", is_online=False, more=()):
    """One date as a VEVENT (3.6.1)."""
    title = _("Abgesagt: %(title)s", title=event.title) if event.is_cancelled else event.title
    location = _("Digital") if is_online else _location(event, date)
    return (
        "BEGIN:VEVENT",
        f"UID:{date.uid}",
        # The moment of the revision, not "now": else every poll would look like a change.
        f"DTSTAMP:{lines.moment(event.changed_at)}",
        f"CREATED:{lines.moment(event.created_at)}",
        f"LAST-MODIFIED:{lines.moment(event.changed_at)}",
        f"SEQUENCE:{event.sequence}",
        *_span(date),
        f"SUMMARY:{text(title)}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        f"TRANSP:{transp}",
        f"CATEGORIES:{text(event.area.title)}",
        *((f"LOCATION:{text(location)}",) if location else ()),
        # Readers show the description and seldom the URL: the link stands in both.
        f"DESCRIPTION:{text(_description(event, date))}",
        f"URL:{event_link(event)}",
        *more,
        "END:VEVENT",
    )


def _span(date):
    """Begin and end in local time; in UTC where local time would not say which of two hours is meant (3.3.5)."""
    begin, end = clock.local(date.starts_at), clock.local(date.ends_at)
    if begin.fold or end.fold:
        return f"DTSTART:{lines.moment(date.starts_at)}", f"DTEND:{lines.moment(date.ends_at)}"
    return tuple(
        f"{name};TZID={zone.TZID}:{lines.wall_time(value)}" for name, value in (("DTSTART", begin), ("DTEND", end))
    )


def _rooms(date):
    """The rooms of this date, by place."""
    rooms = [booking.room for booking in date.bookings]
    return sorted(rooms, key=lambda room: (room.is_digital, room.place_id or 0, room.id))


def _location(event, date):
    """ "Werkraum, Markt 1, 02763 Zittau", so that a map finds it; a digital room's address never stands here."""
    if event.external:
        return event.external
    rooms = _rooms(date)
    physical = groupby((room for room in rooms if not room.is_digital), key=lambda room: room.place)
    where = [f"{' + '.join(room.name for room in group)}, {place.address}" for place, group in physical]
    if not where and rooms:
        return _("Digital")
    return " · ".join(where)


def _description(event, date):
    parts = []
    if event.is_cancelled:
        parts.append(_("Fällt aus: %(reason)s", reason=event.cancel_reason))
    elif date.moved_from_starts_at:
        was = display.span(date.moved_from_starts_at, date.moved_from_ends_at)
        parts.append(_("Verlegt. Ursprünglich: %(when)s.", when=was))
    parts += [event.format.summary, cards.kind_text(event), _barrier_line(date)]
    return "\n".join([part for part in parts if part] + [event_link(event)])


def _barrier_line(date):
    physical = [room for room in _rooms(date) if not room.is_digital]
    if not physical:
        return ""
    if all(room.step_free for room in physical):
        return _("Stufenfrei erreichbar.")
    if any(room.step_free is False for room in physical):
        return _("Nicht stufenfrei: bitte sprechen Sie uns an.")
    return _("Stufenfreiheit noch nicht geprüft.")
