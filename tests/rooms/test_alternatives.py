"""What else there is where a room is not free, and when it is free next. Whatever is offered can be booked."""

from datetime import date, datetime, time, timedelta

import pytest

from app import clock
from app.database import db, transaction
from app.rooms import actions, finding
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.finding import OTHER_DAY, OTHER_ROOM, PIECE, SAME_ROOM
from app.rooms.models import CITIZEN, STAFF, Layout, Part, Room, RoomHours, RoomPolicy
from bench.statements import counted
from tests.make import a_place, a_room, a_thing

MONDAY = date(2026, 5, 4)


def at_wall(text):
    return clock.from_wall(datetime.fromisoformat(text))


def span(start, end, day="2026-05-04"):
    return at_wall(f"{day} {start}"), at_wall(f"{day} {end}")


def offers(room, *when, **facts):
    return finding.alternatives(room, *when, clock.now(), **{"who": CITIZEN, **facts})


def spans(found):
    return [(each.kind, f"{clock.local(each.starts_at):%d. %H:%M}") for each in found]


def booked(room, *when):
    return actions.book_room(room.id, *when, "Probe", setup_min=0, teardown_min=0)


def a_hall(**facts):
    north, south, place = Part(name="Nord"), Part(name="Süd"), a_place()
    whole = a_room(parts=[north, south], name="Saal", capacity=100, place=place, **facts)
    halves = (("Nord", north, 60), ("Süd", south, 40))
    return whole, *(
        a_room(parts=[part], name=f"Saal {name}", capacity=seats, place=place, parent_id=whole.id)
        for name, part, seats in halves
    )


@pytest.fixture(autouse=True)
def now(at):
    """A Friday before noon; the Monday after is the 4th."""
    return at("2026-05-01 11:00")


def test_the_same_room_is_offered_up_to_an_hour_earlier_or_later(app):
    room = a_room()
    booked(room, *span("09:00", "11:00"))

    found = offers(room, *span("10:30", "12:30"))

    assert spans(found)[:2] == [(SAME_ROOM, "04. 11:00"), (SAME_ROOM, "04. 11:30")]
    assert found[0].href == f"/raeume/{room.slug}/buchen?tag=2026-05-04&von=11:00&bis=13:00"


def test_the_buffers_of_the_room_count(app):
    room = a_room(setup_min=30)
    booked(room, *span("09:00", "11:00"))

    assert spans(offers(room, *span("10:30", "12:30")))[0] == (SAME_ROOM, "04. 11:30")


def test_other_days_at_the_same_time_are_offered_and_those_that_are_taken_are_not(app):
    room = a_room(hours=[RoomHours(weekday=day, opens=time(10), closes=time(12)) for day in range(5)])
    booked(room, *span("10:00", "12:00"))
    booked(room, *span("10:00", "12:00", "2026-05-05"))

    days = [f"{number:02}. 10:00" for number in (6, 7, 8, 11, 12)]
    assert spans(offers(room, *span("10:00", "12:00"))) == [(OTHER_DAY, day) for day in days]


def test_other_rooms_come_with_those_of_the_same_place_first_and_the_fitting_ones(app):
    place = a_place()
    room = a_room(name="Salon", place=place, capacity=30)
    a_room(name="Kammer", place=place, capacity=5)
    a_room(name="Werkraum", place=place, capacity=40)
    a_room(name="Dort", capacity=30)
    booked(room, at_wall("2026-05-04"), at_wall("2026-05-05"))

    found = offers(room, *span("10:00", "12:00"), persons=20)

    assert [each.room.name for each in found if each.kind == OTHER_ROOM] == ["Werkraum", "Dort"]
    assert "personen=20" in found[0].href


def test_a_piece_of_the_hall_is_offered_where_it_holds_them(app):
    whole, north, south = a_hall()
    booked(north, *span("10:00", "12:00"))

    few, many = (offers(whole, *span("10:00", "12:00"), persons=persons) for persons in (30, 50))

    assert [each.room.id for each in few if each.kind == PIECE] == [south.id]
    assert [each for each in many if each.kind == PIECE] == []
    assert "Nur ein Teil: Saal Süd, für bis zu 40 Personen, zur selben Zeit" in [each.text for each in few]


def test_at_most_five_are_offered_some_of_each(app):
    whole, north, _south = a_hall()
    for _number in range(9):
        a_room(place=whole.place)
    booked(north, *span("10:00", "10:30"))

    found = offers(whole, *span("10:00", "12:00"))

    assert [each.kind for each in found] == [SAME_ROOM, SAME_ROOM, PIECE, OTHER_ROOM, OTHER_DAY]


def test_nothing_is_offered_that_cannot_be_booked(app):
    hours = [RoomHours(weekday=day, opens=time(8), closes=time(13)) for day in (0, 2)]
    room = a_room(capacity=20, setup_min=15, hours=hours)
    a_room(capacity=20, policies=[RoomPolicy(who=CITIZEN, way="no")])
    a_room(capacity=20)
    booked(room, *span("10:30", "11:00"))
    first, last = datetime(2026, 5, 6), datetime(2026, 5, 7)
    shut = ClosureSpan(starts_at=clock.from_wall(first), ends_at=clock.from_wall(last))
    with transaction():
        db.session.add(
            Closure(
                place_id=room.place_id, reason="Putz", wall_start=first, wall_end=last, made_at=clock.now(),
                spans=[shut],
            )
        )  # fmt: skip

    found = offers(room, *span("10:00", "12:00"), persons=20)

    assert {each.kind for each in found} == {OTHER_ROOM, OTHER_DAY}
    assert "06." not in {when[:3] for _kind, when in spans(found)}
    for each in found:
        actions.book_room(each.room.id, each.starts_at, each.ends_at, "Probe", who=CITIZEN, persons=20)


def test_a_thing_that_is_lent_out_is_not_promised(app):
    room, other, thing = a_room(), a_room(), a_thing(stock=1)
    actions.book_room(other.id, *span("08:00", "12:00"), "Probe", equipment_ids=[thing.id])

    found = offers(room, *span("11:00", "12:00"), equipment_ids=[thing.id])

    assert spans(found)[0] == (SAME_ROOM, "04. 12:00")
    assert {each.kind for each in found} == {SAME_ROOM, OTHER_DAY}


def test_the_layout_goes_along(app):
    room, other = a_room(), a_room()
    a_room()
    with transaction():
        for each in (db.session.get(Room, room.id), db.session.get(Room, other.id)):
            each.layouts = [Layout(name="Stuhlkreis", capacity=20)]
    booked(room, at_wall("2026-05-04"), at_wall("2026-05-05"))

    found = offers(db.session.get(Room, room.id), *span("10:00", "12:00"), persons=20, layout="Stuhlkreis")

    assert [each.room.id for each in found if each.kind == OTHER_ROOM] == [other.id]
    assert offers(db.session.get(Room, room.id), *span("10:00", "12:00"), persons=21, layout="Stuhlkreis") == []


def test_a_booking_that_moves_does_not_stand_in_its_own_way(app):
    room = a_room()
    booking = booked(room, *span("10:00", "12:00"))
    booked(room, *span("12:30", "14:00"))

    found = offers(room, *span("11:00", "13:00"), who=STAFF, but_not=booking.id)

    assert spans(found)[:2] == [(SAME_ROOM, "04. 10:30"), (SAME_ROOM, "04. 10:00")]
    assert found[0].href is None


@pytest.mark.parametrize("when", [("12:00", "10:00"), ("10:00", "10:00")])
def test_an_impossible_span_has_no_alternatives(app, when):
    assert offers(a_room(), *span(*when)) == []


def test_another_day_has_the_same_time_on_the_wall_and_none_that_is_skipped(app, at):
    at("2026-03-20 11:00")
    room = a_room(policies=[RoomPolicy(who=CITIZEN, way="book")])
    booked(room, *span("02:00", "03:00", "2026-03-28"))

    days = [when for kind, when in spans(offers(room, *span("02:00", "03:00", "2026-03-28"))) if kind == OTHER_DAY]

    assert days[:2] == ["30. 02:00", "31. 02:00"]


@pytest.mark.parametrize("rooms", [1, 3])
def test_the_number_of_statements_does_not_grow(app, rooms):
    room = a_room(hours=[RoomHours(weekday=0, opens=time(8), closes=time(20))])
    for _number in range(rooms):
        booked(a_room(), *span("10:00", "12:00"))
    ident = room.id
    db.session.expire_all()
    room = db.session.get(Room, ident)

    with counted() as seen:
        offers(room, *span("10:00", "12:00"))

    assert len(seen) <= 7


def test_the_next_free_times_stand_day_by_day(app):
    room = a_room(
        setup_min=30, teardown_min=30,
        hours=[RoomHours(weekday=day, opens=time(8), closes=time(20)) for day in (0, 1, 2)],
    )  # fmt: skip
    booked(room, *span("10:00", "12:00"))
    booked(room, *span("08:00", "20:00", "2026-05-05"))

    days = finding.next_free(room, 60, MONDAY, 3, clock.now())

    assert days == [
        (MONDAY, [span("08:00", "09:30"), span("12:30", "20:00")]),
        (MONDAY + timedelta(days=1), []),
        (MONDAY + timedelta(days=2), [span("08:00", "20:00", "2026-05-06")]),
    ]
    assert [len(free) for _day, free in finding.next_free(room, 120, MONDAY, 3, clock.now())] == [1, 0, 1]


def test_free_times_begin_after_the_lead_time_at_a_half_hour(app, at):
    at("2026-05-04 10:10")
    room = a_room(policies=[RoomPolicy(who=CITIZEN, way="book", lead_hours=1)])

    day, free = finding.next_free(room, 60, MONDAY, 1, clock.now())[0]

    assert (day, free) == (MONDAY, [(at_wall("2026-05-04 11:30"), at_wall("2026-05-05 00:00"))])


def test_a_night_belongs_to_the_day_on_which_it_begins(app):
    room = a_room(hours=[RoomHours(weekday=0, opens=time(20), closes=time(3))])

    days = finding.next_free(room, 60, MONDAY, 2, clock.now())

    assert days[0][1] == [(at_wall("2026-05-04 20:00"), at_wall("2026-05-05 03:00"))]


def test_a_room_for_two_sessions_is_free_as_long_as_one_part_is(app):
    room = a_room(
        kind="digital", sessions=2, parts=[Part(name="1"), Part(name="2")],
        policies=[RoomPolicy(who=CITIZEN, way="book")],
        hours=[RoomHours(weekday=0, opens=time(8), closes=time(20))],
    )  # fmt: skip
    booked(room, *span("08:00", "12:00"))
    booked(room, *span("10:00", "14:00"))

    free = finding.next_free(room, 60, MONDAY, 1, clock.now())[0][1]

    assert free == [span("08:00", "10:00"), span("12:00", "20:00")]
