"""Who gets a room when all ask at the same moment; each promise with a twin that shows what the lock is for."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.programme import actions as programme
from app.programme.models import Event, Format
from app.rooms import actions
from app.rooms.bookings import Booking, Loan
from app.rooms.models import Part
from tests.make import a_format, a_room, a_thing, an_event
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import no_part_is_held_twice
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

TAKEN, LENT = Outcome(REFUSED, "TAKEN"), Outcome(REFUSED, "LENT")
WON = Outcome(DONE)


def a_moment(hours=0):
    """A full hour in ten days."""
    return clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=10, hours=hours)


def book(room, starts_at=None, hours=2, **facts):
    """A call that books a room."""
    starts_at = starts_at or a_moment()
    return partial(actions.book_room, room.id, starts_at, starts_at + timedelta(hours=hours), "Probe", **facts)


def winners(rooms):
    """Return which of these rooms are booked, in order."""
    return [
        room
        for room in rooms
        for _booking in db.session.scalars(sa.select(Booking).where(Booking.room_id == room.id)).all()
    ]


def eight_want_one_slot(race, **conditions):
    """Race for one room at one time."""
    room = a_room()

    outcomes = race([book(room) for _ in range(8)], **conditions)

    assert sorted(outcomes, key=str) == [WON, *[TAKEN] * 7]
    assert winners([room]) == [room]
    no_part_is_held_twice()


@in_rounds
def test_of_eight_who_want_one_slot_one_gets_it(race, pause):
    eight_want_one_slot(race, pause=pause)


def test_without_locks_one_slot_is_not_given_out_cleanly(race):
    assert breaks(partial(eight_want_one_slot, race, pause=0.02, locks=False))


def eight_want_overlapping_spans(race, **conditions):
    """Race for one room in spans of other starts and lengths that all share one moment."""
    room = a_room(setup_min=15, teardown_min=10)
    spans = [(a_moment() + timedelta(minutes=7 * number), 2 + number / 3) for number in range(8)]

    outcomes = race([book(room, starts_at, hours) for starts_at, hours in spans], **conditions)

    assert sorted(outcomes, key=str) == [WON, *[TAKEN] * 7]
    no_part_is_held_twice()


@in_rounds
def test_of_eight_overlapping_spans_of_different_lengths_one_is_booked(race, pause):
    eight_want_overlapping_spans(race, pause=pause)


def test_without_locks_overlapping_spans_are_not_kept_apart_cleanly(race):
    assert breaks(partial(eight_want_overlapping_spans, race, pause=0.02, locks=False))


def hall_against_halves(race, **conditions):
    """Race for a hall that divides, and for its halves."""
    parts = [Part(name="Nord"), Part(name="Süd")]
    hall, north, south = a_room(parts), a_room(parts[:1]), a_room(parts[1:])

    outcomes = race([book(room) for room in (hall, north, south, hall, south, north, hall, hall)], **conditions)

    assert set(outcomes) == {WON, TAKEN}
    assert winners([hall, north, south]) in ([hall], [north, south])
    no_part_is_held_twice()


@in_rounds
def test_a_hall_is_booked_as_a_whole_or_both_its_halves_are(race, pause):
    hall_against_halves(race, pause=pause)


def test_without_locks_a_hall_and_its_halves_are_not_kept_apart_cleanly(race):
    assert breaks(partial(hall_against_halves, race, pause=0.02, locks=False))


def many_want_few_things(race, askers, stock, **conditions):
    """Race for a thing from the stock, each asker for a room of their own."""
    thing = a_thing(stock=stock)
    rooms = [a_room() for _ in range(askers)]

    outcomes = race([book(room, equipment_ids=[thing.id]) for room in rooms], **conditions)

    assert sorted(outcomes, key=str) == [WON] * stock + [LENT] * (askers - stock)
    lent = sa.select(sa.func.sum(Loan.quantity)).where(Loan.equipment_id == thing.id)
    assert db.session.scalar(lent) == stock
    assert len(winners(rooms)) == stock
    no_part_is_held_twice()


@in_rounds
def test_of_eight_who_want_a_thing_one_gets_it(race, pause):
    many_want_few_things(race, 8, 1, pause=pause)


@in_rounds
def test_of_three_who_want_one_of_two_things_two_get_one(race, pause):
    many_want_few_things(race, 3, 2, pause=pause)


def test_without_locks_more_things_are_lent_than_there_are(race):
    assert breaks(partial(many_want_few_things, race, 8, 1, pause=0.02, locks=False))


def moves_of_one_booking(race, **conditions):
    """Race eight moves of one booking, each to a room and a time of its own."""
    booking = actions.book_room(a_room().id, a_moment(), a_moment(2), "Probe")
    targets = [(a_room(), a_moment(24 * number)) for number in range(1, 9)]
    calls = [
        partial(actions.move_booking, booking.id, starts_at, starts_at + timedelta(hours=number), room_id=room.id)
        for number, (room, starts_at) in enumerate(targets, 1)
    ]

    outcomes = race(calls, **conditions)

    assert set(outcomes) == {WON}
    db.session.refresh(booking)
    assert (booking.room_id, booking.starts_at) in [(room.id, starts_at) for room, starts_at in targets]
    no_part_is_held_twice()


@in_rounds
def test_two_moves_never_mix_the_room_of_one_with_the_time_of_the_other(race, pause):
    moves_of_one_booking(race, pause=pause)


def test_without_locks_two_moves_get_mixed(race):
    assert breaks(partial(moves_of_one_booking, race, pause=0.02, locks=False))


@in_rounds
def test_bookings_that_swap_their_times_wait_for_nobody_for_ever(race, pause):
    rooms = [a_room(), a_room()]
    held = [actions.book_room(room.id, a_moment(), a_moment(2), "Probe") for room in rooms]
    calls = [
        partial(actions.move_booking, booking.id, a_moment(), a_moment(2), room_id=room.id)
        for booking, room in zip(held, reversed(rooms), strict=True)
    ]

    outcomes = race(calls * 4, pause=pause)

    assert set(outcomes) == {TAKEN}
    no_part_is_held_twice()


@in_rounds
def test_an_event_and_its_booking_moved_at_once_wait_for_nobody_for_ever(race, pause):
    rooms = [a_room(), a_room()]
    event = an_event(room_ids=[room.id for room in rooms], starts_at=a_moment())
    held = [booking.id for booking in event.dates[0].bookings]
    moves = [partial(programme.move_event, event.id, [(a_moment(n), a_moment(n + 2))]) for n in (24, 48, 72, 96)]
    moves += [partial(actions.move_booking, held[n % 2], a_moment(n), a_moment(n + 2)) for n in (25, 50, 73, 98)]

    outcomes = race(moves, pause=pause)

    assert set(outcomes) == {WON}
    no_part_is_held_twice()


@in_rounds
def test_of_eight_events_in_the_same_rooms_one_is_planned_with_all_of_them(race, pause):
    parts = [Part(name="Nord"), Part(name="Süd")]
    rooms = [a_room(parts[:1]).id, a_room(parts[1:]).id, a_room().id]
    orders = [rooms, rooms[::-1], rooms[1:] + rooms[:1], rooms[::2] + rooms[1:2]]
    thing = a_thing()
    spans = [(a_moment(24 * day), a_moment(24 * day + 2)) for day in range(3)]

    outcomes = race([partial(plan, a_format().id, spans, order, [thing.id]) for order in orders * 2], pause=pause)

    assert sorted(outcomes, key=str) == [WON, *[TAKEN] * 7]
    booked = sa.select(sa.func.count(Booking.id)).where(Booking.room_id.in_(rooms))
    assert db.session.scalar(booked) == 9
    no_part_is_held_twice()


@in_rounds
def test_eight_events_of_one_name_planned_at_once_get_addresses_of_their_own(race, pause):
    format_id, spans = a_format().id, [(a_moment(), a_moment(2))]

    outcomes = race([partial(plan, format_id, spans, [a_room().id]) for _ in range(8)], pause=pause)

    assert set(outcomes) == {WON}
    slugs = db.session.scalars(sa.select(Event.slug).where(Event.format_id == format_id)).all()
    assert len(set(slugs)) == 8


def plan(format_id, spans, room_ids, equipment_ids=()):
    """Plan an event of a format, in another process."""
    programme.plan_event(db.session.get_one(Format, format_id), spans, room_ids, equipment_ids=equipment_ids)
