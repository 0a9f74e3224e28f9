"""A citizen's way to a room, in a browser: ask, confirm by mail, wait for an answer, shorten, call off."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock, display
from app.database import db
from app.rooms import finding
from app.rooms.models import Room
from tests.browser.conftest import follow, sign_in

pytestmark = pytest.mark.browser


def read_link(house, open_page, person, path):
    """Let the mails go out and return the link in the newest one to somebody, as staff can read it."""
    house.run_jobs()
    team = open_page()
    sign_in(team)
    team.goto("/team/nachrichten")
    follow(team.get_by_role("row").filter(has_text=person).get_by_role("link").first)
    return re.search(rf"http://\S+{path}\S+", team.get_by_role("main").inner_text()).group()


def free_time(house, days_ahead):
    """Return the address of the salon, and when it is next free for two hours from some day on, in local time."""
    with house.app.app_context():
        salon = db.session.scalars(sa.select(Room).where(Room.key == "gr-salon")).one()
        now = clock.now()
        days = finding.next_free(salon, 120, clock.today(now) + timedelta(days=days_ahead), 14, now)
        return salon.slug, clock.local(next(spans[0][0] for _day, spans in days if spans))


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (390, False)], ids=["desktop", "phone without JavaScript"]
)
def test_a_citizen_asks_for_a_room_confirms_shortens_and_calls_off(house, open_page, width, javascript):
    person = f"raum{width}@example.org"
    page = open_page(width=width, javascript=javascript)
    main = page.get_by_role("main")
    slug, start = free_time(house, days_ahead=20 if javascript else 30)
    end = clock.local(start + timedelta(hours=2))
    query = f"tag={start:%Y-%m-%d}&von={start:%H:%M}&bis={end:%H:%M}"

    # Three steps, filled in by the address as the week of the room does.
    page.goto(f"/raeume/{slug}/buchen?{query}")
    follow(page.get_by_role("button", name="Weiter"))
    page.get_by_label("Wie dürfen wir Sie nennen?").fill("Gast Beispiel")
    page.get_by_label("Ihre E-Mail-Adresse").fill(person)
    page.get_by_label("Was haben Sie vor?").fill("Chorprobe")
    follow(page.get_by_role("button", name="Weiter"))
    follow(page.get_by_role("button", name="Raum anfragen"))
    assert page.get_by_role("heading", level=1).inner_text() == "Fast geschafft: Salon"

    # The mail's link leads to a page with one button.
    page.goto(read_link(house, open_page, person, "/r/bestaetigen/"))
    follow(main.get_by_role("button"))
    assert "Ihre Anfrage ist bei uns" in main.inner_text()

    # Shorter is saved at once; then it is called off.
    follow(page.get_by_role("link", name="Zeit ändern"))
    page.get_by_label("Bis").fill(f"{end - timedelta(hours=1):%H:%M}")
    follow(page.get_by_role("button", name="Zeit ändern"))
    assert display.time_span(start, end - timedelta(hours=1)) in main.inner_text()
    follow(page.get_by_role("link", name="Termin absagen"))
    follow(page.get_by_role("button", name="Termin absagen"))
    assert "Hier steht nichts mehr an." in main.inner_text()
    assert page.foreign == []
    assert page.context.cookies() == []
