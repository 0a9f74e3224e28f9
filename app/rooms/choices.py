"""What can be chosen when somebody looks for a room: places, layouts, things, rooms. One statement."""

from collections import namedtuple
from dataclasses import dataclass

import sqlalchemy as sa

from app.alliance.models import Place
from app.database import db
from app.rooms.models import Equipment, Layout, Room, room_equipment

Choice = namedtuple("Choice", ["id", "key", "name", "stock"])


@dataclass(frozen=True)
class Choices:
    """Lists in the order in which they are shown."""

    places: list
    layouts: list
    things: list
    rooms: list


def choices():
    """Return the Choices of now: what no room has is not among them."""
    in_use = Room.retired_at.is_(None)
    no_text, no_number = sa.cast(sa.null(), sa.String), sa.cast(sa.null(), sa.Integer)
    stands_somewhere = sa.exists().where(room_equipment.c.equipment_id == Equipment.id)
    places = (
        sa.select(sa.literal("place").label("what"), Place.id, Place.key, Place.name, no_number.label("stock"))
        .where(sa.exists().where(Room.place_id == Place.id, in_use))
    )  # fmt: skip
    layouts = (
        sa.select(sa.literal("layout"), sa.func.min(Layout.id), no_text, Layout.name, no_number)
        .join(Room, sa.and_(Room.id == Layout.room_id, in_use))
        .group_by(Layout.name)
    )
    things = (
        sa.select(sa.literal("thing"), sa.func.min(Equipment.id), no_text, Equipment.name, sa.func.min(Equipment.stock))
        .where(sa.or_(Equipment.stock.is_not(None), stands_somewhere))
        .group_by(Equipment.name)
    )
    place_line = Room.name + sa.func.coalesce(", " + Place.name, "")
    rooms = (
        sa.select(sa.literal("room"), Room.id, Room.slug, place_line, no_number)
        .outerjoin(Place, Place.id == Room.place_id)
        .where(in_use)
    )
    rows = db.session.execute(sa.union_all(places, layouts, things, rooms))
    found = {"place": [], "layout": [], "thing": [], "room": []}
    for what, *facts in sorted(rows, key=lambda row: row.name.casefold()):
        found[what].append(Choice(*facts))
    return Choices(found["place"], [each.name for each in found["layout"]], found["thing"], found["room"])
