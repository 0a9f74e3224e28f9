"""Answering by link what the team proposed: only the button does something, and only to the proposal that was shown."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import asking, deciding, links
from app.rooms.bookings import BOOKED, CANCELLED, PROPOSED, REQUESTED, Booking
from bench import statements
from tests.make import a_place, a_room, an_open_request

HOUR = timedelta(hours=1)


@pytest.fixture
def request_of_mila(house):
    room = a_room(name="Salon", place=a_place(name="Zittau", key="zittau"))
    return an_open_request(room, name="Mila", email="mila@example.org")


@pytest.fixture
def path(request_of_mila):
    return proposed(request_of_mila)


def proposed(wanted, room=None):
    """Propose an hour later; return the path of the link."""
    booking = wanted.bookings[0]
    span = (booking.starts_at + HOUR, booking.ends_at + HOUR)
    booking = deciding.propose(booking.id, None, *span, room_id=room and room.id, answer="Vorher ist Chor.")
    return links.proposal_path(wanted, booking)


def state():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalar(sa.select(Booking.state))


def test_the_page_shows_the_proposal_and_opening_it_changes_nothing(guest, path):
    pages = [guest.get(path) for _twice in range(2)]

    assert [page.status for page in pages] == [200, 200]
    assert "Donnerstag, 14. Mai, 13 bis 15 Uhr" in pages[1].words
    assert "Vorher ist Chor." in pages[1].words
    assert "frei bis Montag, 11. Mai, 12 Uhr" in pages[1].words
    assert pages[1].buttons == ["Ja, so nehme ich den Raum", "Nein, danke"]
    assert (pages[1].headers["Cache-Control"], state()) == ("private, no-store", PROPOSED)


@pytest.mark.parametrize(
    ("answer", "end", "sentence"),
    [("ja", BOOKED, "Der Raum ist für Sie gebucht."), ("nein", CANCELLED, "Dieser Termin ist abgesagt.")],
)
def test_one_button_takes_it_and_one_turns_it_down_also_twice(guest, path, answer, end, sentence):
    answers = [guest.post(path, antwort=answer) for _twice in range(2)]

    page = guest.get(path)
    assert [(each.status, each.location) for each in answers] == [(303, path)] * 2
    assert (state(), page.buttons) == (end, [])
    assert sentence in page.words


def test_an_answer_that_no_button_sends_is_not_understood(guest, path):
    assert (guest.post(path, antwort="vielleicht").status, guest.post(path).status, state()) == (400, 400, PROPOSED)


def test_the_link_of_an_earlier_proposal_leads_to_the_newer_mail(guest, request_of_mila, path):
    proposed(request_of_mila)

    page = guest.get(path)
    answer = guest.post(path, antwort="ja")

    assert "Bitte nutzen Sie den Link in der neueren Nachricht." in page.words
    assert (page.buttons, answer.status, state()) == ([], 409, PROPOSED)


def test_what_was_declined_or_lapsed_meanwhile_cannot_be_taken(guest, request_of_mila, path, at):
    page = guest.get(path)
    at("2026-05-11 12:00")

    answer = guest.post(path, antwort="ja")

    assert (len(page.buttons), answer.status, answer.buttons, state()) == (2, 409, [], PROPOSED)
    assert "Dieser Vorschlag gilt nicht mehr." in answer.words


def test_where_two_agree_the_page_says_that_somebody_is_missing(guest, request_of_mila):
    path = proposed(request_of_mila, a_room(two_agree=True))

    guest.post(path, antwort="ja")

    assert "Jemand aus dem Team muss noch zustimmen" in guest.get(path).words
    assert state() == REQUESTED


def test_the_link_of_somebody_forgotten_and_a_forged_one_are_not_found(guest, request_of_mila, path):
    asking.erase(request_of_mila.id)

    assert [guest.get(each).status for each in (path, path[:-3], "/r/vorschlag/x")] == [404, 404, 404]


def test_the_personal_page_leads_to_the_proposal(guest, request_of_mila, path):
    page = guest.get(links.manage_path(request_of_mila))

    assert page.links("Unseren Vorschlag beantworten") == [path]


def test_the_page_costs_few_statements(guest, path):
    guest.get(path)

    with statements.counted() as seen:
        guest.get(path)

    assert len(seen) <= 6


def test_a_proposal_that_can_still_be_had_stands_even_when_its_promise_is_over(guest, path):
    clock.stand_still(clock.now() + timedelta(days=4))

    guest.post(path, antwort="ja")

    assert state() == BOOKED
