"""A room of our own, with a real Janus server: two browsers see and hear each other, write, share, and leave."""

from contextlib import contextmanager
from datetime import timedelta

import pytest

from app import clock
from app.database import db
from app.lobby import actions, doors
from app.lobby import janus as provider
from app.programme.models import ONLINE
from app.registrations import links
from tests import janus
from tests.browser.conftest import follow
from tests.browser.every_page import faults_of
from tests.make import a_digital_room, a_registration, a_video_server, an_event

pytestmark = pytest.mark.browser

FAKES = [
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
# Pictures that are there and move: [(name of the tile, whether its frames advance)].
MOVING = """async () => {
  const tiles = [...document.querySelectorAll("[data-people] > li")];
  const shown = tiles.filter((tile) => tile.querySelector("video:not([hidden])"));
  const frames = () => shown.map((tile) => tile.querySelector("video").getVideoPlaybackQuality().totalVideoFrames);
  const before = frames();
  await new Promise((done) => setTimeout(done, 700));
  return frames().map((count, n) => [
    shown[n].querySelector("strong").textContent,
    shown[n].querySelector("video").videoWidth > 0 && count > before[n],
  ]);
}"""
# Whether sound of somebody comes in: bytes received rise.
HEARD = """async (name) => {
  const person = [...visit.people.values()].find((person) => person.name === name);
  const bytes = async () => {
    const all = [...(await person.connection.getStats()).values()];
    return all.find((each) => each.type === "inbound-rtp" && each.kind === "audio").bytesReceived;
  };
  const before = await bytes();
  await new Promise((done) => setTimeout(done, 700));
  return (await bytes()) > before;
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A Janus server."""
    with janus.running(tmp_path_factory.mktemp("janus")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium(server, launch):
    """A browser with cameras that are none."""
    browser = launch(*FAKES)
    yield browser
    browser.close()


@pytest.fixture
def evening(house, server):
    """As `an_evening`, on the one server."""
    with an_evening(house, server.address) as made:
        yield made


@contextmanager
def an_evening(house, address):
    """An event that is on, in a room of our own: (event, paths of the doors of two guests)."""
    house.app.config["PRIVATE_HOSTS"] = frozenset({"127.0.0.1"})
    with house.app.app_context():
        room = a_digital_room(a_video_server("janus", address=address, secret=janus.SECRET))
        starts_at = clock.now() + timedelta(minutes=5)
        event = an_event(room_ids=[room.id], seats={ONLINE: 10}, starts_at=starts_at, title="Gespräch am Kamin")
        guests = [a_registration(event, kind=ONLINE, name=name) for name in ("Jana", "Łukasz")]
        yield event, [links.door_path(guest) for guest in guests]
        db.session.remove()


def enter_by(page, path):
    """Go through a door, and into the room."""
    page.goto(path)
    follow(page.get_by_role("button", name="Raum betreten"))
    page.get_by_role("button", name="Hineingehen").click()
    page.get_by_role("button", name="Verlassen").wait_for()


def switch(page, name):
    """Press a device's button and wait until it is on."""
    button = page.get_by_role("button", name=name)
    pressed = button.get_attribute("aria-pressed") == "true"
    button.click()
    page.locator(f"button[aria-pressed={str(not pressed).lower()}]", has_text=name).wait_for()


def wait_until(page, script, wanted, *given):
    """Wait until a page says so."""
    for _try in range(20):
        found = page.evaluate(script, *given)
        if found == wanted:
            return
        page.wait_for_timeout(300)
    assert found == wanted


def said(page):
    """What the page says of how it stands."""
    return page.get_by_role("status").inner_text()


def press_until_at(page, name):
    """Press Tab until a button has the focus."""
    for _try in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith(name):
            return
    raise AssertionError(f"Tab does not lead to {name}")


def test_two_people_see_hear_and_write_to_each_other_and_part(open_page, evening, server):
    _event, (first, second) = evening
    jana, lukasz = open_page(width=1280), open_page(width=390)
    enter_by(jana, first)
    assert jana.get_by_role("status").inner_text() == "Sie sind im Raum, bisher allein."
    switch(jana, "Kamera")
    switch(jana, "Mikrofon")

    enter_by(lukasz, second)
    switch(lukasz, "Kamera")

    wait_until(jana, MOVING, [["Łukasz", True], ["Jana (Sie)", True]])
    wait_until(lukasz, MOVING, [["Jana", True], ["Łukasz (Sie)", True]])
    wait_until(lukasz, HEARD, True, "Jana")
    assert jana.get_by_role("listitem").filter(has_text="Łukasz").inner_text() == "Łukasz Mikrofon aus"

    jana.get_by_label("Nachricht an alle im Raum").fill("<b>Guten Abend</b> & dobry večor")
    jana.keyboard.press("Enter")
    for page in (jana, lukasz):
        page.get_by_role("log").get_by_text("Jana: <b>Guten Abend</b> & dobry večor").wait_for()

    switch(jana, "Bildschirm teilen")
    wait_until(lukasz, MOVING, [["Bildschirm von Jana", True], ["Jana", True], ["Łukasz (Sie)", True]])
    assert [fault for page in (jana, lukasz) for fault in faults_of(page, "in the room")] == []
    switch(jana, "Bildschirm teilen")
    wait_until(lukasz, MOVING, [["Jana", True], ["Łukasz (Sie)", True]])

    jana.get_by_role("button", name="Verlassen").click()
    lukasz.get_by_role("log").get_by_text("Jana ist gegangen.").wait_for()
    assert said(jana) == "Sie haben den Raum verlassen."
    assert jana.evaluate("Object.values(tracks)") == [None, None, None]
    assert lukasz.evaluate(MOVING) == [["Łukasz (Sie)", True]]
    assert {url.partition("/janus")[0] for url in jana.foreign} == {server.address.removesuffix("/janus")}
    assert jana.context.cookies() == []


def test_the_room_is_used_by_keyboard_alone_and_says_who_comes_and_goes(open_page, evening):
    _event, (first, second) = evening
    jana, lukasz = open_page(), open_page()
    jana.goto(first)
    follow(jana.get_by_role("button", name="Raum betreten"))
    jana.get_by_role("button", name="Mikrofon").focus()
    jana.keyboard.press("Space")
    jana.locator("[data-device=mic][aria-pressed=true]:focus").wait_for()
    press_until_at(jana, "Hineingehen")
    jana.keyboard.press("Enter")
    jana.locator("[data-do=leave]:focus").wait_for()

    enter_by(lukasz, second)
    jana.get_by_role("log").get_by_text("Łukasz ist da.").wait_for()
    # Closing the window is leaving.
    lukasz.close()
    jana.get_by_role("log").get_by_text("Łukasz ist gegangen.").wait_for()

    jana.keyboard.press("Enter")
    jana.locator("[data-do=enter]:focus", has_text="Wieder hineingehen").wait_for()
    jana.keyboard.press("Enter")
    jana.locator("[data-do=leave]:focus").wait_for()
    assert said(jana) == "Sie sind im Raum, bisher allein."


def test_when_the_team_closes_the_room_everybody_is_told(open_page, evening, house):
    event, (first, second) = evening
    jana, lukasz = open_page(), open_page()
    enter_by(jana, first)
    enter_by(lukasz, second)

    actions.close_door(doors.of_event(event)[0].booking.id)
    house.run_jobs()

    for page in (jana, lukasz):
        page.get_by_role("status").get_by_text("Der Raum ist geschlossen.").wait_for()
        page.get_by_role("button", name="Wieder hineingehen").click()
        page.locator("[data-do=enter]:not([disabled])").wait_for()
        assert said(page).startswith("Der Raum ist geschlossen. Ist die Veranstaltung noch nicht vorbei")


def test_a_full_room_says_so_and_has_a_place_again_when_somebody_leaves(open_page, evening, monkeypatch):
    monkeypatch.setattr(provider, "MOST_PEOPLE", 1)
    _event, (first, second) = evening
    jana, lukasz = open_page(), open_page()
    enter_by(jana, first)
    lukasz.goto(second)
    follow(lukasz.get_by_role("button", name="Raum betreten"))
    lukasz.get_by_role("button", name="Hineingehen").click()
    lukasz.get_by_role("status").get_by_text("Der Raum ist voll.").wait_for()
    assert jana.get_by_role("log").inner_text() == ""

    jana.get_by_role("button", name="Verlassen").click()
    lukasz.get_by_role("button", name="Wieder hineingehen").click()

    lukasz.get_by_role("button", name="Verlassen").wait_for()
    assert said(lukasz) == "Sie sind im Raum, bisher allein."


def test_who_stays_longer_than_a_token_holds_stays_inside(open_page, evening, monkeypatch):
    monkeypatch.setattr(provider, "TOKEN_HOLDS", timedelta(seconds=5))
    monkeypatch.setattr(provider, "TOKEN_RENEWED_AFTER", timedelta(seconds=2))
    _event, (first, second) = evening
    jana = open_page()
    enter_by(jana, first)
    jana.wait_for_timeout(8000)

    enter_by(lukasz := open_page(), second)

    jana.get_by_role("log").get_by_text("Łukasz ist da.").wait_for()
    assert said(jana) == said(lukasz) == "Sie sind im Raum."


def test_when_the_server_vanishes_the_page_says_so_and_offers_the_way_back(open_page, house, tmp_path):
    page = open_page()
    with janus.running(tmp_path) as server, an_evening(house, server.address) as (_event, (first, _second)):
        enter_by(page, first)
        switch(page, "Kamera")

    page.get_by_role("status").get_by_text("Die Verbindung ist abgebrochen.").wait_for(timeout=40_000)
    page.locator("[data-do=enter]:focus", has_text="Wieder hineingehen").wait_for()
    assert page.evaluate("Object.values(tracks)") == [None, None, None]


def test_without_javascript_the_page_says_what_it_needs(open_page, evening):
    _event, (first, _second) = evening
    page = open_page(width=390, javascript=False)
    page.goto(first)

    follow(page.get_by_role("button", name="Raum betreten"))

    assert "Bitte erlauben Sie JavaScript" in page.get_by_role("main").inner_text()
    assert page.get_by_role("main").get_by_role("button").count() == 0
