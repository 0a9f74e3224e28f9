"""A series, from typing to changing it, as the team does it in a browser; no page uses a script."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import actions
from app.rooms.models import Room
from tests.browser.conftest import follow, sign_in
from tests.browser.every_page import WAYS, faults_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def first(house):
    """A Tuesday in half a year; on the one after it somebody else has the room."""
    with house.app.test_request_context():
        room = db.session.scalar(sa.select(Room).where(Room.key == "zi-saal-nord"))
        day = clock.today(clock.now()) + timedelta(days=200)
        tuesday = day + timedelta(days=(1 - day.weekday()) % 7)
        start = clock.from_wall(datetime.combine(tuesday + timedelta(days=7), time(19)))
        actions.book_room(room.id, start, start + timedelta(hours=1), "Vortrag", knowingly=True)
        return tuesday


@pytest.mark.parametrize(("width", "theme"), WAYS)
def test_a_series_is_typed_seen_booked_and_changed(open_page, first, width, theme):
    page = open_page(width=width, theme=theme)
    sign_in(page)
    page.goto("/team/raumreihen/neu")
    follow(page.get_by_role("button", name="Termine ansehen"))
    faults = faults_of(page, "errors")
    assert page.title().startswith("Fehler:")

    page.get_by_label("Wofür?").fill("Chorprobe")
    page.get_by_label("Raum", exact=True).select_option(label="Saal Nord, Zittau")
    page.get_by_label("Erster Tag").fill(str(first + timedelta(days=28 * WAYS.index((width, theme)))))
    page.get_by_label("Von", exact=True).fill("18:00")
    page.get_by_label("Bis", exact=True).fill("20:00")
    page.get_by_label("Dienstag").check()
    assert not page.get_by_label("Am wievielten?").is_visible()
    page.get_by_label("Eine feste Zahl von Terminen").check()
    page.get_by_label("Wie viele Termine?").fill("4")
    follow(page.get_by_role("button", name="Termine ansehen"))
    faults += faults_of(page, "preview")
    assert page.locator(".series-dates > li").count() == 4

    for choice in page.locator(".series-dates > li", has_text="Geht nicht").get_by_role("combobox").all():
        choice.select_option("weg")
    page.get_by_label("Regeln bewusst brechen").check()
    follow(page.get_by_role("button", name="Neu prüfen").first)
    faults += faults_of(page, "preview with choices")
    follow(page.get_by_role("button", name="Reihe buchen"))
    assert page.get_by_role("heading", level=1).inner_text() == "Raumreihe: Chorprobe"
    faults += faults_of(page, "booked")

    follow(page.get_by_role("link", name="Alle künftigen Termine ändern"))
    page.get_by_label("Bis", exact=True).fill("20:30")
    follow(page.get_by_role("button", name="Ansehen, was sich ändert"))
    faults += faults_of(page, "change")
    page.get_by_label("Regeln bewusst brechen").check()
    follow(page.get_by_role("button", name="Reihe ändern"))
    assert "18 bis 20:30 Uhr" in page.get_by_role("main").inner_text()

    assert faults == []
    assert page.foreign == []
