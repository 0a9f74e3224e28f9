"""The sign at the door, the page behind its code, and what the buttons there do."""

import re
from datetime import datetime, time

import pytest
import sqlalchemy as sa
from lxml import html

from app import clock
from app.database import db
from app.rooms import actions, presence
from app.rooms.bookings import Booking
from app.rooms.models import Part, RoomHours
from tests.make import PASSWORD, a_member_of_staff, a_room, an_event

DAY = "2026-05-04"


def wall(text, day=DAY):
    return clock.from_wall(datetime.fromisoformat(f"{day} {text}"))


@pytest.fixture
def browser(app, at):
    """A browser, at five past two on a Monday."""
    at(f"{DAY} 14:05")
    return app.test_client()


def book(room, start, end, day=DAY):
    return actions.book_room(room.id, wall(start, day), wall(end, day), "Gast Beispiel", knowingly=True)


def text_of(answer):
    page = html.document_fromstring(answer.get_data(as_text=True))
    return re.sub(r"\s+", " ", " ".join(page.xpath("//main//text()"))).strip()


def sign_of(browser, room):
    answer = browser.get(f"/raeume/{room.slug}/tuer")
    assert answer.status_code == 200
    return text_of(answer)


def token_of(room):
    return presence.make(room, clock.now())


def bookings():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(Booking).order_by(Booking.id)).all()


def test_the_sign_says_until_when_the_room_is_free_and_what_is_next(browser):
    room = a_room(setup_min=30)
    book(room, "16:00", "18:00")

    sign = sign_of(browser, room)

    assert "Frei bis 15:30 Uhr" in sign
    assert "Belegt 16 bis 18 Uhr" in sign
    assert "Stand: 14:05" in sign


def test_the_sign_says_that_the_room_is_in_use_but_never_by_whom(browser):
    room = a_room(teardown_min=15)
    book(room, "14:00", "15:00")

    sign = sign_of(browser, room)

    assert "Belegt bis 15:15 Uhr" in sign
    assert "Gast Beispiel" not in browser.get(f"/raeume/{room.slug}/tuer").get_data(as_text=True)


def test_the_sign_names_a_public_event_and_no_draft(browser):
    public, hidden = a_room(), a_room()
    an_event(title="Repair-Café", room_ids=[public.id], starts_at=wall("15:00"))
    an_event(title="Noch geheim", room_ids=[hidden.id], starts_at=wall("15:00"), state="draft")

    assert "Repair-Café 15 bis 17 Uhr" in sign_of(browser, public)
    assert "Noch geheim" not in sign_of(browser, hidden)
    assert "Belegt 15 bis 17 Uhr" in sign_of(browser, hidden)


def test_the_sign_of_a_hall_says_which_piece_is_in_use(browser):
    parts = [Part(name="Nord"), Part(name="Süd")]
    hall, north, south = a_room(parts), a_room(parts[:1], name="Saal Nord"), a_room(parts[1:])
    book(north, "14:00", "15:00")

    assert "Belegt bis 15 Uhr Saal Nord ist belegt" in sign_of(browser, hall)
    assert "Frei" in sign_of(browser, south)


def test_bookings_without_a_gap_are_one_on_the_sign(browser):
    room = a_room()
    book(room, "14:00", "15:00")
    book(room, "15:00", "16:00")

    assert "Belegt bis 16 Uhr" in sign_of(browser, room)


def test_the_sign_says_when_a_closed_room_opens(browser):
    room = a_room(hours=[RoomHours(weekday=0, opens=time(15), closes=time(18))])

    assert "Geschlossen öffnet um 15 Uhr" in sign_of(browser, room)


@pytest.mark.parametrize(("second", "word"), [("13:59:59", "Frei bis 14 Uhr"), ("14:00:00", "Belegt bis 15 Uhr")])
def test_the_sign_turns_with_the_second_in_which_a_booking_begins(browser, at, second, word):
    room = a_room()
    book(room, "14:00", "15:00")
    at(f"{DAY} {second}")

    assert word in sign_of(browser, room)


def test_the_sign_turns_with_the_second_in_which_a_booking_ends(browser, at):
    room = a_room()
    book(room, "14:00", "15:00")

    at(f"{DAY} 14:59:59")
    assert "Belegt" in sign_of(browser, room)
    at(f"{DAY} 15:00:00")
    assert "Frei" in sign_of(browser, room)


def test_a_digital_room_has_no_door(browser):
    room = a_room(kind="digital")

    assert browser.get(f"/raeume/{room.slug}/tuer").status_code == 404
    assert browser.get(f"/raeume/{room.slug}/hier").status_code == 404


def test_the_sign_reloads_without_javascript_and_is_kept_for_a_minute(browser, at):
    room = a_room()
    first = browser.get(f"/raeume/{room.slug}/tuer")

    assert '<meta http-equiv="refresh"' in first.get_data(as_text=True)
    again = browser.get(f"/raeume/{room.slug}/tuer", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    at(f"{DAY} 14:06")
    assert browser.get(f"/raeume/{room.slug}/tuer").headers["ETag"] != first.headers["ETag"]


def test_only_the_live_sign_carries_a_code_that_proves_presence(browser):
    room = a_room()

    public = browser.get(f"/raeume/{room.slug}/tuer").get_data(as_text=True)
    live = browser.get(presence.sign_path(room)).get_data(as_text=True)

    assert re.search(r"<path[^>]+>", public).group() != re.search(r"<path[^>]+>", live).group()
    assert browser.get(f"/raeume/{room.slug}/tuer/erraten").status_code == 404
    assert browser.get(presence.sign_path(room).replace(room.slug, a_room().slug)).status_code == 404


def test_a_code_holds_for_a_quarter_of_an_hour_and_for_one_room(browser, at):
    room, other = a_room(), a_room()
    token = token_of(room)

    at(f"{DAY} 14:19:59")
    assert presence.is_valid(room, token, clock.now())
    assert not presence.is_valid(other, token, clock.now())
    at(f"{DAY} 14:20:00")
    assert not presence.is_valid(room, token, clock.now())
    at(f"{DAY} 14:04:59")
    assert not presence.is_valid(room, token, clock.now())


@pytest.mark.parametrize("token", ["", "x", "-", "1c42475-", "1c42475-Ä", "zz-zz", "9" * 5000])
def test_what_is_no_code_proves_nothing(browser, token):
    assert not presence.is_valid(a_room(), token, clock.now())


def test_looking_changes_nothing(browser):
    room = a_room(walk_in=True)
    booking = book(room, "14:00", "15:00")
    before = (booking.ends_at, booking.checked_in_at, booking.sequence)

    for path in (f"/raeume/{room.slug}/hier", presence.here_path(room, token_of(room))):
        for _time in range(2):
            assert browser.get(path).status_code == 200
    for act in ("nutzen", "da", "beenden"):
        assert browser.get(f"{presence.here_path(room, token_of(room))}/{act}").status_code == 405

    assert [(each.ends_at, each.checked_in_at, each.sequence) for each in bookings()] == [before]


def test_who_stands_at_the_door_uses_a_free_room(browser):
    room = a_room(walk_in=True)
    path = presence.here_path(room, token_of(room))
    assert "Jetzt nutzen" in text_of(browser.get(path))

    answer = browser.post(f"{path}/nutzen")

    assert (answer.status_code, answer.location) == (303, f"{path}?fertig=nutzen")
    assert "Belegt bis 15:05 Uhr" in text_of(browser.get(answer.location))
    assert [each.title for each in bookings()] == ["Spontan genutzt"]


def test_a_room_that_was_just_taken_is_refused_with_a_clear_word(browser):
    room = a_room(walk_in=True)
    path = presence.here_path(room, token_of(room))
    book(room, "14:00", "15:00")

    answer = browser.post(f"{path}/nutzen")

    assert answer.status_code == 409
    assert "Der Raum ist gerade belegt." in text_of(answer)
    assert len(bookings()) == 1


def test_the_printed_code_lets_one_check_in_and_no_more(browser):
    room = a_room(walk_in=True)
    booking = book(room, "14:00", "15:00")
    page = text_of(browser.get(f"/raeume/{room.slug}/hier"))
    assert "Ich bin da" in page
    assert "Früher beenden" not in page

    for act in ("nutzen", "beenden"):
        answer = browser.post(f"/raeume/{room.slug}/hier/erraten/{act}", data={"buchung": booking.id})
        assert answer.status_code == 409
        assert "Code ist abgelaufen" in text_of(answer)
        assert browser.post(f"/raeume/{room.slug}/hier/{act}", data={"buchung": booking.id}).status_code in (404, 405)
    assert [(each.ends_at, each.checked_in_at) for each in bookings()] == [(wall("15:00"), None)]

    assert browser.post(f"/raeume/{room.slug}/hier/da", data={"buchung": booking.id}).status_code == 303
    assert bookings()[0].checked_in_at == clock.now()


def test_who_stands_at_the_door_ends_early(browser):
    room = a_room()
    booking = book(room, "14:00", "15:00")
    path = presence.here_path(room, token_of(room))

    assert browser.post(f"{path}/beenden", data={"buchung": booking.id}).status_code == 303

    assert bookings()[0].ends_at == wall("14:05")
    assert "Frei" in sign_of(browser, room)


@pytest.mark.parametrize(("number", "status"), [("", 400), ("x", 400), ("99", 404), ("9" * 30, 404)])
def test_a_booking_that_is_not_of_this_door_is_not_found(browser, number, status):
    room = a_room()

    answer = browser.post(f"/raeume/{room.slug}/hier/da", data={"buchung": number})

    assert answer.status_code == status


def test_an_old_code_says_so_and_still_lets_one_check_in(browser, at):
    room = a_room(walk_in=True)
    path = presence.here_path(room, token_of(room))
    book(room, "15:00", "16:00")
    at(f"{DAY} 14:50")

    page = text_of(browser.get(path))

    assert "Code ist abgelaufen" in page
    assert "Ich bin da" in page
    assert "Jetzt nutzen" not in page


def test_the_team_gets_the_address_of_the_sign_and_a_sheet_to_print(app, browser):
    a_member_of_staff()
    room = a_room(walk_in=True, release_after_min=15)
    browser.post("/team/anmelden", data={"email": "team@example.org", "password": PASSWORD})

    page = browser.get(f"/team/raeume/{room.id}/tuer").get_data(as_text=True)

    assert presence.sign_path(room) in page
    assert "15 Minuten nach dem Anfang" in page
    assert browser.get(f"/team/raeume/{a_room(kind='digital').id}/tuer").status_code == 404


@pytest.mark.parametrize("path", ["tuer", "hier"])
def test_a_page_of_the_door_costs_few_statements_whatever_is_booked(app, browser, path):
    counts = []
    for number in (1, 3):
        room = a_room(walk_in=True)
        for hour in range(number):
            book(room, f"{15 + hour}:00", f"{16 + hour}:00")
        counts.append(count_statements(browser, f"/raeume/{room.slug}/{path}"))

    assert counts[0] == counts[1] <= 6


def count_statements(browser, path):
    db.session.remove()
    said = []

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    sa.event.listen(sa.engine.Engine, "after_cursor_execute", note)
    try:
        assert browser.get(path).status_code == 200
    finally:
        sa.event.remove(sa.engine.Engine, "after_cursor_execute", note)
    return len([each for each in said if each.lstrip().upper().startswith("SELECT")])
