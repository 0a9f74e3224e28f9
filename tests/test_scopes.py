"""What a page is about: where the thing lies, whose it is, and whether it is today's."""

from datetime import datetime, timedelta

import pytest
from werkzeug.exceptions import NotFound

from app import clock
from app.accounts.rules import Where
from app.programme import scopes as of_programme
from app.rooms import closing, scopes
from app.rooms.closure_plans import Plan
from tests.make import a_place, a_room, an_event, an_open_request, an_organisation
from tests.things_here import things_here


def test_everything_of_a_place_lies_there(app, at):
    at("2026-05-04 12:00")
    place, organisation = a_place(), an_organisation()
    things = things_here(place, organisation)

    found = {
        "room": scopes.of_room(things["room_id"]),
        "booking": scopes.of_booking(things["booking_id"]),
        "request": scopes.of_request(things["request_id"]),
        "date of a request": scopes.of_request(things["request_id"], things["booking_id"]),
        "series": scopes.of_series(things["series_id"]),
        "date of a series": scopes.of_series(things["series_id"], things["series.booking_id"]),
        "closure": scopes.of_closure(things["closure_id"]),
        "closure to end": scopes.to_open_again(things["closure_id"]),
        "place": scopes.of_place(things["key"]),
        "event": of_programme.of_event(things["event_id"]),
    }

    here, theirs = frozenset({place.id}), frozenset({organisation.id})
    assert found == {
        **dict.fromkeys(found, Where(places=here)),
        "booking": Where(places=here, organisations=theirs),
        "event": Where(places=here, organisations=theirs, is_today=True),
    }


def test_what_is_not_there_is_not_found(app):
    for look in (
        lambda: scopes.of_room(1), lambda: scopes.of_booking(1), lambda: scopes.of_request(1),
        lambda: scopes.of_series(1), lambda: scopes.of_closure(1), lambda: scopes.to_open_again(1),
        lambda: scopes.of_place("nirgends"), lambda: of_programme.of_event(1),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            look()


def test_a_request_that_nobody_confirmed_is_not_found(app):
    request = an_open_request(is_confirmed=False)

    with pytest.raises(NotFound):
        scopes.of_request(request.id)


def test_a_booking_of_another_request_is_not_found(app):
    one, other = an_open_request(), an_open_request()

    with pytest.raises(NotFound):
        scopes.of_request(one.id, other.bookings[0].id)


def test_a_digital_room_lies_at_no_place_and_so_at_every_one(app):
    room = a_room(kind="digital", place=None)

    assert scopes.of_room(room.id) == Where(places=None)


def test_what_shuts_the_whole_house_is_seen_at_every_place_and_ended_by_roles_for_the_house(app, at):
    at("2026-05-04 12:00")
    first = datetime(2026, 6, 1)
    closure = closing.create_closure(Plan("Betriebsferien", first, first + timedelta(days=1)), {})

    assert scopes.of_closure(closure.id) == Where(places=None)
    assert scopes.to_open_again(closure.id) == Where(places=frozenset())


@pytest.mark.parametrize(
    ("spans", "is_today"),
    [
        ([("2026-05-04 18:00", "2026-05-04 20:00")], True),
        # Over already, or still going on from yesterday.
        ([("2026-05-04 08:00", "2026-05-04 09:00")], True),
        ([("2026-05-03 22:00", "2026-05-04 01:00")], True),
        # Half-open: until midnight is of the day before.
        ([("2026-05-03 22:00", "2026-05-04 00:00")], False),
        ([("2026-05-05 00:00", "2026-05-05 01:00")], False),
        # The second of two days.
        ([("2026-05-01 09:00", "2026-05-01 17:00"), ("2026-05-04 09:00", "2026-05-04 17:00")], True),
    ],
)
def test_an_event_is_todays_on_each_of_its_days(app, at, spans, is_today):
    at("2026-05-04 12:00")
    wall = [tuple(clock.from_wall(datetime.fromisoformat(moment)) for moment in span) for span in spans]
    event = an_event(spans=wall)

    assert of_programme.of_event(event.id).is_today is is_today
    assert of_programme.where_of(event, clock.now()).is_today is is_today


def test_an_event_lies_where_its_rooms_are_and_where_it_is_a_guest(app):
    room, elsewhere = a_room(), a_place()
    event = an_event(room_ids=[room.id, a_room(kind="digital", place=None).id])
    guest = an_event(external="Rathaus", external_place_id=elsewhere.id)

    assert of_programme.of_event(event.id).places == {room.place_id}
    assert of_programme.of_event(guest.id).places == {elsewhere.id}
    assert of_programme.of_event(an_event().id).places is None
