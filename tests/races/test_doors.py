"""Who gets a room by the code at its door when several read it at the same moment; with the twin without locks."""

from functools import partial

import pytest
import sqlalchemy as sa

from app.database import db
from app.rooms import actions, door
from app.rooms.bookings import Booking
from tests.make import a_room
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import no_part_is_held_twice
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

WON, IN_USE = Outcome(DONE), Outcome(REFUSED, "IN_USE")


def eight_use_one_room(race, **conditions):
    """Race for one free room, each standing at its door."""
    room = a_room(walk_in=True)

    outcomes = race([partial(door.use_now, room.id)] * 8, **conditions)

    assert sorted(outcomes, key=str) == [WON, *[IN_USE] * 7]
    booked = sa.select(sa.func.count(Booking.id)).where(Booking.room_id == room.id)
    assert db.session.scalar(booked) == 1
    no_part_is_held_twice()


@in_rounds
def test_of_eight_at_one_door_one_uses_the_room(race, pause):
    eight_use_one_room(race, pause=pause)


def test_without_locks_a_room_is_not_used_by_one_cleanly(race):
    assert breaks(partial(eight_use_one_room, race, pause=0.02, locks=False))


@in_rounds
def test_who_ends_early_and_who_calls_off_at_once_wait_for_nobody_for_ever(race, pause):
    room = a_room(walk_in=True)
    booking = door.use_now(room.id)

    outcomes = race(
        [partial(door.end_early, booking.id, room.id), partial(actions.cancel_booking, booking.id)] * 4, pause=pause
    )

    assert {outcome.end for outcome in outcomes} <= {DONE, REFUSED}
    no_part_is_held_twice()
