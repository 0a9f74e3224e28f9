"""Public holidays by law, Catholic towns included, school holidays, and the days on which they shut a place."""

from datetime import date, datetime, timedelta

import pytest

from app import clock
from app.database import db, transaction
from app.errors import Refused
from app.rooms import actions, days
from app.rooms.closures import SchoolHoliday
from app.rooms.days import HOLIDAY, SCHOOL, Mark
from app.rooms.rules import RoomRefusal
from tests.make import a_place, a_room


def names(region, year=2026, catholic=False):
    return {f"{day:%d.%m.}": name for day, name in days.public_holidays(region, catholic, year).items()}


def a_school_holiday(region, name, first_on, last_on):
    with transaction():
        db.session.add(SchoolHoliday(region=region, name=name, first_on=first_on, last_on=last_on))


def berlin(text):
    return clock.from_wall(datetime.fromisoformat(text))


def test_saxony_keeps_the_day_of_repentance_and_brandenburg_easter_sunday():
    assert names("DE-SN")["18.11."] == "Buß- und Bettag"
    assert "18.11." not in names("DE-BB")
    assert names("DE-BB")["05.04."] == "Ostersonntag"
    assert "05.04." not in names("DE-SN")


def test_corpus_christi_counts_in_catholic_towns_of_saxony_only():
    assert names("DE-SN", catholic=True)["04.06."] == "Fronleichnam"
    assert "04.06." not in names("DE-SN")
    assert names("DE-BB", catholic=True) == names("DE-BB")


def test_poland_has_christmas_eve_since_2025():
    assert names("PL", 2025)["24.12."] == "Heiligabend"
    assert "24.12." not in names("PL", 2024)


@pytest.mark.parametrize("year", range(2020, 2041))
def test_czech_holidays_have_german_names(year):
    found = names("CZ", year)

    assert found["01.01."] == "Neujahr"
    assert found["28.09."] == "Tag der tschechischen Staatlichkeit"
    assert [name for name in found.values() if any(letter in name for letter in "ěščřžýáíéů")] == []


def test_two_holidays_on_one_day_are_both_named():
    assert names("DE-SN", 2008)["01.05."] == "Christi Himmelfahrt und Erster Mai"


def test_an_unknown_region_has_no_holidays():
    assert days.public_holidays("FR", False, 2026) == {}


def test_a_place_without_region_and_a_digital_room_have_no_marks(app):
    assert days.marks(a_place(), date(2026, 1, 1), date(2026, 12, 31)) == {}
    assert days.marks(None, date(2026, 1, 1), date(2026, 12, 31)) == {}


def test_marks_tell_holidays_before_school_holidays_and_stay_within_their_days(app):
    place = a_place(holiday_region="DE-SN", holidays_close=True)
    a_school_holiday("DE-SN", "Weihnachtsferien", date(2026, 12, 23), date(2027, 1, 2))
    a_school_holiday("DE-BB", "Weihnachtsferien", date(2026, 12, 21), date(2027, 1, 4))

    found = days.marks(place, date(2026, 12, 24), date(2026, 12, 27))

    school = Mark(SCHOOL, "Weihnachtsferien")
    assert found == {
        date(2026, 12, 24): [school],
        date(2026, 12, 25): [Mark(HOLIDAY, "Erster Weihnachtstag", closes=True), school],
        date(2026, 12, 26): [Mark(HOLIDAY, "Zweiter Weihnachtstag", closes=True), school],
        date(2026, 12, 27): [school],
    }


def test_marks_of_many_places_take_one_statement(app):
    places = [a_place(holiday_region=region) for region in ("DE-SN", "DE-BB", "PL", "CZ")]
    a_school_holiday("PL", "Winterferien", date(2026, 2, 2), date(2026, 2, 15))

    found = days.marks_of([*places, None], date(2026, 2, 2), date(2026, 2, 2))

    assert found == {
        places[0].id: {}, places[1].id: {}, places[3].id: {}, None: {},
        places[2].id: {date(2026, 2, 2): [Mark(SCHOOL, "Winterferien")]},
    }  # fmt: skip


def test_a_place_that_shuts_on_holidays_refuses_a_booking_and_names_the_day(app, at):
    at("2026-05-01 12:00")
    room = a_room(place=a_place(name="Zittau", holiday_region="DE-SN", holidays_close=True), name="Saal")
    begin = berlin("2026-11-18 10:00")

    with pytest.raises(Refused) as refused:
        actions.book_room(room.id, begin, begin + timedelta(hours=1), "Probe")

    assert refused.value.reason is RoomRefusal.CLOSED
    assert "Saal, Zittau ist dann geschlossen: Buß- und Bettag." in refused.value.sentence


def test_a_place_that_only_marks_holidays_takes_the_booking(app, at):
    at("2026-05-01 12:00")
    room = a_room(place=a_place(holiday_region="DE-SN"))
    begin = berlin("2026-11-18 10:00")

    booking = actions.book_room(room.id, begin, begin + timedelta(hours=1), "Probe")

    assert booking.broken_rules == []


def test_a_holiday_shuts_from_midnight_to_midnight(app, at):
    at("2026-05-01 12:00")
    room = a_room(place=a_place(holiday_region="DE-SN", holidays_close=True))
    midnight = berlin("2026-11-18 00:00")

    before = actions.book_room(room.id, midnight - timedelta(hours=2), midnight, "Abend davor")
    after = actions.book_room(room.id, midnight + timedelta(days=1), midnight + timedelta(hours=26), "Danach")
    over = actions.book_room(
        a_room(place=room.place).id, midnight - timedelta(hours=2), midnight + timedelta(minutes=1), "Hinein",
        knowingly=True,
    )  # fmt: skip

    assert (before.broken_rules, after.broken_rules, over.broken_rules) == ([], [], ["CLOSED"])
