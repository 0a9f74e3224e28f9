"""From events to iCalendar (RFC 5545, RFC 7986), right in every reader we know."""

import uuid
from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import groupby

from flask import current_app
from icalendar import Calendar, vCalAddress, vUri
from icalendar import Event as Entry

from app import clock
from app.alliance import house_queries
from app.calendars import words, zone
from app.calendars.text import Text, parameter
from app.notifications import letter_words
from app.notifications.letter_words import GERMAN
from app.programme import cards
from app.registrations.links import event_link

TAIL = b"END:VCALENDAR\r\n"
# The edge of the areas as near as names of CSS come (RFC 7986, 5.9).
COLORS = {
    "energie": "goldenrod", "additiv": "steelblue", "bildung": "seagreen", "leben": "firebrick", "quer": "purple",
}  # fmt: skip
IMAGES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}


@dataclass(frozen=True)
class Said:
    """What an entry says in a language; `series_uid`: of the first public date of its series."""

    title: str
    summary: str
    series_uid: str | None = None
    language: str = GERMAN


def feed(bodies, name, uid, source=None):
    """Return a calendar that programs subscribe to, as bytes, from entries that are written already.

    `bodies`: VEVENTs as text (`storing`); `source`: its own address, of public ones only. RFC 7986, 5: its name, its
    own UID and how often to look again, for older readers as X-properties too. The library writes head and tail;
    between them stands what it wrote before.
    """
    calendar = empty_calendar()
    calendar.add("uid", uid)
    calendar.add("name", Text(name))
    calendar.add("x-wr-calname", Text(name))
    calendar.add("x-wr-timezone", zone.TZID)
    # The library does not say by itself that this is a duration, and readers want it said.
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    if source:
        calendar.add("source", vUri(current_app.config["BASE_URL"] + source), parameters={"VALUE": "URI"})
    empty = packed(calendar, [])
    head = empty.removesuffix(TAIL)
    return b"".join((head, "".join(bodies).encode(), TAIL))


def published(entries):
    """Return entries as a file for the diary of somebody who takes part (RFC 5546, 3.2.1: PUBLISH).

    That method asks for an organizer: the house, never a person.
    """
    calendar = empty_calendar()
    calendar.add("method", "PUBLISH")
    for each in entries:
        each.add("organizer", organizer())
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


def begun(uid, made_at, changed_at, sequence, span):
    """Return a VEVENT that says which it is, when it was revised, and when it is (3.6.1)."""
    entry, changed_at = Entry(), changed_at.replace(microsecond=0)
    entry.add("uid", uid)
    # The moment of the revision, not "now": else every poll would look like a change.
    entry.add("dtstamp", changed_at)
    entry.add("created", made_at.replace(microsecond=0))
    entry.add("last-modified", changed_at)
    entry.add("sequence", sequence)
    begin, end = written_span(*span)
    entry.add("dtstart", begin)
    entry.add("dtend", end)
    return entry


def entry(event, date, said=None, transp="TRANSPARENT", is_online=False, link=None, notes=()):
    """Return one date as a VEVENT (3.6.1), with its words in a language (`said`: Said; None: in German).

    `link`: where its reader finds more than on its page; `notes`: what is for them alone, before all else.
    """
    said = said or Said(cards.session_title(event, date), event.format.summary)
    entry = begun(date.uid, event.created_at, event.changed_at, event.sequence, (date.starts_at, date.ends_at))
    off = words.say("Abgesagt: %(title)s", said.language, title=said.title) if event.is_cancelled else None
    entry.add("summary", Text(off or said.title))
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    entry.add("transp", transp)
    entry.add("categories", Text(event.area.title))
    if color := COLORS.get(event.area.key):
        entry.add("color", color)
    if location := _location(event, date, is_online, said.language):
        entry.add("location", Text(location))
    if position := None if is_online else _position(event, date):
        entry.add("geo", position)
    _add_relation(entry, date, said)
    _add_links(entry, event, date, said.language)
    # Readers show the description and seldom the URL: the link stands in both.
    link = link or event_link(event)
    entry.add("description", Text("\n".join([*notes, *_description(event, date, said), link])))
    entry.add("url", link)
    return entry


def _add_relation(entry, date, said):
    """Say with which other date it belongs together: the first of its course, or of its series (3.8.4.5)."""
    first = date.event.dates[0]
    related = first.uid if date is not first else said.series_uid
    if related and related != date.uid:
        entry.add("related-to", related, parameters={"RELTYPE": "SIBLING"})


def _add_links(entry, event, date, language):
    """Say where one meets digitally (RFC 7986, 5.11), by our own door, and what it looks like (5.10)."""
    base = current_app.config["BASE_URL"]
    if not event.is_cancelled and any(room.is_digital for room in _rooms(date)):
        label = parameter(words.say("Zum digitalen Raum", language))
        parameters = {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": label}
        entry.add("conference", vUri(f"{event_link(event)}/raum"), parameters=parameters)
    if event.format.picture:
        kind = IMAGES.get(event.format.picture.rpartition(".")[2], "image/webp")
        address = f"{base}/bilder/formate/{event.format.picture}"
        entry.add("image", vUri(address), parameters={"VALUE": "URI", "DISPLAY": "BADGE", "FMTTYPE": kind})


def written_span(starts_at, ends_at):
    """Return begin and end in local time; in UTC where that names two moments.

    That means the first of them (3.3.5), but ical.js, the reader of Thunderbird, takes it for the second.
    """
    begin, end = clock.local(starts_at), clock.local(ends_at)
    if any(moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset() for moment in (begin, end)):
        return starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    return begin, end


def _rooms(date):
    """The rooms of this date, by place."""
    rooms = [booking.room for booking in date.bookings]
    return sorted(rooms, key=lambda room: (room.is_digital, room.place_id or 0, room.id))


def _location(event, date, is_online, language):
    """ "Werkraum, Haus am Markt, Markt 1, 02763 Zittau", so that a map finds it; a digital room's address never."""
    if is_online:
        return words.say("Digital", language)
    if event.external:
        return event.external
    rooms = _rooms(date)
    physical = groupby((room for room in rooms if not room.is_digital), key=lambda room: room.place)
    where = [f"{' + '.join(room.name for room in group)}, {place.full_address}" for place, group in physical]
    if not where and rooms:
        return words.say("Digital", language)
    return " · ".join(where)


def _position(event, date):
    """Return (latitude, longitude) where all of a date is at one place (3.8.1.6); elsewhere we know but the address."""
    places = {room.place for room in _rooms(date) if not room.is_digital}
    return next(iter(places)).position if len(places) == 1 and not event.external else None


def _description(event, date, said):
    parts, language = [], said.language
    if event.is_cancelled:
        parts.append(words.say("Fällt aus: %(reason)s", language, reason=event.cancel_reason))
    elif date.moved_from_starts_at:
        was = letter_words.span(date.moved_from_starts_at, date.moved_from_ends_at, language)
        parts.append(words.say("Verlegt. Ursprünglich: %(when)s.", language, when=was))
    parts += [said.summary, words.say(str(cards.kind_text(event)), language), _barrier_line(date, language)]
    return [part for part in parts if part]


def _barrier_line(date, language):
    physical = [room for room in _rooms(date) if not room.is_digital]
    if not physical:
        return ""
    if all(room.step_free for room in physical):
        return words.say("Stufenfrei erreichbar.", language)
    if any(room.step_free is False for room in physical):
        return words.say("Nicht stufenfrei: bitte sprechen Sie uns an.", language)
    return words.say("Stufenfreiheit noch nicht geprüft.", language)
