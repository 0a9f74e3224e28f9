"""An event, its rooms and its guests move together, also when somebody moves only a room."""

from datetime import timedelta

import pytest

from app.database import db
from app.errors import Refused
from app.programme import actions as programme
from app.programme.models import Event
from app.programme.rules import EventRefusal
from app.rooms import actions as rooms
from app.rooms.bookings import BOOKED, CANCELLED, LEFT_OUT, RELEASED
from tests.make import a_registration, a_room, an_event


def bookings(event):
    return [booking for date in event.dates for booking in date.bookings]


def test_an_event_moves_along_when_one_of_its_rooms_is_moved(app, at):
    at("2026-05-01 12:00")
    event = an_event(room_ids=[a_room().id, a_room(kind="digital").id])
    guest = a_registration(event)
    later = event.starts_at + timedelta(hours=3), event.ends_at + timedelta(hours=3)

    rooms.move_booking(bookings(event)[0].id, *later)

    assert event.spans == (later,)
    assert {(each.starts_at, each.ends_at) for each in bookings(event)} == {later}
    assert event.sequence == 1
    assert guest.believes["spans"] != [[moment.isoformat() for moment in later]]


def test_guests_are_told_when_the_room_of_their_event_is_changed(app, at):
    at("2026-05-01 12:00")
    here, there = a_room(name="Hier"), a_room(name="Dort")
    event = an_event(room_ids=[here.id])
    guest = a_registration(event)

    rooms.move_booking(bookings(event)[0].id, event.starts_at, event.ends_at, room_id=there.id)

    assert event.place_line == there.place_line
    assert guest.believes["place"] == here.place_line


def test_an_event_does_not_follow_into_a_room_that_is_too_small(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=10, room_ids=[a_room().id])
    small = a_room(capacity=5)

    with pytest.raises(Refused) as refused:
        rooms.move_booking(bookings(event)[0].id, event.starts_at, event.ends_at, room_id=small.id)

    assert refused.value.reason is EventRefusal.TOO_SMALL
    assert bookings(event)[0].room_id != small.id


@pytest.mark.parametrize("state", [CANCELLED, RELEASED, LEFT_OUT])
def test_the_room_of_an_event_is_not_taken_away(app, at, state):
    at("2026-05-01 12:00")
    event = an_event(room_ids=[a_room().id])

    with pytest.raises(Refused) as refused:
        rooms.cancel_booking(bookings(event)[0].id, state)

    assert refused.value.reason is EventRefusal.NEEDS_ITS_ROOM
    assert bookings(db.session.get(Event, event.id))[0].state == BOOKED


def test_the_rooms_of_an_event_that_is_called_off_are_free(app, at):
    at("2026-05-01 12:00")
    event = an_event(room_ids=[a_room().id])

    programme.cancel_event(event.id, "Wasserschaden")

    assert [each.holds for each in bookings(event)] == [False]
