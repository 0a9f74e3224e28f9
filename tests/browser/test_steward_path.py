"""A steward's way, in a browser: the queue, another time proposed and taken; what was agreed stands in the plan."""

from datetime import timedelta

import pytest

from app import clock, display
from app.database import db
from app.rooms import actions
from tests.browser.conftest import follow, sign_in
from tests.browser.test_room_path import read_link
from tests.make import a_room, an_open_request

pytestmark = pytest.mark.browser


@pytest.fixture
def asked(house):
    """A function that makes somebody ask for a room that does not block; gives (room, span in local time, address)."""

    def ask(number):
        with house.app.app_context():
            room = a_room(name=f"Werkraum {number}", requests_block=False)
            request = an_open_request(room, email=f"steward{number}@example.org")
            booking = request.bookings[0]
            found = room.id, (clock.local(booking.starts_at), clock.local(booking.ends_at)), request.id
            db.session.remove()
        return found

    return ask


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (390, False)], ids=["desktop", "phone without JavaScript"]
)
def test_a_steward_proposes_another_time_where_the_room_is_taken_and_the_person_takes_it(
    house, open_page, asked, width, javascript
):
    room_id, (start, end), request_id = asked(width)
    with house.app.app_context():
        actions.book_room(room_id, start, end, "Chor")
        db.session.remove()
    team, guest = open_page(width=width, javascript=javascript), open_page(width=width, javascript=javascript)
    sign_in(team)
    main = team.get_by_role("main")

    # Accepting is refused, and says who has the room; nothing is decided.
    team.goto("/team/anfragen")
    follow(main.locator(f'a[href="/team/anfragen/{request_id}"]'))
    follow(main.get_by_role("button", name="Zusagen"))
    assert "„Chor“" in main.inner_text()
    assert team.title().startswith("Fehler:")

    # Another time instead: the person reads it, and takes it with one button.
    later, until = start + timedelta(hours=24), end + timedelta(hours=24)
    follow(main.get_by_role("link", name="Etwas anderes vorschlagen").first)
    team.get_by_label("Tag").fill(f"{later:%Y-%m-%d}")
    team.get_by_label("Von").fill(f"{later:%H:%M}")
    team.get_by_label("Bis").fill(f"{until:%H:%M}")
    follow(main.get_by_role("button", name="Vorschlagen"))
    guest.goto(read_link(house, open_page, f"steward{width}@example.org", "/r/vorschlag/"))
    follow(guest.get_by_role("button", name="Ja, so nehme ich den Raum"))

    with house.app.test_request_context():
        when = display.span(later, until)
    team.goto(f"/team/plan?tag={later:%Y-%m-%d}&zeit=tag&ansicht=tabelle&raum={room_id}")
    assert "gebucht" in main.inner_text().lower()
    team.goto(f"/team/anfragen/{request_id}")
    assert when in main.inner_text()
    assert "Gebucht" in main.inner_text()
