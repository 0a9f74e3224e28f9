"""A room every week: which dates are free, and what else there is on the others."""

from datetime import date, datetime, time, timedelta

import pytest

from app import clock
from app.database import db, transaction
from app.rooms import actions
from app.rooms.closures import SchoolHoliday
from app.rooms.clubs import ClubWish, club_list
from app.rooms.finding import OTHER_ROOM, SAME_ROOM
from app.rooms.models import CITIZEN, RoomHours, RoomPolicy
from bench.statements import counted
from tests.make import a_place, a_room


def at_wall(text):
    return clock.from_wall(datetime.fromisoformat(text))


def span(start, end, day):
    return at_wall(f"{day} {start}"), at_wall(f"{day} {end}")


def a_wish(**facts):
    usual = {"weekdays": (1,), "first": date(2026, 5, 4), "last": date(2026, 5, 31), "opens": time(18)}
    return ClubWish(**{**usual, "closes": time(20), **facts})


def states(found):
    return [(f"{each.day:%d.%m.}", each.why_not or each.left_out or "frei") for each in found.dates]


@pytest.fixture(autouse=True)
def now(at):
    """A Friday before noon; the Tuesday after is the 5th."""
    return at("2026-05-01 11:00")


def test_each_date_is_free_or_says_why_not(app):
    room = a_room()
    actions.book_room(room.id, *span("19:00", "21:00", "2026-05-12"), "Chor")

    found = club_list(a_wish(), clock.now())

    assert states(found) == [("05.05.", "frei"), ("12.05.", "Belegt"), ("19.05.", "frei"), ("26.05.", "frei")]
    assert (found.free, found.wanted) == (3, 4)


def test_the_substitute_is_the_same_room_within_the_hour_or_else_another(app):
    place = a_place()
    room, other = a_room(place=place, capacity=30), a_room(place=place, capacity=40)
    a_room(place=place, capacity=5)
    actions.book_room(room.id, *span("17:00", "18:30", "2026-05-12"), "Chor")
    actions.book_room(room.id, *span("14:00", "22:00", "2026-05-19"), "Chor")

    found = club_list(a_wish(room=room.slug, persons=20), clock.now())

    instead = {each.day.day: each.substitute for each in found.dates}
    assert instead[5] is None
    assert (instead[12].kind, instead[12].starts_at) == (SAME_ROOM, at_wall("2026-05-12 18:30"))
    assert (instead[19].kind, instead[19].room.id) == (OTHER_ROOM, other.id)


def test_without_a_wanted_room_the_one_with_the_most_free_dates_is_taken(app):
    small, big = a_room(name="Klein", capacity=20), a_room(name="Groß", capacity=90)
    actions.book_room(small.id, *span("18:00", "20:00", "2026-05-12"), "Chor")

    found = club_list(a_wish(persons=20), clock.now())

    assert found.room.id == big.id
    assert [(room.id, free) for room, free in found.others] == [(small.id, 3)]


def test_holidays_are_left_out_and_school_holidays_where_asked(app):
    room = a_room(place=a_place(holiday_region="DE-SN"))
    with transaction():
        holidays = {"region": "DE-SN", "name": "Ferien", "first_on": date(2026, 5, 18), "last_on": date(2026, 5, 22)}
        db.session.add(SchoolHoliday(**holidays))
    facts = {"weekdays": (1, 4), "first": date(2026, 4, 28), "last": date(2026, 5, 22), "room": room.slug}

    with_school, without = (
        club_list(a_wish(**facts, leaves_school_holidays=leaves), clock.now()) for leaves in (False, True)
    )

    assert ("01.05.", "Erster Mai") in states(with_school) or ("01.05.", "Tag der Arbeit") in states(with_school)
    assert ("19.05.", "frei") in states(with_school)
    assert ("19.05.", "Ferien") in states(without)
    assert ("22.05.", "Ferien") in states(without)


def test_what_is_over_or_too_soon_is_said(app):
    a_room(policies=[RoomPolicy(who=CITIZEN, way="book", lead_hours=5 * 24)])

    found = club_list(a_wish(first=date(2026, 4, 28), last=date(2026, 5, 12)), clock.now())

    assert states(found) == [("28.04.", "Schon vorbei"), ("05.05.", "Zu kurzfristig"), ("12.05.", "frei")]


def test_the_time_on_the_wall_stays_over_the_clock_change(app):
    a_room()

    found = club_list(a_wish(first=date(2026, 10, 19), last=date(2026, 11, 1)), clock.now())

    assert [each.starts_at for each in found.dates] == [at_wall("2026-10-20 18:00"), at_wall("2026-10-27 18:00")]
    assert found.dates[1].starts_at - found.dates[0].starts_at == timedelta(days=7, hours=1)


def test_a_night_ends_on_the_next_day(app):
    a_room(hours=[RoomHours(weekday=1, opens=time(18), closes=time(2))])

    found = club_list(a_wish(opens=time(22), closes=time(1)), clock.now())

    assert (found.free, found.dates[0].ends_at) == (4, at_wall("2026-05-06 01:00"))


def test_rooms_that_citizens_cannot_have_are_not_proposed(app):
    a_room(policies=[RoomPolicy(who=CITIZEN, way="no")])

    assert club_list(a_wish(), clock.now()) is None


def test_nothing_comes_of_too_many_people(app):
    a_room(capacity=10)

    assert club_list(a_wish(persons=11), clock.now()) is None


@pytest.mark.parametrize(("rooms", "last"), [(1, date(2026, 5, 10)), (3, date(2026, 8, 31))])
def test_the_number_of_statements_grows_neither_with_dates_nor_with_rooms(app, rooms, last):
    for _number in range(rooms):
        actions.book_room(
            a_room(place=a_place(holiday_region="DE-SN")).id, *span("18:00", "20:00", "2026-05-05"), "Probe"
        )

    with counted() as seen:
        club_list(a_wish(last=last), clock.now())

    assert len(seen) == 3
