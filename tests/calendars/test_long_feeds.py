"""A feed that has grown too long for the programs that read it says so to the team."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.calendars import feed_todo, feeds
from app.database import db, is_postgresql
from app.programme.filters import Filter
from app.programme.models import DRAFT
from app.rooms import actions as rooms
from tests.calendars.lint import events
from tests.make import a_room, an_event
from tests.make_planning import sign_in_with, statements
from tests.registrations.conftest import Guest

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LIST = "/team/aufgaben"


@pytest.fixture(autouse=True)
def two_are_enough(app, at, monkeypatch):
    """As if a feed of more than two entries were a long one."""
    at("2027-03-24 18:00")
    monkeypatch.setattr(feed_todo, "MOST_ENTRIES", 2)


def lines():
    return [(line.about, line.title, line.marker) for line in feed_todo.long_feeds(clock.now())]


def test_the_programme_is_long_by_what_stands_in_its_feed(feed):
    for days in (1, 2):
        an_event(starts_at=clock.now() + days * DAY)
    for begin in (clock.now() - 200 * DAY, clock.now() + 600 * DAY):
        an_event(starts_at=begin)
    an_event(state=DRAFT)
    an_event(format_facts={"registration": "invite"})
    before = lines(), len(events(feed()))

    an_event(starts_at=clock.now() - 80 * DAY)

    assert before == ([], 2)
    assert (lines(), len(events(feed()))) == ([("programme", "Kalender des ganzen Programms", "1")], 3)


def test_a_room_is_long_by_what_holds_a_part_of_it(feed):
    hall = a_room(name="Saal", slug="saal")
    half = a_room(parts=[hall.parts[0]], place=hall.place)
    a_room()
    for number, room in enumerate((hall, half, hall)):
        begin = clock.now() + number * DAY
        rooms.book_room(room.id, begin, begin + HOUR, "Probe", knowingly=True)

    found = lines()

    assert len(events(feed(path="/raeume/saal.ics"))) == 3
    assert found == [
        (f"room:{hall.id}", "Kalender des Raums Saal", "1"),
        (f"room:{half.id}", f"Kalender des Raums {half.name}", "1"),
    ]
    assert statements(lambda: list(feed_todo.long_feeds(clock.now()))) == 2


def test_the_team_reads_what_to_do(web):
    for days in (1, 2, 3):
        an_event(starts_at=clock.now() + days * DAY)

    page = sign_in_with(Guest(web), "programme").get(LIST).words

    assert "Dieser Kalender hat 3 Einträge." in page
    assert "Empfehlen Sie stattdessen den Kalender eines Formats, eines Bereichs oder eines Ortes." in page


def test_what_is_over_is_not_read(app):
    """However many events are past: the dates are found by the index of their ends."""
    asked = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        asked.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    feeds.count_of_programme(clock.now())
    feeds.of_programme(Filter(), clock.now())
    sa.event.remove(db.engine, "before_cursor_execute", note)
    asked = [each for each in asked if each[0].startswith("SELECT")]
    if is_postgresql():
        # A table of one page it would read as a whole.
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN" if is_postgresql() else "EXPLAIN QUERY PLAN"
    plans = [
        " ".join(str(row[-1]) for row in db.session.connection().exec_driver_sql(f"{explain} {statement}", parameters))
        for statement, parameters in asked
    ]

    assert ["ix_event_dates_ends_at" in plan for plan in plans] == [True, True]
    assert not any("SCAN event" in plan for plan in plans)
