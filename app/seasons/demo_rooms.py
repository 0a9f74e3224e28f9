"""What the rooms of the demo let people do, so that a visitor can try it: a season file says nothing about that."""

import sqlalchemy as sa

from app.accounts import audit
from app.database import db
from app.rooms import equipping, furnishing
from app.rooms.models import ASK, BOOK, BY_STAFF, CITIZEN, CODE, KEY, ORGANISATION, Equipment, Room

_SHORT = {"way": BOOK, "lead_hours": 1, "horizon_days": 90, "shortest_min": 30, "longest_min": 240, "most_open": 3}
_LONG = {"way": ASK, "lead_hours": 48, "horizon_days": 366, "shortest_min": 60, "longest_min": 720, "most_open": 20}
_CODE = "Der Code an der Tür ist in dieser Vorführung 0000."
_KEY = "Der Schlüssel liegt im Kasten neben der Eingangstür."
# {key of a room: (policies, facts of the room)}
ROOMS = {
    "hy-denkraum": (
        {CITIZEN: _SHORT, ORGANISATION: _SHORT},
        {"entry": CODE, "entry_note": _CODE, "walk_in": True, "release_after_min": 15},
    ),
    "zi-werkbank": ({CITIZEN: _SHORT, ORGANISATION: _SHORT}, {"entry": BY_STAFF, "release_after_min": 15}),
    "loe-lernwerkstatt": ({CITIZEN: _SHORT, ORGANISATION: _SHORT}, {"entry": KEY, "entry_note": _KEY, "walk_in": True}),
    "gr-salon": ({ORGANISATION: _LONG}, {"entry": KEY, "entry_note": _KEY}),
    "zi-saal": ({ORGANISATION: _LONG}, {"entry": BY_STAFF}),
    "zi-saal-nord": ({}, {"entry": BY_STAFF}),
    "zi-saal-sued": ({}, {"entry": BY_STAFF}),
    "bz-podium": ({ORGANISATION: _LONG}, {"entry": BY_STAFF}),
    "d-werkstatt": ({ORGANISATION: _LONG}, {}),
}
# By its name, as fixed equipment has no other in a season.
MACHINES = ("4 3D-Drucker",)


def open_rooms(keys):
    """Let people book the rooms with these keys, and make machines of some equipment. Part of loading the demo."""
    rooms = {room.key: room.id for room in db.session.scalars(sa.select(Room).where(Room.key.in_(keys), Room.is_demo))}
    with audit.one_act():
        for key, (policies, facts) in ROOMS.items():
            if key in rooms:
                furnishing.set_policies(rooms[key], policies, **facts)
        if rooms:
            machines = sa.select(Equipment).where(Equipment.name.in_(MACHINES), Equipment.is_demo)
            for thing in db.session.scalars(machines).all():
                equipping.change_thing(thing.id, thing.kind, thing.stock, needs_briefing=True)
