"""The team's pages about calendars of others: who sees which, what they say, that addresses stay where they belong."""

import re

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import granting
from app.accounts.models import ADMINISTRATION, ROOMS
from app.calendars.foreign import ExternalCalendar
from app.calendars.importing import EVERY
from app.database import db, transaction
from tests.calendars.sources import a_calendar, look
from tests.make import PASSWORD, a_member_of_staff, a_place, a_room, an_organisation

NOW = "2026-05-04 08:00"
ADDRESS = "https://nachbarn.example.org/geheim-4711/halle.ics"


@pytest.fixture
def house(make_app, at):
    """An app with its context pushed."""
    at(NOW)
    app = make_app()
    with app.app_context():
        yield app


@pytest.fixture
def signed_in(house):
    """A function that signs somebody in with a role (at a place) and returns their client."""

    def sign_in(role=ADMINISTRATION, place=None, email="team@example.org"):
        account = a_member_of_staff(email=email, roles=(role,) if place is None else ())
        if place is not None:
            granting.grant_role(account.id, role, place_id=place.id)
        client = house.test_client()
        client.post("/team/anmelden", data={"email": email, "password": PASSWORD})
        return client

    return sign_in


def post(client, path, page=None, **data):
    """Send a form with the token of its page."""
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(page or path).text)[1]
    return client.post(path, data={"csrf_token": token, **data})


def test_the_administration_adds_a_calendar_and_it_is_asked_next(signed_in):
    client, room = signed_in(), a_room(name="Turnhalle")

    answer = post(
        client, "/team/kalender-quellen/neu", name="Halle", address="webcal://nachbarn.example.org/geheim-4711/halle.ics",
        aim=f"room:{room.id}", person="0", link="",
    )  # fmt: skip
    row = db.session.scalar(sa.select(ExternalCalendar))
    listed = client.get("/team/kalender-quellen").text

    assert answer.headers["Location"] == f"/team/kalender-quellen/{row.id}"
    assert (row.address, row.use, row.room_id, row.next_at) == (ADDRESS, "room", room.id, clock.now())
    assert "belegt Turnhalle" in listed
    assert "nachbarn.example.org" in listed
    assert "geheim-4711" not in listed
    assert "geheim-4711" not in client.get("/team/protokoll").text


BAD = {
    "a private network": {"address": "http://192.168.0.1/k.ics"},
    "a file": {"address": "file:///etc/passwd"},
    "nothing": {"address": ""},
    "no aim": {"aim": ""},
    "a script to follow": {"link": "javascript:alert(1)"},
    "a person without a room": {"aim": "holidays:DE-SN", "person": "1"},
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_typed_badly_is_said(signed_in, kind):
    client, room = signed_in(), a_room()
    good = {"name": "Halle", "address": ADDRESS, "aim": f"room:{room.id}", "person": "0", "link": ""}

    answer = post(client, "/team/kalender-quellen/neu", **{**good, **BAD[kind]})

    assert answer.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(ExternalCalendar.id))) == 0


def test_two_calendars_have_two_names(signed_in):
    client, room = signed_in(), a_room()
    a_calendar(ADDRESS, room_id=room.id, name="Halle")

    answer = post(
        client, "/team/kalender-quellen/neu", name="Halle", address=ADDRESS, aim=f"room:{room.id}", person="0", link=""
    )

    assert answer.status_code == 409


def test_a_steward_of_a_place_looks_after_what_is_there(signed_in):
    here, there = a_place(), a_place()
    mine = a_calendar(ADDRESS, room_id=a_room(place=here).id, name="Hier")
    other = a_calendar(ADDRESS, "place", "Dort", place_id=there.id)
    partner = a_calendar(ADDRESS, "programme", "Partner", organisation_id=an_organisation().id)
    elsewhere = a_room(place=there)
    client = signed_in(ROOMS, here)

    listed = client.get("/team/kalender-quellen").text
    form = client.get("/team/kalender-quellen/neu").text

    assert "Hier" in listed
    assert not {"Dort", "Partner"} & set(re.findall(r"<h2[^>]*><a[^>]*>([^<]+)", listed))
    assert [client.get(f"/team/kalender-quellen/{each.id}").status_code for each in (mine, other, partner)] == [
        200, 404, 404,
    ]  # fmt: skip
    assert f'value="room:{elsewhere.id}"' not in form
    assert "holidays:" not in form
    refused = post(
        client, "/team/kalender-quellen/neu", name="Neu", address=ADDRESS, aim=f"room:{elsewhere.id}", person="0"
    )
    assert refused.status_code == 422


def test_a_steward_of_the_whole_house_does_not_look_after_partners(signed_in):
    partner = a_calendar(ADDRESS, "programme", "Partner", organisation_id=an_organisation().id)

    assert signed_in(ROOMS).get(f"/team/kalender-quellen/{partner.id}").status_code == 404


def test_the_page_says_how_it_goes_and_what_was_left_out(signed_in):
    client, source = signed_in(), a_calendar(ADDRESS, room_id=a_room().id)
    path = f"/team/kalender-quellen/{source.id}"
    fresh = client.get(path).text
    with transaction():
        row = look_in(source)
        row.answered_at, row.entries, row.left_out = clock.now(), 12, 201
        row.skipped = [["<b>Mond</b>", "UNKNOWN_ZONE", {"zone": "Mond/Krater"}]]
    read = client.get(path).text
    with transaction():
        row = look_in(source)
        row.failing_since, row.failure = clock.now(), "Der Server antwortet nicht."
    failing = client.get(path).text

    assert "Wir sehen in der nächsten Minute nach." in fresh
    assert "Darin stehen 12 Einträge." in read
    assert "<strong>&lt;b&gt;Mond&lt;/b&gt;</strong>: Die Zeitzone „Mond/Krater“ kennt niemand." in read
    assert "… und 200 weitere." in read
    assert "Der Server antwortet nicht. Was zuletzt da stand, gilt weiter." in failing


def look_in(source):
    return db.session.get(ExternalCalendar, source.id)


def test_it_is_fetched_at_once_and_removed(signed_in):
    client, source = signed_in(), a_calendar(ADDRESS, room_id=a_room().id)
    path = f"/team/kalender-quellen/{source.id}"
    with transaction():
        look_in(source).next_at = clock.now() + EVERY

    post(client, f"{path}/holen", page=path)
    due = look(source).next_at
    post(client, f"{path}/entfernen", page=path)

    assert due == clock.now()
    assert look(source) is None
