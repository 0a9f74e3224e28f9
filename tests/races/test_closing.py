"""Booking against closing: either the booking is refused, or whoever closes has to decide about it."""

from datetime import datetime, time, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.rooms import actions, closing
from app.rooms.bookings import Booking
from app.rooms.closing import STAY
from app.rooms.closure_plans import Plan
from app.rooms.closures import Closure
from tests.make import a_place, a_room, an_event
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import no_part_is_held_twice
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

WON, CLOSED, UNDECIDED = Outcome(DONE), Outcome(REFUSED, "CLOSED"), Outcome(REFUSED, "UNDECIDED")


def in_ten_days():
    """A day as (naive start, naive end), and its noon as a moment."""
    start = datetime.combine(clock.today(clock.now() + timedelta(days=10)), time())
    return start, start + timedelta(days=1), clock.from_wall(start + timedelta(hours=12))


def a_closure_against_bookings(race, **conditions):
    """Race a closure of a place against a booking in each of its rooms."""
    place = a_place()
    rooms = [a_room(place=place) for _ in range(7)]
    first, last, noon = in_ten_days()
    close = partial(closing.create_closure, Plan("Inventur", first, last, place_id=place.id), {})
    books = [partial(actions.book_room, room.id, noon, noon + timedelta(hours=1), "Probe") for room in rooms]

    closed, *booked = race([close, *books], **conditions)

    there = db.session.scalars(sa.select(Booking).where(Booking.room_id.in_([room.id for room in rooms]))).all()
    closures = db.session.scalars(sa.select(Closure).where(Closure.place_id == place.id)).all()
    if closed == WON:
        assert (len(closures), len(there), set(booked)) == (1, 0, {CLOSED})
    else:
        assert (closed, len(closures), len(there), set(booked)) == (UNDECIDED, 0, 7, {WON})


@in_rounds
def test_a_closure_sees_a_booking_or_the_booking_sees_the_closure(race, pause):
    a_closure_against_bookings(race, pause=pause)


def test_without_locks_a_booking_slips_into_a_closure(race):
    assert breaks(partial(a_closure_against_bookings, race, pause=0.02, locks=False))


@in_rounds
def test_closures_and_moves_of_the_same_bookings_wait_for_nobody_for_ever(race, pause):
    open_all()
    place, other = a_place(), a_room()
    rooms = [a_room(place=place) for _ in range(3)]
    first, last, noon = in_ten_days()
    events = [an_event(room_ids=[room.id for room in rooms], starts_at=noon + timedelta(hours=3 * n)) for n in (0, 1)]
    held = [booking.id for event in events for booking in event.dates[0].bookings]
    single = actions.book_room(other.id, noon, noon + timedelta(hours=1), "Probe")
    decisions = {**dict.fromkeys(held, STAY), single.id: STAY}
    calls = [
        partial(closing.create_closure, Plan("Inventur", first, last, place_id=place.id), decisions),
        partial(closing.create_closure, Plan("Umbau", first, last), decisions),
        partial(closing.create_closure, Plan("Fest", first, last, room_id=rooms[0].id), decisions),
        partial(actions.move_booking, held[0], noon + timedelta(hours=6), noon + timedelta(hours=8), knowingly=True),
        partial(actions.move_booking, held[4], noon + timedelta(hours=9), noon + timedelta(hours=10), knowingly=True),
        partial(actions.move_booking, single.id, noon + timedelta(hours=2), noon + timedelta(hours=3), knowingly=True),
    ]

    outcomes = race(calls, pause=pause)

    assert set(outcomes) <= {WON, UNDECIDED}
    no_part_is_held_twice()


def open_all():
    """Drop the closures of the rounds before, of which one shut the whole house."""
    with transaction():
        db.session.execute(sa.delete(Closure))
