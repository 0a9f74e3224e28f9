"""An event for programs: schema.org/Event as JSON-LD, with the fields that search engines ask for.

Only what its page says; what nobody has checked or written down is left out. Where one meets by video, the address
given is that of our own page: the provider's link never stands on a public page.
"""

import re

from flask import current_app

from app import clock, markdown
from app.alliance import house_queries
from app.programme import audiences, rules
from app.programme.interpreters import CONFIRMED, SIGN_LANGUAGE
from app.programme.models import BOOKED_HERE, EXTERNAL, ONLINE, ONSITE, SEAT, SLOT
from app.programme.rules import Standing

SCHEMA = "https://schema.org/"
# German Sign Language, as languages are named in the web (BCP 47, ISO 639-3).
GERMAN_SIGN_LANGUAGE = "gsg"
# The seats of these standings, for who compares offers; of others there is nothing to be had.
AVAILABILITY = {
    Standing.OPEN: "InStock", Standing.FEW: "LimitedAvailability", Standing.FULL: "SoldOut",
    Standing.NOT_YET_OPEN: "PreOrder", Standing.CLOSED: "OutOfStock", Standing.ELSEWHERE: "InStock",
    Standing.DROP_IN: "InStock",
}  # fmt: skip
# What a room may have, as its page names it (barriers): (name in the data, column of Room).
AMENITIES = (
    ("Stufenfrei erreichbar", "step_free"), ("Aufzug", "lift"), ("WC für Menschen im Rollstuhl", "accessible_wc"),
    ("Raum zum Ausruhen", "quiet_room"), ("Assistenzhunde", "assistance_dogs"), ("Untertitel", "live_captions"),
    ("Plätze für Rollstühle", "wheelchair_places"), ("Parkplätze für Menschen mit Behinderung", "reserved_parking"),
)  # fmt: skip
# Words after "kostenlos" that take some of it back.
_TAKEN_BACK = re.compile(r"\d|€|euro|mitglied|sonst|nur|für|material|ermäß", re.IGNORECASE)


def event_data(event, now):
    """Return a public event as a schema.org/Event, ready for JSON."""
    standing = rules.standing(event, now)
    page = f"{_base()}/veranstaltungen/{event.slug}"
    free = is_free(event.format.cost)
    areas = [event.area, *event.further_areas]
    sessions = list(enumerate(event.dates, 1)) if len(event.dates) > 1 else []
    return _filled({
        "@context": SCHEMA.rstrip("/"),
        "@type": "Event",
        "@id": f"{page}#veranstaltung",
        "url": page,
        "name": event.title,
        "description": description(event),
        "image": _image(event),
        **_when(event, event.dates[0], event.ends_at),
        "eventAttendanceMode": SCHEMA + _mode(event),
        "location": _locations(event, page),
        "organizer": [_organizer(host) for host in event.hosts] or _house(),
        "inLanguage": _languages(event),
        "isAccessibleForFree": free or None,
        "offers": _offer(event, standing, page) if free else None,
        **_seats(event),
        "audience": _audience(event.format),
        "about": [{"@type": "Thing", "name": area.title, "url": f"{_base()}/bereiche/{area.key}"} for area in areas],
        "keywords": ", ".join([event.format.name, *(area.title for area in areas)]),
        "subEvent": [_session(event, date, number, page) for number, date in sessions],
    })  # fmt: skip


def is_free(cost):
    """Tell whether the words about costs say that coming costs nothing at all; no words say nothing."""
    said = cost.strip().lower()
    return bool(re.match(r"(kostenlos|kostenfrei|eintritt frei)\b", said)) and not _TAKEN_BACK.search(said)


def description(event):
    """Return what an event is about as plain text: the summary and the description of its format."""
    parts = (event.format.summary, markdown.plain(event.format.description), markdown.plain(event.note))
    return "\n\n".join(part for part in parts if part) or f"{event.title}, {event.place_line}".rstrip(", ")


def _when(event, first, ends_at):
    moved = not event.is_cancelled and first.moved_from_starts_at
    return {
        "startDate": _local(first.starts_at),
        "endDate": _local(ends_at),
        "eventStatus": _status(event, moved),
        "previousStartDate": _local(first.moved_from_starts_at) if moved else None,
    }


def _status(event, is_moved):
    if event.is_cancelled:
        return SCHEMA + "EventCancelled"
    # Planned for people in a room, and now only by video.
    online = event.format.mode == "physical" and _mode(event) == "OnlineEventAttendanceMode"
    states = [name for name, holds in (("EventRescheduled", is_moved), ("EventMovedOnline", online)) if holds]
    addresses = [SCHEMA + name for name in states or ["EventScheduled"]]
    return addresses if len(addresses) > 1 else addresses[0]


def _mode(event):
    onsite = bool(event.external) or any(not room.is_digital for room in event.rooms)
    online = any(room.is_digital for room in event.rooms)
    if onsite and online:
        return "MixedEventAttendanceMode"
    return "OnlineEventAttendanceMode" if online else "OfflineEventAttendanceMode"


def _locations(event, page):
    found = [_room(room, page) for room in event.rooms]
    return [_elsewhere(event), *found] if event.external else found


def _room(room, page):
    if room.is_digital:
        return {"@type": "VirtualLocation", "name": room.name, "url": f"{page}/raum"}
    place = room.place
    return _filled({
        "@type": "Place",
        "name": room.place_line,
        "url": f"{_base()}/raeume/{room.slug}",
        "address": _filled({
            "@type": "PostalAddress", "streetAddress": place.street, "postalCode": place.postal_code,
            "addressLocality": place.city or place.name, "addressCountry": place.country,
        }),
        "geo": _position(place),
        "maximumAttendeeCapacity": room.capacity,
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": name, "value": value} for name, value in _amenities(room)
        ],
    })  # fmt: skip


def _position(place):
    if place.position is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": place.position[0], "longitude": place.position[1]}


def _amenities(room):
    known = [(name, getattr(room, column)) for name, column in AMENITIES]
    loop = {None: None, "nein": False}.get(room.hearing_loop, True)
    return [(name, bool(value)) for name, value in (*known, ("Höranlage", loop)) if value is not None]


def _elsewhere(event):
    name, _comma, rest = (part.strip() for part in event.external.partition(","))
    town = event.external_place
    address = town and _filled({
        "@type": "PostalAddress", "streetAddress": rest, "addressLocality": town.city or town.name,
        "addressCountry": town.country,
    })  # fmt: skip
    return {"@type": "Place", "name": name, "address": address or event.external}


def _organizer(host):
    facts = {"@type": "Organization", "name": host.name, "url": f"{_base()}/partner/{host.key}", "sameAs": host.website}
    return _filled(facts)


def _house():
    return {"@type": "Organization", "name": house_queries.current().name, "url": f"{_base()}/"}


def _offer(event, standing, page):
    if standing not in AVAILABILITY:
        return None
    # Where one comes as one likes, nothing is booked; where others take the bookings, it is their page.
    addresses = {SEAT: f"{page}/platz", SLOT: f"{page}/platz", EXTERNAL: event.format.external_url}
    address = addresses.get(event.format.registration) or page
    opens_at = event.opens_at or event.published_at
    return _filled({
        "@type": "Offer", "price": 0, "priceCurrency": "EUR", "availability": SCHEMA + AVAILABILITY[standing],
        "url": address, "validFrom": opens_at and _local(opens_at),
        "validThrough": _local(event.closes_at or event.starts_at),
    })  # fmt: skip


def _seats(event):
    if event.format.registration not in BOOKED_HERE or event.is_cancelled:
        return {}
    kinds = {kind: event.ledger(kind) for kind in (ONSITE, ONLINE)}
    kinds = {kind: ledger for kind, ledger in kinds.items() if ledger and ledger.capacity}
    named = {ONSITE: "maximumPhysicalAttendeeCapacity", ONLINE: "maximumVirtualAttendeeCapacity"}
    return {
        "maximumAttendeeCapacity": sum(ledger.capacity for ledger in kinds.values()),
        "remainingAttendeeCapacity": sum(ledger.free for ledger in kinds.values()),
        **{named[kind]: ledger.capacity for kind, ledger in kinds.items()},
    }


def _audience(format):
    whom = format.audience or audiences.audiences_text(format.audiences)
    if not whom and not format.min_age:
        return None
    return _filled({"@type": "PeopleAudience", "audienceType": whom, "suggestedMinAge": format.min_age})


def _languages(event):
    signed = event.sign_language or any(
        row.language == SIGN_LANGUAGE and row.state == CONFIRMED for row in event.interpretings
    )
    return [*event.languages, *([GERMAN_SIGN_LANGUAGE] if signed else [])]


def _session(event, date, number, page):
    return _filled({
        "@type": "Event", "@id": f"{page}#termin-{number}", "url": page, "name": date.title or event.title,
        **_when(event, date, date.ends_at),
        "eventAttendanceMode": SCHEMA + _mode(event),
        "location": _locations(event, page),
    })  # fmt: skip


def _image(event):
    facts = house_queries.current()
    if event.format.picture:
        return [f"{_base()}/bilder/formate/{event.format.picture}"]
    return [f"{_base()}/bilder/haus/{facts.picture}"] if facts.picture else None


def _local(moment):
    return clock.local(moment).isoformat(timespec="seconds")


def _base():
    return current_app.config["BASE_URL"]


def _filled(facts):
    """Return the facts without what is not known."""
    return {name: value for name, value in facts.items() if value not in (None, "", [], {})}
