"""What visitors of the demo may do with its rooms, and that the house's own rooms stay as they are."""

import sqlalchemy as sa

from app.database import db
from app.rooms import policies
from app.rooms.models import CITIZEN, ORGANISATION, Equipment, Room
from app.seasons import demo_rooms, loading
from tests.make import a_room


def test_some_rooms_of_the_demo_are_booked_at_once_and_others_asked_for(app, at):
    at("2026-05-04 08:00")
    loading.load_demo()

    rooms = {room.key: room for room in db.session.scalars(sa.select(Room))}
    ways = {key: [policies.policy_of(room, who).way for who in (CITIZEN, ORGANISATION)] for key, room in rooms.items()}

    assert ways["hy-denkraum"] == ["book", "book"]
    assert ways["zi-saal"] == ["ask", "ask"]
    assert ways["d-werkstatt"] == ["no", "ask"]
    assert (rooms["hy-denkraum"].walk_in, rooms["hy-denkraum"].release_after_min) == (True, 15)
    assert [thing.name for thing in db.session.scalars(sa.select(Equipment).where(Equipment.needs_briefing))] == [
        "4 3D-Drucker"
    ]


def test_every_room_with_a_default_is_in_the_season(app, at):
    at("2026-05-04 08:00")
    loading.load_demo()

    keys = set(db.session.scalars(sa.select(Room.key)))

    assert set(demo_rooms.ROOMS) - keys == set()


def test_the_demo_changes_no_room_of_the_house(app, at):
    at("2026-05-04 08:00")
    own = a_room(key="hy-denkraum")

    loading.load_demo()

    assert (own.policies, own.walk_in) == ([], False)


def test_loading_the_demo_again_keeps_what_the_team_has_set(app, at):
    at("2026-05-04 08:00")
    loading.load_demo()
    room = db.session.scalar(sa.select(Room).where(Room.key == "hy-denkraum"))
    demo_rooms.furnishing.change_room(room.id, walk_in=False)

    loading.load_demo()

    assert db.session.get(Room, room.id, populate_existing=True).walk_in is False
