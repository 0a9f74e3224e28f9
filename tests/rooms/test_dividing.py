"""Rooms that divide: halls of parts, halls of halls, and what is booked while they are divided otherwise."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.database import db
from app.errors import Refused
from app.rooms import actions, dividing, furnishing
from app.rooms.bookings import Occupancy
from app.rooms.furnishing_rules import FurnishingRefusal
from app.rooms.models import Part, Room
from app.rooms.rules import RoomRefusal
from tests.make import a_place, a_room, an_event

NOW = "2026-05-01 12:00"


@pytest.fixture
def start(app, at):
    """A stopped clock, and the next day at noon."""
    return at(NOW) + timedelta(days=1)


def book(room, start, hours=2, **facts):
    return actions.book_room(room.id, start, start + timedelta(hours=hours), "Probe", knowingly=True, **facts)


def held_by(booking):
    """Return the names of the parts that a booking holds."""
    return db.session.scalars(
        sa.select(Part.name).join(Occupancy, Occupancy.part_id == Part.id)
        .where(Occupancy.booking_id == booking.id).order_by(Part.name)
    ).all()  # fmt: skip


def refusal(act, *args, **facts):
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value


def parts(room):
    return {part.name for part in db.session.get(Room, room.id, populate_existing=True).parts}


def a_house(*names):
    """Rooms at one place, each with a part of its own."""
    place = a_place()
    return [a_room(name=name, place=place) for name in names]


def consists_of(hall, *rooms, own=False):
    dividing.set_parts(hall.id, [part.id for room in rooms for part in room.parts], own=own)


def test_a_hall_consists_of_rooms_of_its_place(start):
    hall, north, south, other = a_house("Saal", "Nord", "Süd", "Küche")

    consists_of(hall, north, south)

    assert parts(hall) == {"Nord", "Süd"}
    assert [db.session.get(Room, room.id).parent_id for room in (north, south, other)] == [hall.id, hall.id, None]
    assert db.session.scalars(sa.select(Part.name).order_by(Part.name)).all() == ["Küche", "Nord", "Süd"]


def test_booking_any_piece_blocks_all_that_share_it_and_nothing_else(start):
    house, hall, one, two, three, kitchen = a_house("Haus", "Saal", "Eins", "Zwei", "Drei", "Küche")
    consists_of(hall, one, two, three)
    consists_of(house, hall, kitchen)

    book(two, start)

    for room in (two, hall, house):
        assert refusal(book, room, start).reason is RoomRefusal.TAKEN
    for room in (one, three, kitchen):
        book(room, start)


def test_a_piece_belongs_to_the_smallest_hall(start):
    house, hall, one, two, kitchen = a_house("Haus", "Saal", "Eins", "Zwei", "Küche")
    consists_of(hall, one, two)
    consists_of(house, hall, kitchen)

    parents = {room.name: room.parent and room.parent.name for room in db.session.scalars(sa.select(Room))}

    assert parents == {"Haus": None, "Saal": "Haus", "Eins": "Saal", "Zwei": "Saal", "Küche": "Haus"}


def test_a_retired_hall_is_nobodys_hall(start):
    house, hall, one, two, kitchen = a_house("Haus", "Saal", "Eins", "Zwei", "Küche")
    consists_of(hall, one, two)
    consists_of(house, hall, kitchen)

    furnishing.retire_room(hall.id)
    without = db.session.get(Room, one.id).parent_id
    furnishing.revive_room(hall.id)

    assert (without, db.session.get(Room, one.id).parent_id) == (house.id, hall.id)


def test_coming_bookings_hold_the_new_parts(start):
    hall, north, south = a_house("Saal", "Nord", "Süd")
    booking = book(hall, start)
    event = an_event(room_ids=[hall.id], starts_at=start + timedelta(days=3))
    before = booking.sequence, event.sequence

    consists_of(hall, north, south)

    assert held_by(booking) == held_by(event.dates[0].bookings[0]) == ["Nord", "Süd"]
    assert refusal(book, north, start).reason is RoomRefusal.TAKEN
    assert (booking.sequence, event.sequence) == before


def test_a_hall_is_not_divided_through_what_is_booked(start):
    hall, north, south = a_house("Saal", "Nord", "Süd")
    booking, other = book(hall, start), book(south, start)

    refused = refusal(consists_of, hall, north, south)

    assert refused.reason is FurnishingRefusal.PARTS_TAKEN
    assert "„Probe“ (Samstag, 2. Mai, 12 bis 14 Uhr)" in refused.sentence
    assert (held_by(booking), held_by(other)) == (["Saal"], ["Süd"])
    assert parts(hall) == {"Saal"}


def test_what_is_over_stays_as_it_was(start, at):
    hall, north, south = a_house("Saal", "Nord", "Süd")
    booking = book(hall, start)
    at("2026-06-01 12:00")

    consists_of(hall, north, south)

    assert held_by(booking) == ["Saal"]


def test_a_hall_may_keep_a_part_of_its_own(start):
    hall, north = a_house("Saal", "Nord")

    consists_of(hall, north, own=True)
    first = {part.id for part in hall.parts}
    consists_of(hall, north, own=True)

    assert parts(hall) == {"Saal", "Nord"}
    assert {part.id for part in hall.parts} == first


def test_a_room_without_any_part_is_refused(start):
    room = a_room()

    assert refusal(dividing.set_parts, room.id, []).reason is FurnishingRefusal.NO_PART
    assert len(room.parts) == 1


def test_parts_of_another_place_are_refused(start):
    here, there, digital = a_room(), a_room(), a_room(kind="digital")

    reasons = {refusal(consists_of, *pair).reason for pair in ((here, there), (here, digital), (digital, here))}

    assert reasons == {FurnishingRefusal.PART_ELSEWHERE}
    assert here.parts != there.parts


def test_a_digital_room_takes_as_many_sessions_as_it_has_parts(start):
    room = a_room(kind="digital")

    dividing.set_sessions(room.id, 3)
    booked = [book(room, start) for _ in range(3)]

    assert refusal(book, room, start).reason is RoomRefusal.TAKEN
    assert len({held_by(booking)[0] for booking in booked}) == 3


def test_fewer_sessions_are_refused_where_more_are_booked_at_once(start):
    room = a_room(kind="digital")
    dividing.set_sessions(room.id, 3)
    for hours in (0, 0, 0):
        book(room, start + timedelta(hours=hours))

    refused = refusal(dividing.set_sessions, room.id, 2)

    assert refused.reason is FurnishingRefusal.SESSIONS_IN_USE
    assert (room.sessions, len(room.parts)) == (3, 3)


def test_sessions_move_together_where_that_makes_room(start):
    room = a_room(kind="digital")
    dividing.set_sessions(room.id, 3)
    first = book(room, start, hours=1)
    booked = [book(room, start, hours=4), book(room, start + timedelta(minutes=30), hours=4)]
    actions.cancel_booking(first.id)

    dividing.set_sessions(room.id, 2)

    assert len({held_by(booking)[0] for booking in booked}) == 2
    assert len(room.parts) == 2


@pytest.mark.parametrize("sessions", [0, -1, 51])
def test_sessions_have_bounds(start, sessions):
    room = a_room(kind="digital")

    assert refusal(dividing.set_sessions, room.id, sessions).reason is FurnishingRefusal.BAD_SESSIONS


def test_a_room_to_go_to_has_no_sessions(start):
    assert refusal(dividing.set_sessions, a_room().id, 2).reason is FurnishingRefusal.NOT_DIGITAL
