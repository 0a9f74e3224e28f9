"""Rooms and their parts: who has what when (law 1)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.database import db, transaction
from app.errors import Refused
from app.rooms import actions, queries, rules
from app.rooms.bookings import Booking, Loan, Occupancy
from app.rooms.models import Part
from app.rooms.rules import RoomRefusal
from tests.make import a_room, a_thing


def hours(start, first, last):
    """A span on the day of `start`, from one hour to another."""
    day = start.replace(hour=0, minute=0)
    return day + timedelta(hours=first), day + timedelta(hours=last)


def a_hall():
    """A hall that divides: (whole, north, south)."""
    north, south = Part(name="Nord"), Part(name="Süd")
    return (
        a_room(parts=[north, south], name="Saal (ganz)"),
        a_room(parts=[north], name="Saal Nord"),
        a_room(parts=[south], name="Saal Süd"),
    )


def test_a_booking_holds_its_setup_and_teardown_too(app, at):
    start = at("2026-05-01 12:00")
    room = a_room(setup_min=30, teardown_min=15)

    actions.book_room(room.id, *hours(start, 14, 16), "Probe")

    held = db.session.execute(sa.select(Occupancy.starts_at, Occupancy.ends_at)).one()
    assert tuple(held) == (start + timedelta(hours=1, minutes=30), start + timedelta(hours=4, minutes=15))


@pytest.mark.parametrize(("first", "last"), [(14, 16), (13, 15), (15, 17), (13, 17), (14.5, 15), (15.9, 18)])
def test_a_room_is_refused_where_it_is_taken(app, at, first, last):
    start = at("2026-05-01 08:00")
    room = a_room()
    actions.book_room(room.id, *hours(start, 14, 16), "Probe")

    with pytest.raises(Refused) as refused:
        actions.book_room(room.id, *hours(start, first, last), "Andere")

    assert refused.value.reason is RoomRefusal.TAKEN
    assert db.session.scalar(sa.select(sa.func.count(Booking.id))) == 1


@pytest.mark.parametrize(("first", "last"), [(12, 14), (16, 18)])
def test_spans_that_only_touch_do_not_overlap(app, at, first, last):
    start = at("2026-05-01 08:00")
    room = a_room()
    actions.book_room(room.id, *hours(start, 14, 16), "Probe")

    actions.book_room(room.id, *hours(start, first, last), "Andere")

    assert len(queries.busy_spans(room.id, *hours(start, 0, 24))) == 2


def test_a_hall_blocks_its_halves_and_a_half_its_hall(app, at):
    start = at("2026-05-01 08:00")
    whole, north, south = a_hall()
    actions.book_room(north.id, *hours(start, 10, 12), "Nord")
    actions.book_room(south.id, *hours(start, 10, 12), "Süd")
    actions.book_room(whole.id, *hours(start, 14, 16), "Ganz")

    refusals = []
    for room, span in [(whole, hours(start, 11, 13)), (north, hours(start, 14, 15)), (south, hours(start, 15, 16))]:
        with pytest.raises(Refused) as refused:
            actions.book_room(room.id, *span, "Andere")
        refusals.append(refused.value.reason)

    assert refusals == [RoomRefusal.TAKEN] * 3


def test_the_database_has_the_last_word_on_two_who_hold_one_part(app, at):
    start = at("2026-05-01 08:00")
    room = a_room()
    booking = actions.book_room(room.id, *hours(start, 14, 16), "Probe")
    part = queries.part_ids(room.id)[0]
    starts_at, ends_at = hours(start, 15, 17)

    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Occupancy(booking_id=booking.id, part_id=part, starts_at=starts_at, ends_at=ends_at))

    assert db.session.scalar(sa.select(sa.func.count(Occupancy.id))) == 1


def test_a_cancelled_booking_frees_its_room_and_things(app, at):
    start = at("2026-05-01 08:00")
    room, thing = a_room(), a_thing()
    booking = actions.book_room(room.id, *hours(start, 14, 16), "Probe", equipment_ids=[thing.id])

    actions.cancel_booking(booking.id)
    actions.cancel_booking(booking.id)

    assert db.session.scalar(sa.select(sa.func.count(Occupancy.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count(Loan.id))) == 0
    actions.book_room(room.id, *hours(start, 14, 16), "Andere", equipment_ids=[thing.id])


def test_a_booking_may_move_into_its_own_time(app, at):
    start = at("2026-05-01 08:00")
    room = a_room()
    booking = actions.book_room(room.id, *hours(start, 14, 16), "Probe")

    actions.move_booking(booking.id, *hours(start, 15, 17))

    assert [tuple(span) for span in queries.busy_spans(room.id, *hours(start, 0, 24))] == [hours(start, 15, 17)]


def test_a_refused_move_leaves_the_old_time_held(app, at):
    start = at("2026-05-01 08:00")
    room, thing = a_room(), a_thing()
    booking = actions.book_room(room.id, *hours(start, 14, 16), "Probe")
    other = a_room()
    actions.book_room(other.id, *hours(start, 10, 12), "Andere", equipment_ids=[thing.id])

    with pytest.raises(Refused):
        actions.move_booking(booking.id, *hours(start, 11, 13), room_id=other.id)

    assert [tuple(span) for span in queries.busy_spans(room.id, *hours(start, 0, 24))] == [hours(start, 14, 16)]


def test_the_last_thing_of_the_stock_is_lent_once(app, at):
    start = at("2026-05-01 08:00")
    first, second, third, thing = a_room(), a_room(), a_room(), a_thing(stock=2)
    actions.book_room(first.id, *hours(start, 14, 16), "Eins", equipment_ids=[thing.id])
    actions.book_room(second.id, *hours(start, 15, 17), "Zwei", equipment_ids=[thing.id])

    with pytest.raises(Refused) as refused:
        actions.book_room(third.id, *hours(start, 15, 18), "Drei", equipment_ids=[thing.id])

    assert refused.value.reason is RoomRefusal.LENT
    actions.book_room(third.id, *hours(start, 16, 18), "Drei", equipment_ids=[thing.id])


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (16, 14, RoomRefusal.ENDS_BEFORE_START),
        (14, 14, RoomRefusal.ENDS_BEFORE_START),
        (0, 25, RoomRefusal.TOO_LONG),
        (24 * 365 * 4, 24 * 365 * 4 + 1, RoomRefusal.TOO_FAR),
    ],
)
def test_impossible_spans_are_refused(app, at, first, last, reason):
    start = at("2026-05-01 08:00")
    room = a_room()

    with pytest.raises(Refused) as refused:
        actions.book_room(room.id, *hours(start, first, last), "Probe")

    assert refused.value.reason is reason


def test_most_lent_counts_what_is_out_at_one_moment():
    assert rules.most_lent([(0, 2, 1), (1, 3, 2), (2, 4, 1)]) == 3
    assert rules.most_lent([]) == 0
