"""Every public page, in both themes and widths: sound for axe, nothing foreign, no cookie, no sideways scroll."""

import pytest

from tests.browser.conftest import follow
from tests.browser.every_page import NO_PAGES, TURNS, all_addresses, faults_every_way, scrolls_sideways
from tests.make import a_person

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def addresses(house):
    """({name: public path}, {name: path of the team}) of a house in which everything is there once."""
    return all_addresses(house)


@pytest.mark.parametrize("turn", range(TURNS))
def test_public_pages_are_sound_and_fit_the_narrowest_phone(open_page, addresses, turn):
    page = open_page()
    faults = []
    for name, path in list(addresses[0].items())[turn::TURNS]:
        page.goto(path)
        faults += faults_every_way(page, name)
        page.set_viewport_size({"width": 320, "height": 900})
        if scrolls_sideways(page):
            faults.append(f"{name} (320): scrolls sideways")

    assert faults == []
    assert page.foreign == []
    assert page.context.cookies() == []


def test_the_steps_of_a_booking_are_sound_with_their_errors(open_page, addresses):
    page = open_page()
    person = a_person()
    faults = []
    page.goto(addresses[0]["book"])
    follow(page.get_by_role("button", name="Weiter"))
    faults += faults_every_way(page, "step 2")
    follow(page.get_by_role("button", name="Weiter"))
    faults += faults_every_way(page, "step 2 with errors")
    assert page.title().startswith("Fehler:")
    page.get_by_label("Wie dürfen wir Sie nennen?").fill(person["name"])
    page.get_by_label("Ihre E-Mail-Adresse").fill(person["email"])
    follow(page.get_by_role("button", name="Weiter"))
    faults += faults_every_way(page, "step 3")

    assert faults == []
    assert person["name"] in page.get_by_role("main").inner_text()


def test_the_steps_of_asking_for_a_room_are_sound_with_their_errors(open_page, addresses):
    page = open_page()
    person = a_person()
    faults = []
    page.goto(addresses[0]["ask for a room"])
    follow(page.get_by_role("button", name="Weiter"))
    faults += faults_every_way(page, "taken, with what else there is")
    assert page.title().startswith("Fehler:")
    page.get_by_label("Tag").fill("")
    follow(page.get_by_role("button", name="Weiter"))
    faults += faults_every_way(page, "step 1 with errors")
    page.goto(addresses[0]["ask for a room"])
    for label, text in (("Von", "15:00"), ("Bis", "16:00")):
        page.get_by_label(label, exact=True).fill(text)
    follow(page.get_by_role("button", name="Weiter"))
    faults += faults_every_way(page, "step 2")
    page.get_by_label("Wie dürfen wir Sie nennen?").fill(person["name"])
    page.get_by_label("Ihre E-Mail-Adresse").fill(person["email"])
    page.get_by_label("Was haben Sie vor?").fill("Chorprobe")
    follow(page.get_by_role("button", name="Weiter"))
    faults += faults_every_way(page, "step 3")

    assert faults == []
    assert "Chorprobe" in page.get_by_role("main").inner_text()


def test_the_list_holds_every_page_of_the_house(house, addresses):
    adapter = house.app.url_map.bind("localhost")
    listed = {adapter.match(path.partition("?")[0], method="GET")[0] for paths in addresses for path in paths.values()}
    pages = {
        rule.endpoint for rule in house.app.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint != "static"
    }

    assert pages - listed - NO_PAGES == set()


def test_everything_is_reached_by_keyboard_and_its_focus_is_seen(open_page, addresses):
    page = open_page()
    page.goto(addresses[0]["event, open"])
    unseen, reached = [], set()
    for _ in range(40):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            "return {text: e.innerText, width: parseFloat(s.outlineWidth), style: s.outlineStyle, tag: e.tagName} })()"
        )
        if focus["tag"] == "BODY":
            break
        reached.add(focus["text"].strip())
        if focus["style"] == "none" or focus["width"] < 2:
            unseen.append(focus["text"])

    assert unseen == []
    assert "Platz buchen" in reached
