"""The page on which whoever signs in begins, and the guest list: to each role its own."""

import pytest
import sqlalchemy as sa

from app.accounts import granting
from app.accounts.models import AuditEntry
from app.database import db
from tests.make import (
    PASSWORD,
    a_member_of_staff,
    a_place,
    a_registration,
    a_room,
    an_event,
    an_open_request,
    an_organisation,
)
from tests.make_planning import statements


@pytest.fixture
def sign_in(guest):
    """A function that signs in somebody with roles: "door", ("door", {"place_id": 1})."""

    def sign_in(*roles):
        account = a_member_of_staff("rolle@example.org", "Rolle", roles=())
        for role, facts in (each if isinstance(each, tuple) else (each, {}) for each in roles):
            granting.grant_role(account.id, role, **facts)
        guest.post("/team/anmelden", email="rolle@example.org", password=PASSWORD)
        return guest

    return sign_in


def today_at(at, place, title, **facts):
    """An event in a room of a place, later today."""
    return an_event(title=title, room_ids=[a_room(place=place).id], starts_at=at("2026-05-04 18:00"), **facts)


@pytest.fixture
def evening(house, at):
    """Tonight in one place, tonight in another, tomorrow in the first; (place, [event])."""
    here, elsewhere = a_place(), a_place()
    host = an_organisation()
    events = [
        today_at(at, here, "Repair-Café", hosts=[host]),
        today_at(at, elsewhere, "Bürgerdialog"),
        an_event(title="Lesung", room_ids=[a_room(place=here).id], starts_at=at("2026-05-05 18:00")),
    ]
    at("2026-05-04 12:00")
    a_registration(events[0], name="Gisela Gast", seats=2)
    return here, host, events


def titles(page):
    """The titles of the events on a page."""
    return [" ".join(each.text_content().split()) for each in page.tree.xpath("//*[@class='event-title']")]


def test_the_door_sees_today_and_not_tomorrow(sign_in, evening):
    page = sign_in("door").get("/team/")

    assert titles(page) == ["Repair-Café", "Bürgerdialog"]
    assert "Die nächsten Tage" not in page.words


def test_the_door_of_one_place_sees_what_is_there(sign_in, evening):
    here, _host, (tonight, other, tomorrow) = evening
    door = sign_in(("door", {"place_id": here.id}))

    assert titles(door.get("/team/")) == ["Repair-Café"]
    answers = [door.get(f"/team/veranstaltungen/{event.id}").status for event in (tonight, other, tomorrow)]
    assert answers == [200, 404, 404]
    assert "Gisela Gast" in door.get(f"/team/veranstaltungen/{tonight.id}").words


def test_the_door_learns_what_it_is_for_where_nothing_is_on(sign_in):
    page = sign_in("door").get("/team/")

    assert "Heute findet nichts statt. Am Tag einer Veranstaltung steht hier, wer dazu kommt." in page.words


def test_insights_are_figures_without_a_title(sign_in, evening):
    page = sign_in("insights").get("/team/")

    assert titles(page) == []
    assert "Heute 2 Veranstaltungen, 2 Gäste erwartet" in page.words
    assert "In den nächsten sieben Tagen 1 Veranstaltung" in page.words
    assert not any(event.title in page.words for event in evening[2])


def test_insights_of_one_place_count_what_is_there(sign_in, evening):
    page = sign_in(("insights", {"place_id": evening[0].id})).get("/team/")

    assert "Heute 1 Veranstaltung, 2 Gäste erwartet" in page.words


def test_a_representative_sees_what_the_organisation_hosts_with_figures_instead_of_names(sign_in, evening):
    _here, host, (tonight, other, _tomorrow) = evening
    guest = sign_in(("representative", {"organisation_id": host.id}))

    page = guest.get(f"/team/veranstaltungen/{tonight.id}")

    assert titles(guest.get("/team/")) == ["Repair-Café"]
    assert "Bestätigt: 2 von 10 Plätzen" in page.words
    assert "Gisela Gast" not in page.words
    assert page.links("Veranstaltung absagen") == []
    assert guest.get(f"/team/veranstaltungen/{other.id}").status == 404
    acts = db.session.scalars(sa.select(AuditEntry.act)).all()
    assert "look_at_guests" not in acts


def test_a_steward_sees_how_many_requests_wait_at_their_place(sign_in, evening):
    here = evening[0]
    an_open_request(a_room(place=here))
    an_open_request(a_room(place=a_place()))
    steward = sign_in(("rooms", {"place_id": here.id}))

    assert "1 Anfrage für einen Raum wartet auf eine Entscheidung" in steward.get("/team/").words


def test_a_steward_of_another_place_has_nothing_to_decide(sign_in, evening):
    an_open_request(a_room(place=evening[0]))

    page = sign_in(("rooms", {"place_id": a_place().id})).get("/team/")

    assert "Keine Anfrage wartet auf eine Entscheidung." in page.words


def test_whoever_has_no_role_is_told_who_gives_one(sign_in, house):
    page = sign_in().get("/team/")

    assert page.status == 200
    assert "Die Verwaltung des Hauses kann Ihnen eine geben:" in page.words


@pytest.mark.parametrize("role", ["programme", "door", "insights"])
def test_today_takes_the_same_statements_with_one_event_as_with_three(sign_in, house, at, role):
    someone, place, counts = sign_in(role), a_place(), []
    someone.get("/team/")
    for number in range(2):
        for _each in range(1 + number):
            today_at(at, place, "Repair-Café", hosts=[an_organisation()])
        at("2026-05-04 12:00")
        db.session.expunge_all()
        counts.append(statements(lambda: someone.get("/team/")))

    assert counts[0] == counts[1]
