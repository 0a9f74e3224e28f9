"""Law 1 under fire: sixteen clients at the same moment, round after round; each promise with a twin without locks."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app.database import db
from app.rooms import actions
from app.rooms.bookings import Booking, Loan, Occupancy
from app.rooms.models import Part
from tests.make import a_room, a_thing
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import no_more_is_lent_than_there_is, no_part_is_held_twice
from tests.races.rounds import MANY, SEVERAL, breaks, pauses
from tests.races.test_rooms import a_moment, book

pytestmark = pytest.mark.slow

WON, TAKEN, LENT = Outcome(DONE), Outcome(REFUSED, "TAKEN"), Outcome(REFUSED, "LENT")
CLIENTS = 16


def booked_at(starts_at):
    """Return the ids of the rooms that are booked from a moment on, in order."""
    booked = sa.select(Booking.room_id).where(Booking.starts_at == starts_at, Booking.holds)
    return sorted(db.session.scalars(booked).all())


def sixteen_want_one_slot(race, room, starts_at, **conditions):
    """Race for one room at one time: one winner, fifteen clean refusals, nothing else."""
    outcomes = race([book(room, starts_at)] * CLIENTS, **conditions)

    assert sorted(outcomes, key=str) == [WON, *[TAKEN] * (CLIENTS - 1)]
    assert booked_at(starts_at) == [room.id]


def test_of_sixteen_clients_one_gets_the_slot_in_every_one_of_many_rounds(race):
    room = a_room(setup_min=15, teardown_min=15)

    for number, pause in enumerate(pauses(MANY)):
        sixteen_want_one_slot(race, room, a_moment(3 * number), pause=pause)

    no_part_is_held_twice()


def test_without_locks_sixteen_clients_do_not_get_one_slot_cleanly(race):
    assert breaks(lambda: sixteen_want_one_slot(race, a_room(), a_moment(), pause=0.02, locks=False))


def a_hall_and_its_halves(race, hall, north, south, starts_at, **conditions):
    """Race for A, B and A+B: the result is {A+B} or {A, B}, never less, never more."""
    calls = [book(room, starts_at) for room in (hall, north, south, south, north, hall, north, south) * 2]

    outcomes = race(calls, **conditions)

    assert set(outcomes) == {WON, TAKEN}
    assert booked_at(starts_at) in ([hall.id], [north.id, south.id])


def a_divided_hall():
    """A hall and its two halves."""
    parts = [Part(name="Nord"), Part(name="Süd")]
    return a_room(parts), a_room(parts[:1]), a_room(parts[1:])


def test_a_hall_goes_as_a_whole_or_in_both_halves_in_every_round(race):
    rooms = a_divided_hall()

    for number, pause in enumerate(pauses(SEVERAL)):
        a_hall_and_its_halves(race, *rooms, a_moment(3 * number), pause=pause)

    no_part_is_held_twice()


def test_without_locks_a_hall_and_its_halves_do_not_go_cleanly(race):
    assert breaks(lambda: a_hall_and_its_halves(race, *a_divided_hall(), a_moment(), pause=0.02, locks=False))


def pieces_of_a_hall_of_three(race, rooms, starts_at, **conditions):
    """Race for all pieces of a hall of three parts, and for pieces of pieces: at the end every part is held once."""
    calls = [book(room, starts_at) for room in (*rooms, *reversed(rooms), *rooms[1:5])]

    outcomes = race(calls, **conditions)

    assert set(outcomes) == {WON, TAKEN}
    held = sa.select(Occupancy.part_id).where(Occupancy.starts_at == starts_at)
    assert sorted(db.session.scalars(held)) == sorted(part.id for part in rooms[0].parts)


def a_hall_of_three():
    """A hall of three parts, its two halls of two, and the three by themselves."""
    a, b, c = (Part(name=name) for name in "ABC")
    return [a_room(parts) for parts in ([a, b, c], [a, b], [b, c], [a], [b], [c])]


def test_of_a_hall_of_three_every_part_is_held_once_in_every_round(race):
    rooms = a_hall_of_three()

    for number, pause in enumerate(pauses(SEVERAL)):
        pieces_of_a_hall_of_three(race, rooms, a_moment(3 * number), pause=pause)

    no_part_is_held_twice()


def test_without_locks_a_hall_of_three_is_not_given_out_cleanly(race):
    assert breaks(lambda: pieces_of_a_hall_of_three(race, a_hall_of_three(), a_moment(), pause=0.02, locks=False))


def sixteen_move_one_booking(race, rooms, **conditions):
    """Race moves of one booking: it ends where one of them wanted it, room and time of the same move."""
    booking = actions.book_room(rooms[0].id, a_moment(-3), a_moment(-2), "Probe")
    targets = [(rooms[number % len(rooms)], a_moment(24 * number)) for number in range(CLIENTS)]
    calls = [
        partial(actions.move_booking, booking.id, starts_at, starts_at + timedelta(hours=2), room_id=room.id)
        for room, starts_at in targets
    ]

    outcomes = race(calls, **conditions)

    assert set(outcomes) == {WON}
    db.session.refresh(booking)
    assert (booking.room_id, booking.starts_at) in [(room.id, starts_at) for room, starts_at in targets]
    no_part_is_held_twice()
    actions.cancel_booking(booking.id)


def test_sixteen_moves_never_mix_the_room_of_one_with_the_time_of_another_in_any_round(race):
    rooms = [a_room() for _ in range(3)]

    for pause in pauses(SEVERAL):
        sixteen_move_one_booking(race, rooms, pause=pause)


def test_without_locks_sixteen_moves_get_mixed(race):
    assert breaks(lambda: sixteen_move_one_booking(race, [a_room() for _ in range(3)], pause=0.02, locks=False))


def bookings_that_move_to_one_slot(race, wanted, starts_at, **conditions):
    """Race bookings of other rooms into one slot: one gets there, the others stay where they were."""
    held = [actions.book_room(a_room().id, starts_at, starts_at + timedelta(hours=1), "Probe") for _ in range(8)]
    homes = [booking.room_id for booking in held]
    calls = [
        partial(actions.move_booking, booking.id, starts_at, starts_at + timedelta(hours=1), room_id=wanted.id)
        for booking in held
    ]

    outcomes = race(calls, **conditions)

    assert sorted(outcomes, key=str) == [WON, *[TAKEN] * 7]
    rooms = booked_at(starts_at)
    assert rooms.count(wanted.id) == 1
    assert set(rooms) - {wanted.id} < set(homes)
    assert len(rooms) == 8
    no_part_is_held_twice()


def test_of_eight_bookings_that_move_to_one_slot_one_gets_there(race):
    for number, pause in enumerate(pauses(4)):
        bookings_that_move_to_one_slot(race, a_room(), a_moment(2 * number), pause=pause)


def test_without_locks_bookings_do_not_move_to_one_slot_cleanly(race):
    assert breaks(lambda: bookings_that_move_to_one_slot(race, a_room(), a_moment(), pause=0.02, locks=False))


def three_want_one_of_two(race, rooms, thing, starts_at, **conditions):
    """Race for a thing of which there are two, each asker in a room and a span of their own."""
    calls = [
        book(room, starts_at + timedelta(minutes=10 * number), equipment_ids=[thing.id])
        for number, room in enumerate(rooms)
    ]

    outcomes = race(calls, **conditions)

    assert sorted(outcomes, key=str) == [WON, WON, LENT]
    lent = sa.select(Loan.booking_id).join(Booking).where(Booking.starts_at.in_([call.args[1] for call in calls]))
    assert len(db.session.scalars(lent).all()) == 2
    no_more_is_lent_than_there_is()


def test_of_three_who_want_one_of_two_things_two_get_one_in_every_round(race):
    rooms, thing = [a_room() for _ in range(3)], a_thing(stock=2)

    for number, pause in enumerate(pauses(SEVERAL)):
        three_want_one_of_two(race, rooms, thing, a_moment(4 * number), pause=pause)

    no_part_is_held_twice()


def test_without_locks_two_things_are_not_lent_to_three_cleanly(race):
    rooms = [a_room() for _ in range(3)]

    assert breaks(lambda: three_want_one_of_two(race, rooms, a_thing(stock=2), a_moment(), pause=0.02, locks=False))


def three_want_one_of_two_sessions(race, room, starts_at, **conditions):
    """Race for a digital room that takes two meetings at once."""
    calls = [book(room, starts_at + timedelta(minutes=10 * number)) for number in range(3)]

    outcomes = race(calls, **conditions)

    assert sorted(outcomes, key=str) == [WON, WON, TAKEN]
    during = sa.select(Occupancy.part_id).where(Occupancy.starts_at.in_([call.args[1] for call in calls]))
    assert sorted(db.session.scalars(during)) == sorted(part.id for part in room.parts)


def a_digital_room():
    """A digital room with two sessions."""
    return a_room([Part(name="Sitzung 1"), Part(name="Sitzung 2")], kind="digital", sessions=2)


def test_of_three_who_want_a_digital_room_with_two_sessions_two_get_one_each_in_every_round(race):
    room = a_digital_room()

    for number, pause in enumerate(pauses(SEVERAL)):
        three_want_one_of_two_sessions(race, room, a_moment(4 * number), pause=pause)

    no_part_is_held_twice()


def test_without_locks_two_sessions_are_not_given_to_three_cleanly(race):
    assert breaks(lambda: three_want_one_of_two_sessions(race, a_digital_room(), a_moment(), pause=0.02, locks=False))
