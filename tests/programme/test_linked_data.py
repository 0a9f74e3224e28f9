"""What an event tells programs: read back from its page as a search engine reads it, and held against their lists."""

from datetime import datetime, timedelta

import extruct
import pytest

from app import clock
from app.database import db, transaction
from app.programme import actions, linked_data
from app.programme.models import ONLINE, ONSITE, Event
from tests.make import a_format, a_place, a_room, an_event, an_organisation

NOW = "2026-05-04 12:00"
SCHEMA = "https://schema.org/"
# developers.google.com/search/docs/appearance/structured-data/event: required, and recommended where we know it.
REQUIRED = {"name", "startDate", "location"}
RECOMMENDED = {"description", "endDate", "eventStatus", "organizer", "offers", "eventAttendanceMode"}
# All properties that schema.org/Event has, of those we use.
OF_AN_EVENT = {
    "about", "audience", "description", "endDate", "eventAttendanceMode", "eventStatus", "image", "inLanguage",
    "isAccessibleForFree", "keywords", "location", "maximumAttendeeCapacity", "maximumPhysicalAttendeeCapacity",
    "maximumVirtualAttendeeCapacity", "name", "offers", "organizer", "previousStartDate", "remainingAttendeeCapacity",
    "startDate", "subEvent", "url",
}  # fmt: skip
FREE = {"summary": "Wir reparieren, was kaputt ist.", "cost": "kostenlos"}


@pytest.fixture
def read(make_app, at):
    """A function that opens the page of an event and returns the one schema.org/Event that it tells of."""
    app = make_app(BASE_URL="https://haus.example.org")
    at(NOW)
    with app.app_context():

        def of(event):
            text = app.test_client().get(f"/veranstaltungen/{event.slug}").get_data(as_text=True)
            found = extruct.extract(text, syntaxes=["json-ld"])["json-ld"]
            assert [each["@type"] for each in found] == ["Event"]
            return check(found[0])

        of.app = app
        yield of


def check(data):
    """Hold an event against what the vocabulary and Google's documentation want, and return it."""
    assert data["@context"] == "https://schema.org"
    assert {name for name in data if name[0] != "@"} <= OF_AN_EVENT
    assert data.keys() >= REQUIRED
    for each in (data, *data.get("subEvent", ())):
        moments = [datetime.fromisoformat(each[name]) for name in ("startDate", "endDate")]
        assert all(moment.utcoffset() is not None for moment in moments)
        assert moments[0] < moments[1]
        assert each["location"]
    for place in data["location"]:
        assert place["@type"] in ("Place", "VirtualLocation")
        assert place["address"] if place["@type"] == "Place" else place["url"] == data["url"] + "/raum"
    return data


def in_days(days, hours=0):
    return clock.now() + timedelta(days=days, hours=hours)


def a_workshop(**facts):
    known = {"street": "Markt 1", "postal_code": "02763", "latitude": 50.896, "longitude": 14.807}
    room = a_room(place=a_place(name="Zittau", **known), step_free=True, lift=False)
    return an_event(room_ids=[room.id], format=a_format(**FREE), **facts)


def fill(event):
    with transaction():
        for ledger in db.session.get(Event, event.id).ledgers:
            ledger.taken = ledger.capacity


def test_an_open_event_tells_all_that_search_engines_ask_for(read):
    host = an_organisation(name="Werkverein", website="https://verein.example.org")
    event = a_workshop(capacity=20, hosts=[host], title="Repair-Café")

    data = read(event)

    page = f"https://haus.example.org/veranstaltungen/{event.slug}"
    room = event.rooms[0]
    assert data.keys() >= RECOMMENDED
    assert data["name"] == "Repair-Café"
    assert data["description"] == "Wir reparieren, was kaputt ist."
    assert (data["startDate"], data["endDate"]) == ("2026-05-14T12:00:00+02:00", "2026-05-14T14:00:00+02:00")
    assert data["eventStatus"] == SCHEMA + "EventScheduled"
    assert data["eventAttendanceMode"] == SCHEMA + "OfflineEventAttendanceMode"
    assert data["location"] == [{
        "@type": "Place", "name": room.place_line, "url": f"https://haus.example.org/raeume/{room.slug}",
        "address": {"@type": "PostalAddress", "streetAddress": "Markt 1", "postalCode": "02763",
                    "addressLocality": "Zittau", "addressCountry": "DE"},
        "geo": {"@type": "GeoCoordinates", "latitude": 50.896, "longitude": 14.807},
        "maximumAttendeeCapacity": 100,
        # Nobody has checked the rest, so nothing is said of it.
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": "Stufenfrei erreichbar", "value": True},
            {"@type": "LocationFeatureSpecification", "name": "Aufzug", "value": False},
        ],
    }]  # fmt: skip
    assert data["organizer"] == [{
        "@type": "Organization", "name": host.name, "url": f"https://haus.example.org/partner/{host.key}",
        "sameAs": "https://verein.example.org",
    }]  # fmt: skip
    assert data["offers"] == {
        "@type": "Offer", "price": 0, "priceCurrency": "EUR", "availability": SCHEMA + "InStock",
        "url": f"{page}/platz", "validFrom": "2026-05-04T12:00:00+02:00", "validThrough": "2026-05-14T12:00:00+02:00",
    }  # fmt: skip
    assert data["isAccessibleForFree"] is True
    assert (data["maximumAttendeeCapacity"], data["remainingAttendeeCapacity"]) == (20, 20)


def test_a_full_event_is_sold_out(read):
    event = a_workshop()
    fill(event)

    data = read(event)

    assert data["offers"]["availability"] == SCHEMA + "SoldOut"
    assert data["remainingAttendeeCapacity"] == 0


def test_a_moved_event_tells_when_it_was_to_be(read):
    event = a_workshop(starts_at=in_days(3))
    actions.move_event(event.id, [(in_days(4), in_days(4, hours=2))])

    data = read(event)

    assert data["eventStatus"] == SCHEMA + "EventRescheduled"
    assert (data["previousStartDate"], data["startDate"]) == ("2026-05-07T12:00:00+02:00", "2026-05-08T12:00:00+02:00")


def test_a_cancelled_event_keeps_its_time_and_offers_nothing(read):
    event = a_workshop()
    actions.cancel_event(event.id, "Wasserschaden")

    data = read(event)

    assert data["eventStatus"] == SCHEMA + "EventCancelled"
    assert data["startDate"] == "2026-05-14T12:00:00+02:00"
    assert "offers" not in data
    assert "remainingAttendeeCapacity" not in data


def test_a_hybrid_event_has_both_places_and_never_the_link_of_the_provider(read):
    video = a_room(kind="digital", join_url="https://video.example.org/geheim")
    event = an_event(
        room_ids=[a_room().id, video.id], seats={ONSITE: 10, ONLINE: 30}, format=a_format(**FREE, mode="hybrid")
    )

    data = read(event)

    assert data["eventAttendanceMode"] == SCHEMA + "MixedEventAttendanceMode"
    assert [place["@type"] for place in data["location"]] == ["Place", "VirtualLocation"]
    assert (data["maximumPhysicalAttendeeCapacity"], data["maximumVirtualAttendeeCapacity"]) == (10, 30)
    assert "video.example.org" not in str(data)


def test_what_was_meant_for_a_room_and_is_only_in_the_net_has_moved_online(read):
    event = an_event(room_ids=[a_room(kind="digital").id], seats={ONLINE: 30}, format=a_format(mode="physical"))

    assert read(event)["eventStatus"] == SCHEMA + "EventMovedOnline"


def test_an_event_elsewhere_has_the_address_of_that_house(read):
    event = an_event(external="Haus am Fluss, Uferweg 3, Görlitz", external_place_id=a_place(city="Görlitz").id)

    assert read(event)["location"] == [{
        "@type": "Place", "name": "Haus am Fluss",
        "address": {"@type": "PostalAddress", "streetAddress": "Uferweg 3, Görlitz", "addressLocality": "Görlitz",
                    "addressCountry": "DE"},
    }]  # fmt: skip


def test_a_past_event_stays_and_offers_nothing(read):
    data = read(a_workshop(starts_at=in_days(-3)))

    assert data["eventStatus"] == SCHEMA + "EventScheduled"
    assert "offers" not in data


def test_each_date_of_a_course_is_an_event_of_its_own(read):
    spans = [(in_days(day), in_days(day, hours=2)) for day in (3, 10)]
    event = an_event(spans=spans, room_ids=[a_room().id])

    data = read(event)

    assert (data["startDate"], data["endDate"]) == ("2026-05-07T12:00:00+02:00", "2026-05-14T14:00:00+02:00")
    begins = [each["startDate"] for each in data["subEvent"]]
    assert begins == ["2026-05-07T12:00:00+02:00", "2026-05-14T12:00:00+02:00"]


def test_no_title_ends_the_script(read):
    title = "</script><script>alert(1)</script> & <!--"

    assert read(an_event(title=title, room_ids=[a_room().id]))["name"] == title


@pytest.mark.parametrize(
    ("cost", "free"),
    [
        ("kostenlos", True), ("Kostenlos, Spenden sind willkommen", True),
        ("kostenlos, die Anreise zahlen Sie selbst", True),
        ("kostenlos, Material nach Verbrauch", False), ("kostenlos für Mitglieder, sonst 5 Euro", False),
        ("5 Euro", False), ("", False), ("Beratung kostenlos, Material nach Verbrauch", False),
    ],
)  # fmt: skip
def test_only_what_costs_nothing_at_all_is_free(cost, free):
    assert linked_data.is_free(cost) is free
