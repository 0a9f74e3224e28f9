"""The team shuts a room: what and when, whom it hits, and what citizens then see. On a phone and at a desk."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import actions as rooms
from app.rooms.models import Room
from tests.browser.conftest import follow, sign_in
from tests.browser.every_page import faults_of

pytestmark = pytest.mark.browser


@pytest.fixture
def a_booking(house):
    """A room, a day far ahead, and a booking in the room on that day."""

    def make(weeks):
        with house.app.app_context():
            room = db.session.scalar(sa.select(Room).where(Room.key == "hy-denkraum"))
            day = clock.today(clock.now()) + timedelta(weeks=weeks)
            begin = clock.from_wall(datetime.combine(day, time(10)))
            rooms.book_room(room.id, begin, begin + timedelta(hours=2), "Lesekreis", knowingly=True)
            return f"room:{room.id}", room.slug, day

    return make


@pytest.mark.parametrize(("width", "theme", "weeks"), [(390, "light", 20), (390, "dark", 21), (1280, "light", 22)])
def test_a_room_is_shut_with_a_decision_about_each_booking(open_page, a_booking, width, theme, weeks):
    room, slug, day = a_booking(weeks)
    page = open_page(width=width, theme=theme)
    faults = []
    sign_in(page)
    page.goto("/team/schliesszeiten/neu")
    follow(page.get_by_role("button", name="Weiter"))
    faults += faults_of(page, "first step with errors")
    assert page.title().startswith("Fehler:")
    page.get_by_label("Was ist geschlossen?").select_option(room)
    page.get_by_label("Warum?").fill("Neuer Fußboden")
    page.get_by_label("Erster Tag").fill(f"{day}")
    follow(page.get_by_role("button", name="Weiter"))
    faults += faults_of(page, "second step")
    follow(page.get_by_role("button", name="Schließzeit eintragen"))
    faults += faults_of(page, "second step with errors")
    page.get_by_label("Was wird aus „Lesekreis“?").select_option("stay")
    follow(page.get_by_role("button", name="Schließzeit eintragen"))
    faults += faults_of(page, "the closure")
    assert "Das findet trotzdem statt" in page.get_by_role("main").inner_text()
    page.goto(f"/raeume/{slug}?woche={day}")
    faults += faults_of(page, "the room")

    assert "Neuer Fußboden" in page.get_by_role("main").inner_text()
    assert faults == []
    assert page.foreign == []
