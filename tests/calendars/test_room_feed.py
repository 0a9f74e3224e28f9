"""A room's calendar says when it is taken, and by whom only where everybody may know."""

from datetime import timedelta

import pytest

from app import clock
from app.programme.models import DRAFT
from app.rooms import actions as rooms
from tests.calendars.lint import events, lint
from tests.make import a_digital_room, a_place, a_room, a_room_request, an_event

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def room(app, at):
    """A room with half an hour to set up and to clear."""
    at("2027-03-24 18:00")
    return a_room(name="Saal", slug="saal", place=a_place(street="Markt 1"), setup_min=30, teardown_min=30)


def test_everybody_sees_when_it_is_taken_and_what_is_public(room, feed):
    begin = clock.now() + DAY
    an_event(starts_at=begin, room_ids=[room.id], title="Nähen")
    an_event(starts_at=begin + DAY, room_ids=[room.id], title="Geheimer Entwurf", state=DRAFT)
    invited = {"registration": "invite"}
    an_event(starts_at=begin + 2 * DAY, room_ids=[room.id], title="Nur Geladene", format_facts=invited)
    rooms.book_room(room.id, begin + 3 * DAY, begin + 3 * DAY + HOUR, "Probe von Jana", knowingly=True)
    a_room_request(room, starts_at=begin + 4 * DAY)

    raw = feed(path="/raeume/saal.ics")

    assert lint(raw) == []
    assert [entry["SUMMARY"] for entry in events(raw)] == ["Nähen", "Belegt", "Belegt", "Belegt", "Belegt"]
    assert [entry["STATUS"] for entry in events(raw)] == ["CONFIRMED"] * 4 + ["TENTATIVE"]
    for word in ("Geheimer", "Geladene", "Jana", "Chorprobe", "Gast"):
        assert word not in raw.decode()
    assert events(raw)[0]["DTSTART"] == "20270325T173000"
    assert events(raw)[0]["DTEND"] == "20270325T203000"


def test_a_hall_is_taken_where_half_of_it_is(room, feed):
    half = a_room(parts=[room.parts[0]], place=room.place, slug="halb")
    an_event(starts_at=clock.now() + DAY, room_ids=[half.id], title="Nähen")

    assert [entry["SUMMARY"] for entry in events(feed(path="/raeume/saal.ics"))] == ["Nähen"]


def test_what_is_called_off_is_free_again_and_the_etag_says_so(room, web):
    booking = rooms.book_room(room.id, clock.now() + DAY, clock.now() + DAY + HOUR, "Probe", knowingly=True)
    first = web.get("/raeume/saal.ics")
    rooms.cancel_booking(booking.id)

    again = web.get("/raeume/saal.ics", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, events(again.data)) == (200, [])


def test_the_address_of_a_digital_room_stands_nowhere(app, at, feed):
    at("2027-03-24 18:00")
    room = a_digital_room(slug="netz")
    an_event(starts_at=clock.now() + DAY, room_ids=[room.id], seats={"online": 5})

    raw = feed(path="/raeume/netz.ics")

    assert [entry["LOCATION"] for entry in events(raw)] == ["Digital"]
    assert b"video.example.org" not in raw


def test_a_room_that_is_not_there_is_not_found(web):
    assert web.get("/raeume/gibt-es-nicht.ics").status_code == 404
