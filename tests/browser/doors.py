"""The pages at the doors of rooms, in their states."""

from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import actions, presence
from app.rooms.models import Room
from tests.make import a_room


def public_pages():
    """Signs and the pages behind their codes: free, in use, shut; with a good code, an old one and none."""
    now = clock.now().replace(second=0, microsecond=0)
    hall = db.session.scalar(sa.select(Room).where(Room.key == "zi-saal-nord"))
    free = a_room(place=hall.place, name="Werkstatt", walk_in=True)
    busy = a_room(place=hall.place, name="Zukunftswerkstattzusammenkunftsraum")
    actions.book_room(busy.id, now - timedelta(hours=1), now + timedelta(hours=2), "Probe", knowingly=True)
    return {
        "sign, free": f"/raeume/{free.slug}/tuer",
        "sign, in use": presence.sign_path(busy),
        "sign of a room with hours": f"/raeume/{hall.slug}/tuer",
        "at the door, free": presence.here_path(free, presence.make(free, now)),
        "at the door, in use": presence.here_path(busy, presence.make(busy, now)),
        "at the door, printed code": presence.here_path(busy),
        "at the door, old code": presence.here_path(free, presence.make(free, now - timedelta(hours=1))),
    }


def team_pages():
    """What the team hangs at a door."""
    room_id = db.session.scalar(sa.select(Room.id).where(Room.key == "zi-saal-nord"))
    return {"what hangs at a door": f"/team/raeume/{room_id}/tuer"}
