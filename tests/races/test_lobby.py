"""Many at the door in one moment: one meeting is made, everybody is counted once."""

import time
from datetime import timedelta
from functools import partial

import pytest

from app import clock
from app.lobby import actions, doors, making
from app.programme import queries as events
from app.programme.models import ONLINE
from app.registrations import door_queries
from tests.lobby import bbb
from tests.make import a_digital_room, a_registration, a_video_server, an_event
from tests.races.processes import DONE
from tests.races.rounds import in_rounds

pytestmark = pytest.mark.slow


@pytest.fixture
def app(make_app, engine):
    """As for all races, and the service on this machine may be asked."""
    app = make_app(engine, PRIVATE_HOSTS=frozenset({"127.0.0.1"}))
    with app.app_context():
        yield app


def an_event_now(service):
    """An event that has just begun, in a room with the server; not made yet."""
    server = a_video_server(address=service.address, secret=bbb.SECRET)
    room = a_digital_room(server, opens_before_min=15, capacity=200)
    starts_at = clock.now() + timedelta(minutes=1)
    many = {"companions_max": 5}
    return an_event(starts_at=starts_at, seats={ONLINE: 50}, room_ids=[room.id], format_facts=many)


def enter(event_id, registration_id, heads=None):
    """As a guest who presses the button; and again while the room is not there."""
    door = doors.of_event(events.get_event(event_id))[0]
    return patiently(lambda: actions.enter(registration_id, door, f"Gast {registration_id}", heads))


def lead(event_id):
    """As somebody of the team who presses theirs."""
    door = doors.of_event(events.get_event(event_id))[0]
    return patiently(lambda: actions.lead(door, "Leitung"))


def patiently(press):
    """Press, and press again while the room is not there."""
    for _turn in range(200):
        try:
            return press()
        except making.NotReady:
            time.sleep(0.05)
    raise AssertionError("The room never came.")


@in_rounds
def test_of_two_who_lead_and_many_who_come_at_once_one_room_is_made(race, pause):
    with bbb.running() as service:
        service.seconds = 0.1
        event = an_event_now(service)
        guests = [a_registration(event, kind=ONLINE) for _ in range(6)]
        calls = [partial(lead, event.id)] * 2 + [partial(enter, event.id, each.id) for each in guests]

        outcomes = race(calls, pause=pause)

        assert [outcome.end for outcome in outcomes] == [DONE] * 8
        assert service.names().count("create") == 1
        assert len(service.meetings) == 1
        assert door_queries.heads(event.id) == {ONLINE: 6}


@in_rounds
def test_one_guest_on_eight_devices_counts_once_and_the_larger_number_holds(race, pause):
    with bbb.running() as service:
        event = an_event_now(service)
        group = a_registration(event, kind=ONLINE, seats=4)

        outcomes = race([partial(enter, event.id, group.id, heads) for heads in (1, 2, 4, 3) * 2], pause=pause)

        assert {outcome.end for outcome in outcomes} == {DONE}
        assert door_queries.heads(event.id) == {ONLINE: 4}
