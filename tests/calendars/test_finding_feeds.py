"""Feeds are found: by programs in the head of every page that has one, by people on the page about subscribing."""

from datetime import timedelta

import pytest
from lxml import html

from app import clock
from tests.calendars.lint import lint
from tests.make import a_room, an_event, an_organisation
from tests.make_days import an_umbrella

CALENDAR = "text/calendar"


@pytest.fixture
def paths(app, at):
    """Every kind of page that has a feed."""
    at("2027-03-24 18:00")
    partner = an_organisation()
    event = an_event(room_ids=[a_room().id], hosts=[partner])
    day = an_umbrella(events=[event])
    room = event.rooms[0]
    return {
        f"/veranstaltungen/{event.slug}": f"/veranstaltungen/{event.slug}.ics",
        f"/formate/{event.format.slug}": f"/kalender/programm.ics?format={event.format.slug}",
        f"/bereiche/{event.area.key}": f"/kalender/programm.ics?bereich={event.area.key}",
        f"/orte/{room.place.key}": f"/kalender/programm.ics?ort={room.place.key}",
        f"/raeume/{room.slug}": f"/raeume/{room.slug}.ics",
        f"/partner/{partner.key}": f"/kalender/programm.ics?partner={partner.key}",
        f"/tage/{day.slug}": f"/kalender/programm.ics?tag={day.slug}",
        "/": "/kalender/programm.ics",
        "/programm": "/kalender/programm.ics",
        f"/programm?partner={partner.key}&frei=1": f"/kalender/programm.ics?frei=1&partner={partner.key}",
        f"/kalender?tag={day.slug}&lang=pl": f"/kalender/programm.ics?tag={day.slug}&lang=pl",
    }


def test_every_page_that_has_a_feed_names_it_in_its_head(paths, web):
    named = {path: _tree(web, path).xpath("//head/link[@rel='alternate'][@type='text/calendar']/@href")
             for path in paths}  # fmt: skip
    answers = [web.get(feed) for feed in paths.values()]

    assert named == {path: [feed] for path, feed in paths.items()}
    assert {(answer.status_code, answer.mimetype) for answer in answers} == {(200, CALENDAR)}
    assert [lint(answer.data) for answer in answers] == [[]] * len(answers)
    assert all(b"BEGIN:VEVENT" in answer.data for answer in answers)


def test_partner_and_day_lead_to_their_calendar(paths, web):
    for path in paths:
        if path.startswith(("/partner/", "/tage/")):
            link = _tree(web, path).xpath("//main//a[text()='Kalender abonnieren']/@href")

            assert link == [paths[path].replace("/programm.ics", "")]


def test_a_day_that_is_over_offers_no_subscription(paths, web, at):
    path = next(path for path in paths if path.startswith("/tage/"))
    at(f"{clock.local(clock.now() + timedelta(days=20)):%Y-%m-%d %H:%M}")

    assert _tree(web, path).xpath("//main//a[text()='Kalender abonnieren']") == []


def test_the_page_about_subscribing_has_a_code_for_telephones(app, web, monkeypatch):
    drawn = []
    monkeypatch.setattr("app.qr_codes.draw", lambda text, label: drawn.append(text) or "<svg></svg>")
    partner = an_organisation()
    for query in (f"partner={partner.key}", "q=" + "%F0%9F%A7%B5" * 100):
        _tree(web, f"/kalender?{query}")

    # An address that is too long for a camera has none.
    base = app.config["BASE_URL"].partition("://")[2]
    assert drawn == [f"webcal://{base}/kalender/programm.ics?partner={partner.key}"]


def test_robots_may_read_feeds(paths, web):
    closed = [line.partition(": ")[2] for line in web.get("/robots.txt").text.splitlines() if "Disallow" in line]

    assert [feed for feed in (*paths.values(), "/kalender/ich/x.ics") if feed.startswith(tuple(closed))] == []


def _tree(web, path):
    answer = web.get(path)
    assert answer.status_code == 200, path
    return html.document_fromstring(answer.get_data(as_text=True))
