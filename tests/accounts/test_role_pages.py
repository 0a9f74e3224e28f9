"""What somebody reads who lacks a role, and what becomes of a form whose sender lost theirs."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import granting
from app.accounts.models import ADMINISTRATION, DOOR, PROGRAMME, REPRESENTATIVE, ROOMS, Account
from app.database import db
from app.rooms import actions, asking
from app.rooms.bookings import BOOKED, REQUESTED, Booking
from app.rooms.models import Room
from tests.dumps import everything
from tests.make import (
    PASSWORD,
    a_member_of_staff,
    a_place,
    a_policy,
    a_room,
    a_room_request,
    an_open_request,
    an_organisation,
)


@pytest.fixture
def sign_in(guest):
    """A function that signs in somebody with one role, or none."""

    def sign_in(role=None, **facts):
        account = a_member_of_staff("rolle@example.org", "Rolle", roles=())
        if role:
            granting.grant_role(account.id, role, **facts)
        guest.post("/team/anmelden", email="rolle@example.org", password=PASSWORD)
        return guest

    return sign_in


@pytest.mark.parametrize(
    ("role", "path", "sentence"),
    [
        (ROOMS, "/team/menschen", "Dafür brauchen Sie die Rolle „Verwaltung“."),
        (ROOMS, "/team/formate", "Dafür brauchen Sie die Rolle „Programm“. Die Verwaltung des Hauses kann sie Ihnen"),
        (None, "/team/plan", "Dafür brauchen Sie die Rolle „Räume“ oder „Programm“."),
    ],
)
def test_who_lacks_a_role_reads_which_one(sign_in, role, path, sentence):
    page = sign_in(role).get(path)

    assert (page.status, page.h1) == (403, "Das ist hier nicht erlaubt")
    assert sentence in page.words
    assert page.links("Zu Heute") == ["/team/"]
    assert page.links("Als Team anmelden") == []


def test_a_role_for_one_place_is_not_enough_for_the_whole_house(sign_in, house):
    page = sign_in(PROGRAMME, place_id=a_place().id).get("/team/nachrichten")

    assert page.status == 403
    assert "Dafür brauchen Sie die Rolle „Programm“ für das ganze Haus." in page.words


def test_the_navigation_offers_what_the_role_opens(sign_in, house):
    page = sign_in(ROOMS).get("/team/")

    offered = page.tree.xpath("//nav[@aria-label='Team']//a/@href")
    assert {"/team/plan", "/team/anfragen", "/team/raeume"} <= set(offered)
    assert not {"/team/veranstaltungen", "/team/nachrichten"} & set(offered)


def test_the_navigation_leads_to_no_empty_list(sign_in, house):
    page = sign_in(DOOR).get("/team/")

    offered = page.tree.xpath("//nav[@aria-label='Team']//a/@href")
    assert offered == ["/team/", "/team/konto"]


def test_a_role_that_was_taken_while_a_form_was_open_saves_nothing(sign_in, house):
    room = a_room(name="Saal")
    browser = sign_in(ROOMS)
    path = f"/team/raeume/{room.id}/grunddaten"
    page = browser.get(path)
    granting.revoke_role(db.session.scalar(sa.select(Account.id)), ROOMS)
    before = everything()

    answer = browser.fill(page, path, name="Anders")

    assert answer.status == 403
    assert "Dafür brauchen Sie die Rolle „Räume“." in answer.words
    assert everything() == before


def test_a_role_that_moved_to_another_place_while_a_form_was_open_finds_nothing(sign_in, house):
    room, elsewhere = a_room(name="Saal"), a_place()
    browser = sign_in(ROOMS, place_id=room.place_id)
    path = f"/team/raeume/{room.id}/grunddaten"
    page = browser.get(path)
    account_id = db.session.scalar(sa.select(Account.id))
    granting.revoke_role(account_id, ROOMS, place_id=room.place_id)
    granting.grant_role(account_id, ROOMS, place_id=elsewhere.id)

    answer = browser.fill(page, path, name="Anders")

    assert answer.status == 404
    assert db.session.get(Room, room.id, populate_existing=True).name == "Saal"


def test_a_request_is_not_decided_by_who_lost_the_role_meanwhile(sign_in, house):
    request = an_open_request()
    browser = sign_in(ROOMS)
    path = f"/team/anfragen/{request.id}"
    page = browser.get(path)
    granting.revoke_role(db.session.scalar(sa.select(Account.id)), ROOMS)

    answer = browser.fill(page, path, act="accept")

    assert answer.status == 403
    assert db.session.scalar(sa.select(Booking.state)) == REQUESTED


def test_a_representative_finds_the_bookings_of_their_organisation_and_no_others(sign_in, house):
    mine, other = an_organisation(), an_organisation()
    room = a_room()
    a_policy(room, "ask", who="organisation")
    own = an_open_request(room, organisation_id=mine.id, is_verified=True, name="Rita Rat").bookings[0]
    theirs = an_open_request(a_room(), organisation_id=other.id, is_verified=True).bookings[0]
    nobodys = an_open_request(a_room()).bookings[0]
    browser = sign_in(REPRESENTATIVE, organisation_id=mine.id)

    answers = [browser.get(f"/team/raumbuchungen/{booking.id}").status for booking in (own, theirs, nobodys)]
    list_of = browser.get("/team/raumbuchungen", tag=own.starts_at.date().isoformat())

    assert answers == [200, 404, 404]
    assert list_of.tree.xpath("//table//th/a/@href") == [f"/team/raumbuchungen/{own.id}"]


def test_another_organisations_booking_is_as_little_there_as_one_that_never_was(sign_in, house):
    booking = an_open_request(a_room(), organisation_id=an_organisation().id, is_verified=True).bookings[0]
    browser = sign_in(REPRESENTATIVE, organisation_id=an_organisation().id)

    there, nowhere = (browser.get(f"/team/raumbuchungen/{number}") for number in (booking.id, 4711))

    assert (there.status, there.words) == (nowhere.status, nowhere.words) == (404, nowhere.words)


def test_a_representative_reads_no_notes_of_the_team(sign_in, house):
    mine = an_organisation()
    request = an_open_request(a_room(), organisation_id=mine.id, is_verified=True, email="rita@example.org")
    browser = sign_in(REPRESENTATIVE, organisation_id=mine.id)

    page = browser.get(f"/team/raumbuchungen/{request.bookings[0].id}")

    assert "rita@example.org" not in page.words
    assert "Verlauf" not in page.words
    assert page.links("Absagen") == page.links("Zur Anfrage") == []


def test_a_steward_of_one_place_sees_rooms_and_requests_there_and_books_nowhere_else(sign_in, house):
    here, elsewhere = a_room(name="Saal"), a_room(name="Studio")
    digital = a_room(name="Konferenz", kind="digital", place=None)
    mine, _theirs = an_open_request(here), an_open_request(elsewhere)
    browser = sign_in(ROOMS, place_id=here.place_id)

    rooms = browser.get("/team/raeume").tree.xpath("//table//th/a/text()")
    requests = browser.get("/team/anfragen").tree.xpath("//main//h3/a/@href")
    choice = browser.get("/team/raumbuchungen/neu").tree.xpath("//select[@name='raum']//option/@value")
    booked = browser.fill(
        browser.get("/team/raumbuchungen/neu"), "/team/raumbuchungen/neu",
        raum=elsewhere.id, tag="2026-06-01", von="10:00", bis="11:00", title="Probe", who="house",
    )  # fmt: skip

    assert sorted(rooms) == ["Konferenz", "Saal"]
    assert requests == [f"/team/anfragen/{mine.id}"]
    assert {int(value) for value in choice if value} == {here.id, digital.id}
    assert booked.status != 303
    assert "Studio" not in browser.get("/team/plan").words


def test_staff_are_added_with_roles_on_the_command_line(app):
    run = app.test_cli_runner().invoke

    run(args=["staff", "add", "erste@example.org", "--password", PASSWORD])
    run(args=["staff", "add", "zweite@example.org", "--role", "rooms", "--role", "door", "--password", PASSWORD])
    refused = run(args=["staff", "add", "dritte@example.org", "--role", "king", "--password", PASSWORD])

    roles = {each.email: [grant.role for grant in each.grants] for each in db.session.scalars(sa.select(Account))}
    assert roles == {"erste@example.org": [ADMINISTRATION], "zweite@example.org": ["rooms", "door"]}
    assert refused.exit_code == 2


def test_of_a_request_for_rooms_in_two_places_a_steward_decides_about_their_own(sign_in, house):
    here, elsewhere = a_room(), a_room()
    starts_at = clock.now() + timedelta(days=10)
    wishes = [asking.Wish(room.id, starts_at, starts_at + timedelta(hours=2)) for room in (here, elsewhere)]
    request = a_room_request(here, wishes=wishes)
    mine, theirs = sorted(request.bookings, key=lambda each: each.room_id)
    browser = sign_in(ROOMS, place_id=here.place_id)
    path = f"/team/anfragen/{request.id}"

    page = browser.get(path)
    refused = browser.fill(page, path, act="accept", dates=[mine.id, theirs.id])
    db.session.rollback()
    states_then = [each.state for each in db.session.scalars(sa.select(Booking).order_by(Booking.room_id))]
    db.session.rollback()
    accepted = browser.fill(page, path, act="accept")
    db.session.rollback()

    assert [refused.status, accepted.status] == [404, 303]
    assert states_then == [REQUESTED, REQUESTED]
    assert [db.session.get(Booking, each.id).state for each in (mine, theirs)] == [BOOKED, REQUESTED]
    assert browser.get(f"{path}/vorschlag/{theirs.id}").status == 404


def test_a_steward_is_offered_no_room_elsewhere_instead(sign_in, house):
    here = a_room(capacity=20)
    a_room(capacity=20)
    starts_at = clock.start_of(clock.today(clock.now()) + timedelta(days=10)) + timedelta(hours=10)
    actions.book_room(here.id, starts_at, starts_at + timedelta(hours=1), "Chor")
    browser = sign_in(ROOMS, place_id=here.place_id)

    page = browser.fill(
        browser.get("/team/raumbuchungen/neu"), "/team/raumbuchungen/neu", raum=here.id,
        tag=clock.today(starts_at).isoformat(), von="10:00", bis="11:00", title="Probe",
    )  # fmt: skip

    taken = page.tree.xpath("//button[@name='take']/@value")
    assert taken != []
    assert {value.split("|")[0] for value in taken} == {str(here.id)}
