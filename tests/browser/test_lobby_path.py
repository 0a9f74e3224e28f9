"""A Bürgerdialog on site and digital: booked for the house, changed to digital, at the door early, let in, counted."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from app import clock, jobs
from app.database import db
from app.programme.models import ONLINE, ONSITE
from app.registrations import door_queries, links, queries
from tests.browser.conftest import follow, sign_in
from tests.lobby import bbb
from tests.make import a_digital_room, a_person, a_registration, a_room, a_video_server, an_event

pytestmark = pytest.mark.browser


@pytest.fixture
def service(house):
    """A BigBlueButton server that this house may ask."""
    known = house.app.config["PRIVATE_HOSTS"]
    house.app.config["PRIVATE_HOSTS"] = frozenset({"127.0.0.1"})
    with bbb.running() as server:
        yield server
    house.app.config["PRIVATE_HOSTS"] = known


@pytest.fixture
def at():
    """A function that stops the house's clock at a moment; it runs again after the test."""
    yield clock.stand_still
    clock.stand_still(None)


@pytest.fixture
def dialogue(house, service):
    """A hybrid Bürgerdialog in two hours: (id, slug, when it starts)."""
    with house.app.test_request_context():
        server = a_video_server(name=f"Video {service.address}", address=service.address, secret=bbb.SECRET)
        room = a_digital_room(server, opens_before_min=15, closes_after_min=20, live_captions=True, phone_dial_in=True)
        starts_at = clock.now().replace(second=0, microsecond=0) + timedelta(hours=2)
        event = an_event(
            title="Bürgerdialog: Wasser in der Lausitz", starts_at=starts_at, seats={ONSITE: 20, ONLINE: 50},
            room_ids=[a_room().id, room.id],
        )  # fmt: skip
        return event.id, event.slug, starts_at


def personal_path(house, event_id, email):
    """The page that the mail to an address leads to; its link to confirm was followed."""
    from app.registrations import actions

    with house.app.test_request_context():
        registration = queries.find_same(event_id, email, None)
        actions.confirm(registration.id)
        return links.manage_path(registration)


def came(house, event_id):
    """{kind: heads} of those who came."""
    with house.app.test_request_context():
        db.session.rollback()
        return door_queries.heads(event_id)


def main(page):
    return " ".join(page.get_by_role("main").inner_text().split())


def violations(page):
    """What axe finds on a page."""
    return [each["id"] for each in Axe().run(page).response["violations"]]


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (390, False), (1280, True)])
def test_a_citizen_changes_over_comes_early_is_let_in_and_counted(
    house, service, dialogue, open_page, at, width, javascript
):
    event_id, slug, starts_at = dialogue
    page, person = open_page(width=width, javascript=javascript), a_person()
    page.goto(f"/veranstaltungen/{slug}/platz")
    page.get_by_label("Vor Ort").check()
    follow(page.get_by_role("button", name="Weiter"))
    page.get_by_label("Wie dürfen wir Sie nennen?").fill("Łucja")
    page.get_by_label("Ihre E-Mail-Adresse").fill(person["email"])
    follow(page.get_by_role("button", name="Weiter"))
    follow(page.get_by_role("button", name="Verbindlich buchen").or_(page.get_by_role("button", name="Platz buchen")))

    page.goto(personal_path(house, event_id, person["email"]))
    follow(page.get_by_role("button", name="Lieber digital dabei sein"))
    follow(page.get_by_role("link", name="Zum digitalen Raum"))
    at(starts_at - timedelta(minutes=15, seconds=1))
    page.reload()
    assert "Der Raum öffnet um" in main(page)
    assert page.get_by_role("button", name="Raum betreten").count() == 0
    if javascript:
        assert violations(page) == []

    at(starts_at - timedelta(minutes=15))
    jobs.run_once(house.app, "open_digital_rooms")
    page.reload()
    if javascript:
        assert violations(page) == []
    assert page.get_by_label("Ihr Name im Raum").input_value() == "Łucja"
    follow(page.get_by_role("button", name="Raum betreten"))

    assert page.url.startswith(service.address)
    assert page.get_by_role("heading").inner_text() == "Im Raum: Łucja"
    assert came(house, event_id) == {ONLINE: 1}
    assert service.names() == ["create", "join"]
    assert {url.partition("?")[0] for url in page.foreign} == {f"{service.address}api/join"}


def test_the_page_opens_by_itself_while_somebody_waits_at_it(house, dialogue, open_page, at):
    event_id, _slug, starts_at = dialogue
    with house.app.test_request_context():
        path = links.door_path(a_registration(_event(event_id), kind=ONLINE))
    at(starts_at - timedelta(minutes=16))
    page = open_page(width=390)
    page.clock.install()
    page.goto(path)
    before = page.get_by_role("button", name="Raum betreten").count()

    at(starts_at - timedelta(minutes=15))
    page.clock.fast_forward(30_000)
    page.get_by_role("button", name="Raum betreten").wait_for()

    assert before == 0


def _event(event_id):
    from app.programme import queries as programme

    return programme.get_event(event_id)


def test_by_keyboard_alone(house, service, dialogue, open_page, at):
    event_id, _slug, starts_at = dialogue
    with house.app.test_request_context():
        path = links.door_path(a_registration(_event(event_id), kind=ONLINE, name="Jana"))
    at(starts_at)
    page = open_page()
    page.goto(path)
    for _turn in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Raum betreten":
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.get_by_role("heading").inner_text() == "Im Raum: Jana"


def test_the_team_leads_and_takes_everybody_along(house, service, dialogue, open_page, at):
    event_id, _slug, starts_at = dialogue
    with house.app.test_request_context():
        other = a_digital_room(name="Ausweichraum im Netz", join_url=f"{service.address}api/nirgends")
        path, other_id = links.door_path(a_registration(_event(event_id), kind=ONLINE)), other.id
    at(starts_at)
    team, guest = open_page(), open_page(width=390)
    sign_in(team)
    team.goto(f"/team/veranstaltungen/{event_id}/raum")
    follow(team.get_by_role("button", name="Hineingehen und leiten"))
    assert "Im Raum: Team" in team.content()
    guest.goto(path)
    team.goto(f"/team/veranstaltungen/{event_id}/raum/umzug")
    team.locator(f"input[value='{other_id}']").check()
    follow(team.get_by_role("button", name="Umziehen"))
    assert "Umgezogen." in main(team) or "Umgezogen." in team.content()
    # The guest's page is that of before; its button leads along.
    with guest.expect_navigation():
        guest.get_by_role("button", name="Raum betreten").click()

    assert guest.url == f"{service.address}api/nirgends"


def test_while_the_service_is_away_the_page_says_so_and_tries_again_by_itself(house, service, dialogue, open_page, at):
    event_id, _slug, starts_at = dialogue
    with house.app.test_request_context():
        path = links.door_path(a_registration(_event(event_id), kind=ONLINE, name="Jana"))
    at(starts_at)
    service.instead = lambda handler: bbb.send(handler, b"Wartung", 503)
    page = open_page(width=390)
    page.clock.install()
    page.goto(path)
    follow(page.get_by_role("button", name="Raum betreten"))
    told, found = main(page), violations(page)

    service.instead = None
    at(starts_at + timedelta(seconds=10))
    with page.expect_navigation():
        page.clock.fast_forward(10_000)

    assert "Der Videodienst antwortet gerade nicht." in told
    assert found == []
    assert page.get_by_role("heading").inner_text() == "Im Raum: Jana"
