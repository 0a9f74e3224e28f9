"""From events to iCalendar (RFC 5545, RFC 7986), right in every reader we know."""

import uuid
from datetime import timedelta
from itertools import groupby

from flask import current_app
from flask_babel import gettext as _
from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from app import clock, display
from app.alliance import house_queries
from app.calendars import zone
from app.calendars.text import Text, parameter
from app.programme import cards
from app.registrations.links import event_link


def feed(events, name, uid):
    """Return a calendar that programs subscribe to, one entry per date. The same events give the same bytes.

    RFC 7986, 5: its name, its own UID and how often to look again, for older readers as X-properties too.
    """
    calendar = empty_calendar()
    calendar.add("uid", uid)
    calendar.add("name", Text(name))
    calendar.add("x-wr-calname", Text(name))
    calendar.add("x-wr-timezone", zone.TZID)
    # The library does not say by itself that this is a duration, and readers want it said.
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return packed(calendar, [_entry(event, date) for event in events for date in event.dates])


def published(event, is_online=False):
    """Return one event as a file for the diary of somebody who takes part (RFC 5546, 3.2.1: PUBLISH).

    That method asks for an organizer: the house, never a person. Whoever takes part is busy then, and goes nowhere
    if they do so by video.
    """
    calendar = empty_calendar()
    calendar.add("method", "PUBLISH")
    entries = []
    for date in event.dates:
        entry = _entry(event, date, "TRANSPARENT" if event.is_cancelled else "OPAQUE", is_online)
        entry.add("organizer", organizer())
        entries.append(entry)
    return packed(calendar, entries)


def organizer():
    """Return the house as the one who invites."""
    house = house_queries.current()
    address = vCalAddress(f"mailto:{house.email}")
    address.params["CN"] = parameter(house.name)
    return address


def feed_uid(query):
    """Return the calendar's own name, the same for the same address."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{current_app.config['BASE_URL']}/kalender/{query}"))


def empty_calendar():
    """Return a calendar with what each needs to say of itself."""
    calendar = Calendar()
    calendar.add("prodid", "-//WIRkstaette//WIRkstaette//DE")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def packed(calendar, entries):
    """Return a calendar with its zone and these entries as bytes."""
    for component in (zone.BERLIN, *entries):
        calendar.add_component(component)
    return calendar.to_ical()


def _entry(event, date, transp="TRANSPARENT", is_online=False):
    """One date as a VEVENT (3.6.1)."""
    entry = Entry()
    entry.add("uid", date.uid)
    # The moment of the revision, not "now": else every poll would look like a change.
    entry.add("dtstamp", event.changed_at.replace(microsecond=0))
    entry.add("created", event.created_at.replace(microsecond=0))
    entry.add("last-modified", event.changed_at.replace(microsecond=0))
    entry.add("sequence", event.sequence)
    begin, end = written_span(date.starts_at, date.ends_at)
    entry.add("dtstart", begin)
    entry.add("dtend", end)
    title = cards.session_title(event, date)
    entry.add("summary", Text(_("Abgesagt: %(title)s", title=title) if event.is_cancelled else title))
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    entry.add("transp", transp)
    entry.add("categories", Text(event.area.title))
    if location := _("Digital") if is_online else _location(event, date):
        entry.add("location", Text(location))
    # Readers show the description and seldom the URL: the link stands in both.
    entry.add("description", Text(_description(event, date)))
    entry.add("url", event_link(event))
    return entry


def written_span(starts_at, ends_at):
    """Return begin and end in local time; in UTC where that would not say which of two hours is meant (3.3.5)."""
    begin, end = clock.local(starts_at), clock.local(ends_at)
    return (starts_at, ends_at) if begin.fold or end.fold else (begin, end)


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
