"""A house that may ask a video service on this machine, and the service."""

from datetime import timedelta

import pytest

from app import clock
from app.programme.models import ONLINE
from tests.lobby import bbb
from tests.make import a_digital_room, a_registration, a_video_server, an_event
from tests.registrations.conftest import Guest, guest, staff  # noqa: F401

NOW = "2026-05-04 12:00"
PRIVATE_HOSTS = frozenset({"127.0.0.1"})


@pytest.fixture
def house(make_app, at):
    """An app with its context pushed, on Monday, 4 May 2026; it may ask servers on this machine."""
    at(NOW)
    app = make_app(PRIVATE_HOSTS=PRIVATE_HOSTS)
    with app.app_context():
        yield app


@pytest.fixture
def new_guest(house, make_app):
    """A function that gives somebody with a fresh browser, served by an app of its own on the same database."""

    def make(**settings):
        url = house.config["SQLALCHEMY_DATABASE_URI"]
        return Guest(make_app(url=url, PRIVATE_HOSTS=PRIVATE_HOSTS, **settings).test_client())

    return make


@pytest.fixture
def service():
    """A BigBlueButton server."""
    with bbb.running() as server:
        yield server


@pytest.fixture
def evening(house):
    """A function that makes an event from 18:30 to 20:30 today in a digital room, by its own address or a service."""

    def make(server=None, room=None, **facts):
        if "room_ids" not in facts:
            room = room or a_digital_room(server, opens_before_min=15, closes_after_min=20)
            facts["room_ids"] = [room.id]
        starts_at = clock.now() + timedelta(hours=6, minutes=30)
        return an_event(**{"starts_at": starts_at, "seats": {ONLINE: 10}, **facts})

    return make


@pytest.fixture
def by_service(service, evening):
    """A function that makes an event as `evening`, in a room with the BigBlueButton server."""

    def make(**facts):
        return evening(a_video_server(address=service.address, secret=bbb.SECRET), **facts)

    return make


def a_digital_guest(event, **facts):
    """Somebody with a digital seat."""
    return a_registration(event, kind=ONLINE, **facts)
