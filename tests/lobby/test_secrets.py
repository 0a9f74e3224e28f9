"""The address of a service stands in no page, mail or feed; neither do secrets in what is logged or copied."""

import re

import pytest
import sqlalchemy as sa

from app import jobs
from app.database import db
from app.lobby import doors
from app.notifications.models import Message
from app.programme import queries as events
from app.registrations import links
from tests.lobby import bbb
from tests.lobby.conftest import a_digital_guest
from tests.lobby.test_door import press

HIDDEN = ("fester-raum", "video.example.org", bbb.SECRET, "/bigbluebutton/", "meetingID", "70757")


@pytest.fixture
def running_evening(by_service, service, evening, house, at):
    """Two events while they go on, one by a service and one by an address, with a guest each."""
    service.has_telephone = False
    pairs = [(event, a_digital_guest(event)) for event in (by_service(), evening())]
    at("2026-05-04 18:20")
    jobs.run_once(house, "open_digital_rooms")
    return pairs


def test_no_page_that_guests_see_says_where_the_service_is(running_evening, guest, house):
    paths = ["/", "/programm", "/kalender/programm.ics", "/programm.atom", "/sitemap.xml"]
    for event, registration in running_evening:
        room, personal = event.rooms[0], links.manage_path(registration)
        paths += [
            f"/veranstaltungen/{event.slug}", f"/veranstaltungen/{event.slug}.ics", f"/raeume/{room.slug}",
            f"/veranstaltungen/{event.slug}/raum", links.door_path(registration), personal, f"{personal}/daten",
        ]  # fmt: skip
    seen = 0
    for path in paths:
        page = guest.get(path)
        seen += page.status == 200
        assert [word for word in HIDDEN if word in page.body.decode()] == [], path

    assert seen >= 15


def test_no_page_of_the_team_says_it_either(running_evening, staff):
    for event, _registration in running_evening:
        for path in ("", "/raum", "/raum/umzug"):
            body = staff.get(f"/team/veranstaltungen/{event.id}{path}").body.decode()
            assert [word for word in ("fester-raum", bbb.SECRET, "meetingID") if word in body] == []


def test_no_mail_says_it_and_every_digital_one_has_the_door(running_evening, house):
    jobs.run_once(house, "deliver_messages")
    db.session.rollback()
    texts = [row.text for row in db.session.scalars(sa.select(Message)) if "confirmed" in row.template]

    assert len(texts) == 2
    for text in texts:
        assert re.search(r"http://localhost/dabei/\S+", text)
        assert [word for word in HIDDEN if word in text] == []


def test_what_is_logged_of_a_meeting_keeps_its_secrets(running_evening):
    event = events.get_event(running_evening[0][0].id)

    said = repr(doors.of_event(event)[0].meeting())

    assert bbb.SECRET not in said
    assert "createTime" not in said


def test_nothing_of_where_somebody_came_from_is_kept(running_evening, guest, house):
    _event, registration = running_evening[1]

    guest.client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    press(guest, registration)

    kept = "\n".join(
        str(row) for table in db.metadata.sorted_tables for row in db.session.execute(sa.select(table)).all()
    )
    assert "203.0.113.77" not in kept
