"""The planning board in a browser: by mouse, by keyboard alone, on a phone, and without JavaScript."""

import re
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import actions
from app.rooms.bookings import Booking
from app.rooms.models import Room
from tests.browser.conftest import follow, sign_in
from tests.make import a_place, a_room

pytestmark = pytest.mark.browser


@pytest.fixture
def hall(house):
    """Two empty rooms at a place of their own, a booking of the first in three weeks, 10 to 12, and their addresses."""
    with house.app.test_request_context():
        place = a_place()
        rooms = [a_room(place=place, name=name) for name in ("Erster Saal", "Zweiter Saal")]
        day = clock.today(clock.now()) + timedelta(days=21)
        start = clock.from_wall(datetime.combine(day, time(10)))
        booking = actions.book_room(rooms[0].id, start, start + timedelta(hours=2), "Chorprobe")
        facts = {"day": day, "place": place.key, "rooms": [room.id for room in rooms], "booking": booking.id}
        db.session.remove()
    facts["address"] = f"/team/plan?zeit=tag&tag={day}&ort={facts['place']}"
    facts["week"] = f"/team/plan?tag={day}&ort={facts['place']}"
    return facts


@pytest.fixture
def where(house, hall):
    """A function that tells in which room the booking is, and when, as the clock on the wall says."""

    def look():
        with house.app.test_request_context():
            booking = db.session.get(Booking, hall["booking"])
            found = db.session.scalar(sa.select(Room.name).where(Room.id == booking.room_id))
            start, end = clock.local(booking.starts_at), clock.local(booking.ends_at)
            answer = (found, start.date(), f"{start:%H:%M}", f"{end:%H:%M}")
            db.session.remove()
            return answer

    return look


def drag(page, element, right, down):
    """Take hold of an element near its top left corner and let go of it elsewhere."""
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 12 + right / 2, box["y"] + 8 + down / 2, steps=3)
    page.mouse.move(box["x"] + 12 + right, box["y"] + 8 + down, steps=3)
    page.mouse.up()


def test_a_booking_is_drawn_to_another_room_and_hour(open_page, hall, where):
    page = open_page()
    sign_in(page)
    page.goto(hall["address"])
    first, second = (page.locator(".line").nth(number).bounding_box() for number in (0, 1))

    drag(page, page.locator(".line .b"), right=first["width"] / 15 * 3, down=second["y"] - first["y"])
    page.locator("#plan-move button").first.click()
    page.get_by_text("Verschoben:").wait_for()

    assert where() == ("Zweiter Saal", hall["day"], "13:00", "15:00")


def test_a_booking_is_moved_by_keys_alone_and_where_is_said(open_page, hall, where):
    page = open_page()
    sign_in(page)
    page.goto(hall["address"])
    page.locator(".line .b").focus()

    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    said = page.locator("#plan-says").inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Enter")
    page.get_by_text("Verschoben:").wait_for()

    assert "Zweiter Saal" in said
    assert "10:30 bis 12:30 Uhr" in said
    assert where() == ("Zweiter Saal", hall["day"], "10:30", "12:30")


def test_escape_puts_a_booking_back_and_enter_opens_it(open_page, hall, where):
    page = open_page()
    sign_in(page)
    page.goto(hall["address"])
    block = page.locator(".line .b")
    block.focus()
    classes = block.get_attribute("class")

    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")

    assert block.get_attribute("class") == classes
    assert page.evaluate("document.activeElement.classList.contains('b')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/team/raumbuchungen/{hall['booking']}")
    assert where()[2:] == ("10:00", "12:00")


def test_in_a_week_a_booking_moves_day_by_day(open_page, hall, where):
    page = open_page()
    sign_in(page)
    page.goto(hall["week"])
    page.locator(".plan td .b").focus()
    step = "ArrowLeft" if hall["day"].weekday() else "ArrowRight"

    page.keyboard.press(step)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_text("Verschoben:").wait_for()

    moved = hall["day"] + timedelta(days=-1 if step == "ArrowLeft" else 1)
    assert where() == ("Erster Saal", moved, "10:00", "12:00")


def test_a_new_booking_is_drawn_into_a_free_stretch(open_page, hall):
    page = open_page()
    sign_in(page)
    page.goto(hall["address"])
    line = page.locator(".line").nth(1).bounding_box()
    hour = line["width"] / 15

    page.mouse.move(line["x"] + 7 * hour + 3, line["y"] + 20)
    page.mouse.down()
    page.mouse.move(line["x"] + 9 * hour - 3, line["y"] + 20, steps=4)
    page.mouse.up()
    page.wait_for_url("**/team/raumbuchungen/neu?*")

    assert page.url.endswith(f"?raum={hall['rooms'][1]}&tag={hall['day']}&von=14%3A00&bis=16%3A00")


def test_a_refusal_names_the_conflict_and_one_click_takes_an_alternative(open_page, hall, house, where):
    with house.app.test_request_context():
        start = clock.from_wall(datetime.combine(hall["day"], time(10)))
        actions.book_room(hall["rooms"][1], start, start + timedelta(hours=2), "Lesung")
        db.session.remove()
    page = open_page()
    sign_in(page)
    page.goto(hall["address"])
    page.locator(".line .b").first.focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Das geht so leider nicht").wait_for()

    assert "„Lesung“" in page.get_by_role("alert").inner_text()
    page.get_by_role("region", name="Das ist frei").get_by_role("button", name="An einem anderen Tag").first.click()
    page.get_by_text("Verschoben:").wait_for()
    assert where() == ("Zweiter Saal", hall["day"] + timedelta(days=1), "10:00", "12:00")


def test_on_a_phone_without_javascript_one_room_is_a_list_and_moves_by_the_form(open_page, hall, where):
    page = open_page(width=390, javascript=False)
    sign_in(page)
    page.goto(hall["week"])
    assert page.locator(".plan").is_hidden()
    follow(page.get_by_role("link", name="Erster Saal").first)

    assert "10–12 Chorprobe" in page.locator(".plan").inner_text()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    follow(page.get_by_role("link", name="Tabelle", exact=True))
    follow(page.get_by_role("link", name=re.compile("Verschieben.*Chorprobe")).first)
    page.get_by_label("Von").fill("15:00")
    page.get_by_label("Bis").fill("17:00")
    follow(page.get_by_role("button", name="Verschieben"))
    page.get_by_text("Verschoben:").wait_for()
    assert where() == ("Erster Saal", hall["day"], "15:00", "17:00")
