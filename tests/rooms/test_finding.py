"""Which rooms are free: the same ones that could be booked, in few statements, whatever the number of rooms."""

import random
from datetime import datetime, time, timedelta

import pytest

from app import clock
from app.database import db, transaction
from app.errors import Refused
from app.rooms import actions
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.finding import Wish, find_rooms
from app.rooms.models import CITIZEN, STAFF, Equipment, Layout, Part, RoomHours, RoomPolicy
from bench.statements import counted
from tests.make import a_place, a_room, a_thing


def at_wall(text):
    return clock.from_wall(datetime.fromisoformat(text))


def span(start, end, day="2026-05-04"):
    return at_wall(f"{day} {start}"), at_wall(f"{day} {end}")


def close(starts_at, ends_at, **where):
    with transaction():
        closure = Closure(
            reason="Inventur", wall_start=datetime(2026, 5, 4), wall_end=datetime(2026, 5, 5), made_at=clock.now(),
            **where,
        )  # fmt: skip
        closure.spans = [ClosureSpan(starts_at=starts_at, ends_at=ends_at)]
        db.session.add(closure)


def names(wish):
    return [room.name for room in find_rooms(wish, clock.now())]


@pytest.fixture(autouse=True)
def now(at):
    """A Friday before noon; the Monday after is the 4th."""
    return at("2026-05-01 11:00")


def test_the_smallest_room_that_holds_them_comes_first(app):
    for name, capacity in (("Saal", 100), ("Salon", 30), ("Kammer", 8)):
        a_room(name=name, capacity=capacity)

    assert names(Wish(*span("10:00", "12:00"), persons=9)) == ["Salon", "Saal"]


def test_what_is_taken_shut_or_retired_is_not_free(app, now):
    taken, shut, later = a_room(name="Belegt"), a_room(name="Zu"), a_room(name="Später")
    a_room(name="Alt", retired_at=now)
    actions.book_room(taken.id, *span("11:00", "13:00"), "Probe")
    actions.book_room(later.id, *span("12:00", "13:00"), "Probe")
    close(*span("11:00", "13:00"), room_id=shut.id)

    assert names(Wish(*span("10:00", "12:00"))) == ["Später"]


def test_a_hall_is_not_free_while_a_half_is_taken_but_the_other_half_is(app):
    north, south = Part(name="Nord"), Part(name="Süd")
    a_room(parts=[north, south], name="Saal")
    half = a_room(parts=[north], name="Saal Nord", capacity=40)
    a_room(parts=[south], name="Saal Süd", capacity=40)
    actions.book_room(half.id, *span("11:00", "13:00"), "Probe")

    assert names(Wish(*span("10:00", "12:00"))) == ["Saal Süd"]


def test_each_room_needs_its_own_setup_and_teardown(app):
    quick, slow = a_room(name="Schnell"), a_room(name="Langsam", setup_min=30, teardown_min=30)
    for room in (quick, slow):
        actions.book_room(room.id, *span("08:00", "09:30"), "Davor", teardown_min=0)
        actions.book_room(room.id, *span("12:30", "14:00"), "Danach", setup_min=0)

    assert names(Wish(*span("09:30", "12:30"))) == ["Schnell"]
    assert names(Wish(*span("10:00", "12:00"))) == ["Langsam", "Schnell"]
    assert names(Wish(*span("09:59", "12:00"))) == names(Wish(*span("10:00", "12:01"))) == ["Schnell"]


def test_a_room_for_several_sessions_is_free_until_all_are_taken(app):
    room = a_room(kind="digital", sessions=2, parts=[Part(name="1"), Part(name="2")])
    wish = Wish(*span("10:00", "12:00"), who=STAFF)
    free = [len(find_rooms(wish, clock.now()))]
    for _number in range(2):
        actions.book_room(room.id, *span("10:00", "12:00"), "Runde")
        free.append(len(find_rooms(wish, clock.now())))

    assert free == [1, 1, 0]


def test_the_layout_must_be_there_and_hold_them(app):
    big, small = a_room(name="Groß", capacity=100), a_room(name="Klein", capacity=50)
    a_room(name="Ohne")
    with transaction():
        big.layouts = [Layout(name="Stuhlkreis", capacity=20), Layout(name="Reihen", capacity=100)]
        small.layouts = [Layout(name="Stuhlkreis", capacity=25)]

    assert names(Wish(*span("10:00", "12:00"), layout="Stuhlkreis")) == ["Groß", "Klein"]
    assert names(Wish(*span("10:00", "12:00"), layout="Stuhlkreis", persons=21)) == ["Klein"]


def test_what_nobody_has_checked_is_not_step_free(app):
    a_room(name="Ja", step_free=True, hearing_loop="fest")
    a_room(name="Nein", step_free=False, hearing_loop="nein")
    a_room(name="Ungeprüft")

    assert names(Wish(*span("10:00", "12:00"), barriers=("step_free",))) == ["Ja"]
    assert names(Wish(*span("10:00", "12:00"), barriers=("hearing_loop", "step_free"))) == ["Ja"]


def test_a_place_and_a_kind_may_be_asked_for(app):
    place = a_place()
    a_room(name="Hier", place=place)
    a_room(name="Dort")
    a_room(name="Netz", kind="digital", policies=[RoomPolicy(who=CITIZEN, way="ask")])

    assert names(Wish(*span("10:00", "12:00"), place=place.key)) == ["Hier"]
    assert names(Wish(*span("10:00", "12:00"), kind="digital")) == ["Netz"]


def test_fixed_things_must_stand_in_the_room(app):
    beamer = Equipment(key="beamer", name="Beamer", kind="fixed")
    screen = Equipment(key="leinwand", name="Leinwand", kind="fixed")
    a_room(name="Beides", equipment=[beamer, screen])
    a_room(name="Eins", equipment=[beamer])

    assert names(Wish(*span("10:00", "12:00"), equipment=("Beamer", screen.id))) == ["Beides"]


def test_mobile_things_must_be_left_in_stock_with_the_buffers_of_the_room(app):
    other, thing = a_room(name="Andere"), a_thing(stock=1)
    a_room(name="Schnell")
    a_room(name="Langsam", setup_min=30)
    actions.book_room(other.id, *span("08:00", "10:00"), "Probe", equipment_ids=[thing.id])

    assert names(Wish(*span("10:00", "12:00"), equipment=(thing.id,))) == ["Andere", "Schnell"]
    assert names(Wish(*span("09:59", "12:00"), equipment=(thing.id,))) == []


def test_an_unknown_thing_is_said_to_be_unknown(app):
    with pytest.raises(LookupError):
        find_rooms(Wish(*span("10:00", "12:00"), equipment=(4711,)), clock.now())


def test_only_rooms_that_the_asker_may_have_are_found(app):
    a_room(name="Team", policies=[RoomPolicy(who=CITIZEN, way="no")])
    a_room(name="Spät", policies=[RoomPolicy(who=CITIZEN, way="book", lead_hours=200)])
    a_room(name="Sofort", policies=[RoomPolicy(who=CITIZEN, way="book")])
    a_room(name="Usual")
    found = find_rooms(Wish(*span("10:00", "12:00")), clock.now())

    assert [(room.name, room.way) for room in found] == [("Sofort", "book"), ("Usual", "ask")]
    assert len(names(Wish(*span("10:00", "12:00"), who=STAFF))) == 4


def test_hours_past_midnight_count(app):
    a_room(name="Nachts", hours=[RoomHours(weekday=0, opens=time(18), closes=time(2))])
    a_room(name="Tags", hours=[RoomHours(weekday=0, opens=time(8), closes=time(20))])
    late = (at_wall("2026-05-04 23:00"), at_wall("2026-05-05 02:00"))

    assert names(Wish(*late)) == ["Nachts"]
    assert names(Wish(*span("18:00", "20:00"))) == ["Nachts", "Tags"]
    assert names(Wish(*span("10:00", "12:00"))) == ["Tags"]


def test_a_booking_that_moves_is_overlooked(app):
    room = a_room(name="Salon")
    booking = actions.book_room(room.id, *span("10:00", "12:00"), "Probe")
    actions.book_room(room.id, *span("14:00", "16:00"), "Andere")

    assert [each.name for each in find_rooms(Wish(*span("11:00", "13:00")), clock.now(), but_not=booking.id)] == [
        "Salon"
    ]
    assert find_rooms(Wish(*span("13:00", "15:00")), clock.now(), but_not=booking.id) == []


def test_a_place_that_shuts_on_holidays_has_no_free_rooms_then(app):
    a_room(name="Offen", place=a_place(holiday_region="DE-SN"))
    a_room(name="Zu", place=a_place(holiday_region="DE-SN", holidays_close=True))
    whit_monday = span("10:00", "12:00", "2026-05-25")

    assert names(Wish(*whit_monday)) == ["Offen"]
    assert names(Wish(*span("10:00", "12:00", "2026-05-26"))) == ["Offen", "Zu"]


def test_within_an_act_what_it_has_booked_is_taken(app):
    room = a_room()

    with transaction():
        actions.book_room(room.id, *span("10:00", "12:00"), "Probe")

        assert names(Wish(*span("10:00", "12:00"))) == []


def test_an_impossible_span_finds_nothing(app):
    a_room()

    assert names(Wish(*span("12:00", "10:00"))) == []


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_number_of_statements_does_not_grow_with_the_rooms(app, rooms):
    thing = a_thing(stock=5)
    for _number in range(rooms):
        a_room(hours=[RoomHours(weekday=0, opens=time(8), closes=time(20))])

    with counted() as seen:
        assert len(find_rooms(Wish(*span("10:00", "12:00"), equipment=(thing.id,)), clock.now())) == rooms

    assert len(seen) == 3


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_is_exactly_what_could_be_booked(app, seed):
    chance = random.Random(seed)
    rooms = some_rooms(chance)
    for _number in range(60):
        book(chance.choice(rooms), a_span(chance), 0)
    close(*a_span(chance), place_id=rooms[0].place_id)
    close(*a_span(chance), room_id=rooms[-1].id)

    for _number in range(12):
        wanted, persons = a_span(chance), chance.choice([None, 5, 20, 60])
        for who in (CITIZEN, STAFF):
            found = {room.id for room in find_rooms(Wish(*wanted, persons=persons, who=who), clock.now())}

            assert found == {room.id for room in rooms if could_book(room, wanted, persons, who)}


def some_rooms(chance):
    north, south, place = Part(name="Nord"), Part(name="Süd"), a_place()
    rooms = [a_room(parts=[north, south], place=place), a_room(parts=[north], place=place), a_room(parts=[south])]
    for _number in range(4):
        rooms.append(
            a_room(
                capacity=chance.choice([10, 30, 80]), setup_min=chance.choice([0, 15, 45]),
                teardown_min=chance.choice([0, 30]),
                hours=[RoomHours(weekday=day, opens=time(9), closes=time(chance.choice([1, 18]))) for day in range(4)],
                policies=[RoomPolicy(who=CITIZEN, way=chance.choice(["no", "ask", "book"]), longest_min=180)],
            )
        )  # fmt: skip
    rooms.append(a_room(kind="digital", sessions=2, parts=[Part(name="1"), Part(name="2")]))
    return rooms


def a_span(chance):
    start = at_wall("2026-05-02 00:00") + timedelta(minutes=30 * chance.randrange(48 * 5))
    return start, start + timedelta(minutes=30 * chance.randrange(1, 10))


def book(room, wanted, persons, who=STAFF):
    try:
        actions.book_room(room.id, *wanted, "Probe", who=who, persons=persons or None)
    except Refused:
        return False
    return True


def could_book(room, wanted, persons, who):
    """Try, and leave nothing."""

    class Undone(Exception):
        pass

    try:
        with transaction():
            if book(room, wanted, persons, who):
                raise Undone
    except Undone:
        return True
    return False
