"""The public week of a room: hours past midnight, closures and holidays with their reason."""

from datetime import datetime, time, timedelta

import pytest
from lxml import html

from app import clock
from app.database import db, transaction
from app.rooms import actions as rooms
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.models import RoomHours
from bench import statements
from tests.make import a_place, a_room

MOST_STATEMENTS = 6


@pytest.fixture(autouse=True)
def now(at):
    """Monday, 4 May 2026, noon."""
    return at("2026-05-04 12:00")


@pytest.fixture
def week(app):
    """A function that opens a room's page and returns {day: ["state span why", …]} of its week."""

    def read(room, day="2026-05-04"):
        tree = open_room(app, room, day)
        return {
            " ".join(row.xpath("./th")[0].text_content().split(" ")[:1]).rstrip(","): [
                " ".join(cell.text_content().split()) for cell in row.xpath("./td")
            ]
            for row in tree.xpath("//div[@class='week']/table/tbody/tr")
        }

    return read


def open_room(app, room, day="2026-05-04"):
    answer = app.test_client().get(f"/raeume/{room.slug}?woche={day}")
    assert answer.status_code == 200
    return html.document_fromstring(answer.get_data(as_text=True))


def closings(app, room):
    """What the box of facts says of the next times at which a room is shut."""
    return [each.text_content() for each in open_room(app, room).xpath("//dt[.='Geschlossen']/../dd")]


def close(begin, end, reason="Inventur", **where):
    begin, end = datetime.fromisoformat(begin), datetime.fromisoformat(end)
    with transaction():
        closure = Closure(reason=reason, wall_start=begin, wall_end=end, made_at=clock.now(), **where)
        closure.spans = [ClosureSpan(starts_at=clock.from_wall(begin), ends_at=clock.from_wall(end))]
        db.session.add(closure)


def test_a_room_that_closes_after_midnight_is_free_until_then(week):
    room = a_room(hours=[RoomHours(weekday=4, opens=time(18), closes=time(2))])

    found = week(room)

    assert found["Freitag"] == ["Geschlossen 7 bis 18 Uhr", "Frei 18 bis 2 Uhr"]
    assert found["Samstag"] == ["Geschlossen 7 bis 2 Uhr"]


def test_a_room_that_closes_after_midnight_on_sunday_shows_who_has_it_on_monday_morning(week):
    room = a_room(hours=[RoomHours(weekday=6, opens=time(18), closes=time(2))])
    begin = clock.from_wall(datetime(2026, 5, 11, 0, 30))
    rooms.book_room(room.id, begin, begin + timedelta(hours=1), "Nachtprobe")

    assert week(room)["Sonntag"] == [
        "Geschlossen 7 bis 18 Uhr", "Frei 18 bis 0:30 Uhr", "Belegt 0:30 bis 1:30 Uhr", "Frei 1:30 bis 2 Uhr",
    ]  # fmt: skip


def test_an_early_room_is_shown_from_its_first_hour(week):
    room = a_room(hours=[RoomHours(weekday=0, opens=time(5, 30), closes=time(8))])

    assert week(room)["Montag"] == ["Geschlossen 5 bis 5:30 Uhr", "Frei 5:30 bis 8 Uhr", "Geschlossen 8 bis 22 Uhr"]


@pytest.mark.parametrize("where", ["house", "place", "room"])
def test_a_closure_is_shown_with_its_reason(app, week, where):
    room = a_room(hours=[RoomHours(weekday=2, opens=time(8), closes=time(22))])
    target = {"house": {}, "place": {"place_id": room.place_id}, "room": {"room_id": room.id}}[where]
    close("2026-05-06 10:00", "2026-05-06 12:00", **target)
    close("2026-05-06 12:00", "2026-05-06 14:00", place_id=a_place().id, reason="Anderswo")

    assert week(room)["Mittwoch"] == [
        "Geschlossen 7 bis 8 Uhr", "Frei 8 bis 10 Uhr", "Geschlossen 10 bis 12 Uhr Inventur", "Frei 12 bis 22 Uhr",
    ]  # fmt: skip
    assert closings(app, room) == ["Mittwoch, 6. Mai, 10 bis 12 Uhr: Inventur"]


def test_a_holiday_that_shuts_the_place_is_shown_over_the_change_of_the_month(app, week):
    room = a_room(place=a_place(holiday_region="DE-SN", holidays_close=True))

    assert week(room, "2026-05-01")["Freitag"] == ["Geschlossen 7 bis 22 Uhr Erster Mai"]
    assert week(room, "2026-05-01")["Donnerstag"] == ["Frei 7 bis 22 Uhr"]
    assert closings(app, room) == ["Donnerstag, 14. Mai: Christi Himmelfahrt", "Montag, 25. Mai: Pfingstmontag"]


def test_a_holiday_that_is_only_marked_stands_beside_its_day(app, week):
    room = a_room(place=a_place(holiday_region="DE-SN"))

    head = open_room(app, room, "2026-05-14").xpath("//div[@class='week']//th[span[@class='day-note']]")

    assert [cell.text_content() for cell in head] == ["Donnerstag, 14. MaiChristi Himmelfahrt"]
    assert week(room, "2026-05-14")["Donnerstag"] == ["Frei 7 bis 22 Uhr"]


def test_the_page_of_a_room_costs_the_same_few_statements_however_many_closures_there_are(app):
    room = a_room(place=a_place(holiday_region="DE-SN", holidays_close=True))
    slug, place_id, costs = room.slug, room.place_id, []

    for number in range(3):
        close(f"2026-05-{5 + number:02} 10:00", f"2026-05-{5 + number:02} 12:00", place_id=place_id)
        db.session.remove()
        with statements.counted() as seen:
            app.test_client().get(f"/raeume/{slug}")
        costs.append(len(seen))

    assert costs[0] == costs[2] <= MOST_STATEMENTS


def test_a_place_tells_when_it_is_shut_and_not_when_one_of_its_rooms_is(app):
    place = a_place(key="zittau", holiday_region="DE-SN", holidays_close=True)
    close("2026-05-20 00:00", "2026-05-23 00:00", place_id=place.id, reason="Umzug")
    close("2026-05-21 00:00", "2026-05-22 00:00", room_id=a_room(place=place).id)
    close("2026-12-01 00:00", "2026-12-02 00:00", reason="Weit weg")

    tree = html.document_fromstring(app.test_client().get("/orte/zittau").text)

    assert [each.text_content() for each in tree.xpath("//h2[starts-with(., 'Wann hier')]/following::ul[1]/li")] == [
        "Donnerstag, 14. Mai: Christi Himmelfahrt",
        "Mittwoch, 20. Mai bis Freitag, 22. Mai: Umzug",
        "Montag, 25. Mai: Pfingstmontag",
    ]
