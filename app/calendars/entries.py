"""From events to iCalendar (RFC 5545, RFC 7986), right in every reader we know."""

import uuid
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from icalendar import Calendar, Component
from icalendar import Event as Entry

from app import clock, display
from app.programme import cards
from app.registrations.links import event_link

PRODUCT = "-//WIRkstaette//WIRkstaette//DE"

# Rules instead of lists of dates: some readers know only these. Europe/Berlin as it has been since 1996 and is until
# somebody decides otherwise; compared with the zone database by a test.
_BERLIN = Component.from_ical(
    """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
""".replace("\n", "\r\n")
)


def calendar(events, name, uid, method=None):
    """Return the bytes of a calendar with one entry per date of these events. The same events give the same bytes."""
    whole = Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    if method:
        whole.add("method", method)
    else:
        whole.add("uid", uid)
        whole.add("name", name)
        whole.add("x-wr-calname", name)
        whole.add("x-wr-timezone", "Europe/Berlin")
        # icalendar writes no VALUE=DURATION by itself, and readers want it.
        whole.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        whole.add("x-published-ttl", "PT1H")
    whole.add_component(_BERLIN)
    for event in events:
        for date in event.dates:
            whole.add_component(_entry(event, date))
    return whole.to_ical()


def _entry(event, date):
    entry = Entry()
    entry.add("uid", date.uid)
    # The moment of the revision, not "now": else every poll would look like a change.
    entry.add("dtstamp", event.changed_at.replace(microsecond=0))
    entry.add("created", event.created_at.replace(microsecond=0))
    entry.add("last-modified", event.changed_at.replace(microsecond=0))
    entry.add("sequence", event.sequence)
    entry.add("dtstart", clock.local(date.starts_at))
    entry.add("dtend", clock.local(date.ends_at))
    entry.add("summary", _("Abgesagt: %(title)s", title=event.title) if event.is_cancelled else event.title)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    entry.add("categories", [event.area.title])
    entry.add("location", _location(event))
    # Readers show the description and seldom the URL: the link stands in both.
    entry.add("description", _description(event, date))
    entry.add("url", event_link(event))
    return entry


def _location(event):
    if event.external:
        return event.external
    physical = [room for room in event.rooms if not room.is_digital]
    if not physical:
        return _("Digital")
    return " · ".join(f"{room.name}, {room.place.address}" for room in physical)


def _description(event, date):
    lines = []
    if event.is_cancelled:
        lines.append(_("Fällt aus: %(reason)s", reason=event.cancel_reason))
    elif date.moved_from_starts_at:
        was = display.span(date.moved_from_starts_at, date.moved_from_ends_at)
        lines.append(_("Verlegt. Ursprünglich: %(when)s.", when=was))
    lines += [event.format.summary, cards.kind_text(event), _barrier_line(event)]
    return "\n".join([line for line in lines if line] + [event_link(event)])


def _barrier_line(event):
    physical = [room for room in event.rooms if not room.is_digital]
    if not physical:
        return ""
    if all(room.step_free for room in physical):
        return _("Stufenfrei erreichbar.")
    if any(room.step_free is False for room in physical):
        return _("Nicht stufenfrei: bitte sprechen Sie uns an.")
    return _("Stufenfreiheit noch nicht geprüft.")


def feed_uid(query):
    """Return the calendar's own name, the same for the same address."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{current_app.config['BASE_URL']}/kalender/{query}"))
