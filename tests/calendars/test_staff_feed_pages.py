"""The page on which somebody with an account gets the secret address of their calendars."""

import re

import pytest

from app.accounts.models import DOOR, INSIGHTS, PROGRAMME, ROOMS
from app.calendars import staff_addresses
from tests.calendars.lint import events
from tests.make import PASSWORD, a_room, an_event
from tests.make_staff_feeds import somebody

PAGE = "/team/konto/kalender"


@pytest.fixture
def engine():
    """What the page shows does not depend on the database."""
    return "sqlite"


def signed_in(web, role):
    """Somebody with a role, signed in with this browser."""
    account = somebody(role)
    web.post("/team/anmelden", data={"email": account.email, "password": PASSWORD})
    return account


def post(web, **data):
    """Send the form of the page."""
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', web.get(PAGE).text)[1]
    return web.post(PAGE, data={"csrf_token": token, **data})


def shown(answer):
    """The addresses that a page shows."""
    return [part.partition('"')[0] for part in answer.text.split('value="http://localhost')[1:]]


def test_it_shows_the_addresses_once_and_ends_them(app, web):
    room = a_room()
    signed_in(web, PROGRAMME)
    page = web.get(PAGE)

    got = post(web, act="neu", with_drafts="y")
    addresses = shown(got)
    again = web.get(PAGE)

    assert "Adresse holen" in page.text
    assert [address.rpartition("/")[2] for address in addresses] == ["meine.ics", "einlass.ics", f"raum-{room.id}.ics"]
    assert f'href="webcal://localhost{addresses[0]}"' in got.text
    assert shown(again) == []
    assert addresses[0].split("/")[3] not in again.text
    assert f"raum-{room.id}.ics" in again.text
    assert [web.get(address).status_code for address in addresses] == [200] * 3
    post(web, act="weg")
    assert [web.get(address).status_code for address in addresses] == [404] * 3


def test_what_stands_in_it_can_be_changed_without_a_new_address(app, web):
    signed_in(web, PROGRAMME)
    an_event(title="Fremd")
    address = shown(post(web, act="neu", with_drafts="y"))[0]
    before = events(web.get(address).data)

    answer = post(web, act="auswahl", with_all="y")

    assert (answer.status_code, before) == (303, [])
    assert [entry["SUMMARY"] for entry in events(web.get(address).data)] == ["Fremd"]


@pytest.mark.parametrize(
    ("role", "says", "says_not"),
    [
        (DOOR, ["Einlass", "Adresse holen"], ["with_drafts", "with_all", "with_requests", "Räume</h2>"]),
        (ROOMS, ["with_requests", "Räume</h2>"], ["with_drafts", "with_all"]),
        (INSIGHTS, ["Für Ihre Rollen gibt es noch keinen Kalender"], ["Adresse holen"]),
    ],
)
def test_it_offers_what_the_roles_are_for(app, web, role, says, says_not):
    a_room()
    signed_in(web, role)
    text = web.get(PAGE).text

    assert [word for word in says if word not in text] == []
    assert [word for word in says_not if word in text] == []


def test_an_act_that_is_none_is_refused(app, web):
    account = signed_in(web, PROGRAMME)

    assert post(web, act="alles").status_code == 400
    assert staff_addresses.find_of(account.id) is None


def test_the_own_account_and_the_room_lead_there(app, web):
    room = a_room()
    signed_in(web, ROOMS)

    assert PAGE in web.get("/team/konto").text
    assert f"{PAGE}#raum-{room.id}" in web.get(f"/team/raeume/{room.id}").text
