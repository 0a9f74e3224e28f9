"""At a door, in a browser: the sign keeps itself true and says when it cannot; its code opens a page with buttons."""

import pytest

from app import clock
from app.rooms import presence
from tests.browser.conftest import follow
from tests.make import a_room

pytestmark = pytest.mark.browser


@pytest.fixture
def room(house):
    """A free room with a live sign."""
    with house.app.app_context():
        room = a_room(walk_in=True, name="Werkstatt")
        return room, presence.sign_path(room), presence.here_path(room, presence.make(room, clock.now()))


def test_the_sign_turns_when_somebody_uses_the_room_by_its_code(open_page, room):
    _room, sign_path, here_path = room
    sign, phone = open_page(width=1920), open_page(width=390)
    sign.goto(sign_path)
    assert "Frei" in sign.get_by_role("main").inner_text()

    phone.goto(here_path)
    follow(phone.get_by_role("button", name="Jetzt nutzen"))
    assert "gehört jetzt Ihnen" in phone.get_by_role("main").inner_text()
    sign.evaluate("renew()")
    sign.get_by_text("Belegt", exact=True).wait_for()
    assert sign.title().startswith("Werkstatt: Belegt bis")

    follow(phone.get_by_role("button", name="Früher beenden"))
    assert "wieder frei" in phone.get_by_role("main").inner_text()
    assert sign.context.cookies() == phone.context.cookies() == []
    assert sign.foreign == phone.foreign == []


def test_the_sign_says_that_it_has_lost_the_connection_and_recovers(open_page, room):
    sign = open_page(width=1280)
    sign.goto(room[1])
    stand = sign.locator("main").get_attribute("data-time")
    sign.route("**/tuer/*", lambda route: route.abort())

    sign.evaluate("renew()")
    sign.get_by_role("alert").filter(has_text=f"Verbindung verloren, Stand von {stand}").wait_for()
    assert sign.get_by_text("Frei", exact=True).is_visible()

    sign.unroute("**/tuer/*")
    sign.evaluate("renew()")
    sign.locator("main:not(.is-lost)").wait_for()
    assert sign.get_by_role("alert").inner_text() == ""


def test_a_house_in_trouble_is_a_lost_connection_too(open_page, room):
    sign = open_page(width=1280)
    sign.goto(room[1])
    sign.route("**/tuer/*", lambda route: route.fulfill(status=503, body="<main>Gerade nicht erreichbar</main>"))

    sign.evaluate("renew()")

    sign.get_by_role("alert").filter(has_text="Verbindung verloren").wait_for()


def test_the_door_works_on_a_phone_without_javascript(open_page, room):
    phone = open_page(width=390, javascript=False)
    phone.goto(room[2])

    follow(phone.get_by_role("button", name="Jetzt nutzen"))

    assert "Belegt bis" in phone.get_by_role("main").inner_text()
