"""Who has a room can say that they are there, and end early, on their own page as well."""

from datetime import timedelta

import pytest

from app import clock
from app.database import db
from app.rooms import links, request_queries
from app.rooms.models import BOOK
from tests.make import a_policy, a_room, a_room_request

MINUTE = timedelta(minutes=1)


@pytest.fixture
def booked(app, at):
    """A request for 14 to 16 o'clock, and a function that goes to some minutes after its start."""
    begin = at("2026-05-04 14:00")
    at("2026-05-01 12:00")
    room = a_room()
    a_policy(room, BOOK)
    request = a_room_request(room, begin)
    return request, lambda minutes: clock.stand_still(begin + minutes * MINUTE)


def booking_of(request):
    db.session.rollback()
    db.session.expire_all()
    return request_queries.bookings_of(request.id)[0]


def test_the_page_offers_to_check_in_from_a_quarter_of_an_hour_before(app, booked):
    request, minutes_after = booked
    browser, path = app.test_client(), links.manage_path(request)

    minutes_after(-16)
    assert "Ich bin da" not in browser.get(path).get_data(as_text=True)
    minutes_after(-15)
    assert "Ich bin da" in browser.get(path).get_data(as_text=True)
    answer = browser.post(f"{path}/da/{booking_of(request).id}")

    assert answer.status_code == 303
    assert booking_of(request).checked_in_at == clock.now()
    page = browser.get(answer.location).get_data(as_text=True)
    assert "Angemeldet um 13:45 Uhr." in page
    assert "Ich bin da" not in page


def test_the_page_offers_to_end_early_while_the_booking_runs(app, booked):
    request, minutes_after = booked
    browser, path = app.test_client(), links.manage_path(request)

    minutes_after(-1)
    assert "Früher beenden" not in browser.get(path).get_data(as_text=True)
    minutes_after(30)
    assert "Früher beenden" in browser.get(path).get_data(as_text=True)
    assert browser.post(f"{path}/beenden/{booking_of(request).id}").status_code == 303

    assert booking_of(request).ends_at == clock.now()


def test_what_is_too_early_is_refused_on_the_page(app, booked):
    request, minutes_after = booked
    minutes_after(-30)

    answer = app.test_client().post(f"{links.manage_path(request)}/da/{booking_of(request).id}")

    assert answer.status_code == 409
    assert "ab 15 Minuten vor dem Anfang" in answer.get_data(as_text=True)
    assert booking_of(request).checked_in_at is None


@pytest.mark.parametrize("act", ["da", "beenden"])
def test_a_link_reaches_the_bookings_of_its_request_only(app, booked, act):
    request, minutes_after = booked
    other = a_room_request(a_room(), booking_of(request).starts_at)
    minutes_after(1)

    answer = app.test_client().post(f"{links.manage_path(request)}/{act}/{booking_of(other).id}")

    assert answer.status_code == 404
    assert booking_of(other).checked_in_at is None


@pytest.mark.parametrize("act", ["da", "beenden"])
def test_opening_the_address_of_an_act_does_nothing(app, booked, act):
    request, minutes_after = booked
    minutes_after(1)

    answer = app.test_client().get(f"{links.manage_path(request)}/{act}/{booking_of(request).id}")

    assert answer.status_code == 405
    assert booking_of(request).checked_in_at is None
