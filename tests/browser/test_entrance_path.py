"""At the door with a phone: scanning, and going on scanning while the net is gone."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.database import db
from app.programme import queries as programme
from app.registrations import actions, door_queries
from tests.browser.conftest import follow, sign_in
from tests.make import PASSWORD, a_registration, an_event

pytestmark = pytest.mark.browser

WORKER_IS_THERE = """async () => {
  while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 50));
}"""


@pytest.fixture
def evening(house):
    """An event that begins in a moment, with guests: (event id, {name: (id, code)})."""
    with house.app.test_request_context():
        facts = {"companions_max": 5, "asks": ["needs", "wheelchairs", "photos"]}
        event = an_event(
            title="Reparieren am Abend", capacity=6, starts_at=clock.now() + timedelta(minutes=1), format_facts=facts
        )
        guests = {
            "Mila Nowak": a_registration(event, seats=3, name="Mila Nowak", needs=["loop"], wheelchairs=1),
            "Jan Šulc": a_registration(event, name="Jan Šulc"),
            "Ola Kowalska": a_registration(event, name="Ola Kowalska"),
            "Weg Gegeben": a_registration(event, name="Weg Gegeben"),
        }
        actions.give_up(guests["Weg Gegeben"].id)
        return event.id, {name: (row.id, row.ticket) for name, row in guests.items()}


@pytest.fixture
def counted(house):
    """A function that tells who came to an event, as the house has it: ({id: heads}, {group: number})."""

    def look(event_id):
        with house.app.test_request_context():
            db.session.rollback()
            event = programme.get_event(event_id)
            came = {ident: row.heads for ident, row in door_queries.heads_of(event.dates[0].id).items()}
            return came, door_queries.walk_ins(event_id)

    return look


def main(page):
    return " ".join(page.get_by_role("main").inner_text().split())


def test_a_phone_scans_with_and_without_a_net(open_page, evening, counted):
    event_id, guests = evening
    path = f"/team/veranstaltungen/{event_id}/einlass"
    phone = open_page(width=390)
    sign_in(phone)
    phone.goto(path)
    phone.locator("[data-kept]:not([hidden])").wait_for()
    phone.evaluate(WORKER_IS_THERE)

    phone.goto(f"/C/{guests['Jan Šulc'][1]}")
    assert phone.get_by_role("heading", level=1).inner_text() == "Willkommen"
    follow(phone.get_by_role("button", name="Einlassen"))
    assert phone.get_by_role("heading", level=1).inner_text() == "Eingelassen"
    assert counted(event_id) == ({guests["Jan Šulc"][0]: 1}, {})

    phone.context.set_offline(True)
    phone.goto(f"/C/{guests['Mila Nowak'][1]}")
    phone.get_by_role("heading", name="Willkommen").wait_for()
    assert "Höranlage" in main(phone)
    phone.get_by_text("Ohne Netz", exact=True).wait_for()
    phone.get_by_role("button", name="2 sind da").click()
    phone.get_by_role("heading", name="Eingelassen").wait_for()
    phone.get_by_text("1 Eintrag wartet auf diesem Gerät.").wait_for()
    phone.goto(f"/C/{guests['Jan Šulc'][1]}")
    phone.get_by_role("heading", name="Willkommen").or_(phone.get_by_role("heading", name="Schon da")).wait_for()
    phone.goto(f"/C/{guests['Weg Gegeben'][1]}")
    phone.get_by_role("heading", name="Unbekannter Code").wait_for()
    phone.get_by_role("button", name="Merken und später prüfen").click()
    phone.get_by_text("Gemerkt", exact=True).wait_for()
    phone.goto(path)
    phone.get_by_role("heading", name="Einlass: Reparieren am Abend").wait_for()
    phone.get_by_role("button", name="Eins mehr: Wirtschaft").click()
    phone.get_by_text("3 Einträge warten auf diesem Gerät.").wait_for()
    assert counted(event_id) == ({guests["Jan Šulc"][0]: 1}, {})

    phone.context.set_offline(False)
    phone.locator("[data-door]").wait_for()
    phone.get_by_text("Nicht gezählt").wait_for()
    assert counted(event_id) == ({guests["Jan Šulc"][0]: 1, guests["Mila Nowak"][0]: 2}, {"business": 1})
    phone.get_by_role("button", name="Verstanden").click()
    assert phone.foreign == []


def test_a_form_that_was_open_when_the_net_went_is_not_lost(open_page, evening, counted):
    event_id, guests = evening
    path = f"/team/veranstaltungen/{event_id}/einlass"
    phone = open_page(width=390)
    sign_in(phone)
    phone.goto(path)
    phone.locator("[data-kept]:not([hidden])").wait_for()
    phone.evaluate(WORKER_IS_THERE)

    phone.context.set_offline(True)
    follow(phone.get_by_role("button", name=re.compile("Einlassen.*Ola Kowalska")))
    phone.get_by_text("1 Eintrag wartet auf diesem Gerät.").wait_for()
    phone.context.set_offline(False)
    phone.locator("[data-door]").wait_for()

    assert counted(event_id) == ({guests["Ola Kowalska"][0]: 1}, {})


def test_whose_session_ended_meanwhile_signs_in_and_nothing_is_lost(open_page, evening, counted):
    event_id, guests = evening
    path = f"/team/veranstaltungen/{event_id}/einlass"
    phone = open_page(width=390)
    sign_in(phone)
    phone.goto(path)
    phone.locator("[data-kept]:not([hidden])").wait_for()
    phone.evaluate(WORKER_IS_THERE)
    phone.context.set_offline(True)
    phone.goto(path)
    phone.get_by_role("button", name="Eins mehr: Wirtschaft").click()
    phone.get_by_text("1 Eintrag wartet auf diesem Gerät.").wait_for()

    phone.context.clear_cookies()
    phone.context.set_offline(False)
    follow(phone.get_by_role("link", name="Neu anmelden"))
    phone.get_by_label("E-Mail-Adresse").fill("team@example.org")
    phone.get_by_label("Passwort").fill(PASSWORD)
    follow(phone.get_by_role("button", name="Anmelden"))
    phone.get_by_text("Alles ist übertragen").wait_for()

    assert counted(event_id) == ({}, {"business": 1})
    assert phone.locator("[data-walk-ins=business]").inner_text() == "1"


def test_signing_out_takes_the_list_from_the_device(open_page, evening):
    event_id, _guests = evening
    phone = open_page(width=390)
    sign_in(phone)
    phone.goto(f"/team/veranstaltungen/{event_id}/einlass")
    phone.locator("[data-kept]:not([hidden])").wait_for()
    phone.evaluate(WORKER_IS_THERE)
    assert len(phone.evaluate("entranceStore.lists()")) == 1

    phone.get_by_text("Team", exact=True).first.click()
    follow(phone.get_by_role("button", name="Abmelden"))
    phone.goto("/einlass/ohne-netz")

    assert phone.evaluate("entranceStore.lists()") == []


def test_a_list_goes_by_itself_after_the_event(open_page, evening):
    event_id, _guests = evening
    phone = open_page(width=390)
    sign_in(phone)
    phone.goto(f"/team/veranstaltungen/{event_id}/einlass")
    phone.locator("[data-kept]:not([hidden])").wait_for()
    kept = phone.evaluate("entranceStore.lists()")

    phone.evaluate("entranceStore.wipeOld(Date.now() + 5 * 3600e3)")

    assert 4 * 3600e3 < kept[0]["until"] - phone.evaluate("Date.now()") < 4.1 * 3600e3
    assert phone.evaluate("entranceStore.lists()") == []


def test_the_door_works_without_javascript(open_page, evening, counted):
    event_id, guests = evening
    phone = open_page(width=390, javascript=False)
    sign_in(phone)
    phone.goto(f"/team/veranstaltungen/{event_id}/einlass")
    phone.get_by_label("Name oder vier Buchstaben").fill("nowak")
    follow(phone.get_by_role("button", name="Suchen"))
    follow(phone.get_by_role("button", name=re.compile("Alle 3 sind da.*Mila Nowak")))
    follow(phone.get_by_role("button", name="Eins mehr: Verwaltung und Politik"))

    assert counted(event_id) == ({guests["Mila Nowak"][0]: 3}, {"administration": 1})
