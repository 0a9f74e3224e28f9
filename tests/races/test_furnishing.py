"""Rooms that are divided, made smaller or taken out of use while others book them; each promise with its twin."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import actions, dividing, equipping, furnishing
from app.rooms.bookings import Booking, Loan, Occupancy
from app.rooms.models import Equipment, Room
from tests.make import a_place, a_room, a_thing
from tests.races.processes import FAILED
from tests.races.promises import no_part_is_held_twice
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow


def book(room, hours=0, **facts):
    """A call that books a room in ten days, so many hours after a full hour."""
    begin = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=10, hours=hours)
    return partial(actions.book_room, room.id, begin, begin + timedelta(hours=2), "Probe", knowingly=True, **facts)


def every_booking_holds_its_room():
    """Each booking holds all the parts that its room has now, and no others."""
    for booking in db.session.scalars(sa.select(Booking)):
        held = db.session.scalars(sa.select(Occupancy.part_id).where(Occupancy.booking_id == booking.id)).all()
        assert sorted(held) == [part.id for part in booking.room.parts], booking.room.name


def nobody_failed(outcomes):
    assert [each for each in outcomes if each.end == FAILED] == []


def division_against_bookings(race, **conditions):
    """Race those who divide a hall and put it together against those who book it and its halves."""
    place = a_place()
    hall, north, south = (a_room(name=name, place=place) for name in ("Saal", "Nord", "Süd"))
    halves = [part.id for room in (north, south) for part in room.parts]
    calls = [
        partial(dividing.set_parts, hall.id, halves),
        book(hall), book(north), book(hall, 3),
        partial(dividing.set_parts, hall.id, halves[:1], own=True),
        book(hall, 6), book(south, 3), book(north, 6),
    ]  # fmt: skip

    outcomes = race(calls, **conditions)

    nobody_failed(outcomes)
    no_part_is_held_twice()
    every_booking_holds_its_room()


@in_rounds
def test_what_is_booked_while_a_hall_is_divided_holds_its_parts(race, pause):
    division_against_bookings(race, pause=pause)


def test_without_locks_a_hall_is_divided_under_a_booking(race):
    assert breaks(partial(division_against_bookings, race, pause=0.02, locks=False))


def retirement_against_bookings(race, **conditions):
    """Race the one who takes a room out of use against those who book it."""
    room = a_room()

    outcomes = race([partial(furnishing.retire_room, room.id), *(book(room, 3 * n) for n in range(7))], **conditions)

    nobody_failed(outcomes)
    booked = db.session.scalar(sa.select(sa.func.count(Booking.id)).where(Booking.room_id == room.id))
    is_retired = db.session.get(Room, room.id).retired_at is not None
    assert not (is_retired and booked)


@in_rounds
def test_no_room_is_out_of_use_and_booked(race, pause):
    retirement_against_bookings(race, pause=pause)


def test_without_locks_a_room_is_out_of_use_and_booked(race):
    assert breaks(partial(retirement_against_bookings, race, pause=0.02, locks=False))


def shrinking_against_bookings(race, **conditions):
    """Race the one who makes a room smaller against those who book it for many."""
    room = a_room(capacity=50)
    calls = [partial(furnishing.change_room, room.id, capacity=10)]
    calls += [partial(ask_for, room.id, 3 * n, 40) for n in range(7)]

    outcomes = race(calls, **conditions)

    nobody_failed(outcomes)
    most = db.session.scalar(sa.select(sa.func.max(Booking.persons)).where(Booking.room_id == room.id)) or 0
    assert most <= db.session.get(Room, room.id).capacity


def ask_for(room_id, hours, persons):
    """Book within the rules, in another process."""
    begin = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=10, hours=hours)
    actions.book_room(room_id, begin, begin + timedelta(hours=2), "Probe", persons=persons)


@in_rounds
def test_no_room_is_smaller_than_what_is_booked(race, pause):
    shrinking_against_bookings(race, pause=pause)


def test_without_locks_a_room_gets_smaller_than_what_is_booked(race):
    assert breaks(partial(shrinking_against_bookings, race, pause=0.02, locks=False))


def less_stock_against_loans(race, **conditions):
    """Race the one who takes a thing out of the stock against those who lend it at the same time."""
    thing = a_thing(stock=2)
    rooms = [a_room() for _ in range(7)]
    calls = [partial(equipping.change_thing, thing.id, "mobile", stock=1)]
    calls += [book(room, equipment_ids=[thing.id]) for room in rooms]

    outcomes = race(calls, **conditions)

    nobody_failed(outcomes)
    lent = db.session.scalar(sa.select(sa.func.sum(Loan.quantity)).where(Loan.equipment_id == thing.id)) or 0
    assert lent <= db.session.get(Equipment, thing.id).stock


@in_rounds
def test_no_more_is_lent_than_the_stock_that_is_left(race, pause):
    less_stock_against_loans(race, pause=pause)


def test_without_locks_more_is_lent_than_the_stock_that_is_left(race):
    assert breaks(partial(less_stock_against_loans, race, pause=0.02, locks=False))
