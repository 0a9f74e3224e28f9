"""Rooms of a season: their facts, their layouts and hours, and the parts that they share."""

from datetime import time

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.database import db
from app.rooms import actions as rooms
from app.rooms.bookings import BOOKED, Booking, Occupancy
from app.rooms.models import DIGITAL, PHYSICAL, RESERVED_SLUGS, Layout, Part, Room, RoomHours, room_parts
from app.slugs import free_slug, slug

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = "24:00"
ACCESS = (
    "step_free", "hearing_loop", "accessible_wc", "wheelchair_places", "door_cm", "lift", "reserved_parking",
    "quiet_room", "assistance_dogs",
)  # fmt: skip
DOOR = (
    "provider", "join_url", "opens_before_min", "closes_after_min", "phone_dial_in", "live_captions",
    "interpreting_channels", "recording", "waiting_room",
)  # fmt: skip


def put_rooms(load, places, equipment):
    """Put the rooms, physical and digital; return all rooms of the house by id."""
    known = {row.key: row for row in db.session.scalars(sa.select(Room))}
    slugs = {row.slug for row in known.values()} | RESERVED_SLUGS
    for room in load.season["rooms"]:
        facts = _physical_facts(room, places)
        row, has_say = _put(load, known, slugs, "rooms", room, facts)
        if has_say:
            changes = (
                _set_layouts(row, room["layouts"]),
                _set_hours(row, room["opening_hours"]),
                _set_equipment(row, [equipment[name] for name in dict.fromkeys(room["equipment"])]),
            )
            if any(changes) and not load.made("rooms", room["id"]):
                load.note("changed", "rooms", room["id"])
    for room in load.season["digital_rooms"]:
        facts = {**{name: room[name] for name in ("name", "capacity", "description", *DOOR)}, "kind": DIGITAL}
        _put(load, known, slugs, "digital_rooms", room, facts)
    divided = _set_parents(load, known)
    db.session.flush()
    _set_parts(load, divided)
    return known


def _put(load, known, slugs, key, room, facts):
    address = {}
    if room["id"] not in known:
        address["slug"] = free_slug(slug(room["name"]), slugs)
        slugs.add(address["slug"])
    return load.put(Room, known, room["id"], facts, load.said_already(key, room), **address)


def _physical_facts(room, places):
    same = ("name", "capacity", "setup_min", "teardown_min", "description", "house_rules")
    return {
        **{name: room[name] for name in same},
        **{name: room["access"][name] for name in ACCESS},
        "access_note": room["access"]["note"],
        "kind": PHYSICAL,
        "place": places[room["place"]],
    }


def _set_layouts(row, wanted):
    """Set layouts in the order of the file; one that keeps its name stays the same row."""
    old = {layout.name: layout for layout in row.layouts}
    if [(layout.name, layout.capacity) for layout in row.layouts] == list(wanted.items()):
        return False
    row.layouts = [old.get(name) or Layout(name=name) for name in wanted]
    for position, layout in enumerate(row.layouts):
        layout.capacity, layout.position = wanted[layout.name], position
    return True


def _set_hours(row, wanted):
    # Midnight at the end of a day is stored as 00:00: a time of day knows no 24:00. What closes not later than it opens
    # closes on the next day.
    spans = [
        (DAYS.index(day), time.fromisoformat(opens), time() if closes == MIDNIGHT else time.fromisoformat(closes))
        for day in DAYS
        for opens, closes in wanted.get(day, ())
    ]
    if [(hours.weekday, hours.opens, hours.closes) for hours in row.hours] == spans:
        return False
    row.hours = [RoomHours(weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in spans]
    return True


def _set_equipment(row, wanted):
    if {thing.name for thing in row.equipment} == {thing.name for thing in wanted}:
        return False
    row.equipment = wanted
    return True


def _set_parents(load, known):
    """Set which hall each room is a part of; return the ids of the rooms that divide otherwise than before."""
    divided = set()
    for room in load.season["rooms"]:
        row, parent = known[room["id"]], known.get(room["parent"])
        is_new = load.made("rooms", room["id"])
        if row.parent is parent or not (is_new or _has_say(load, row, room)):
            continue
        db.session.flush()
        divided |= {hall.id for hall in (row.parent, parent) if hall is not None}
        row.parent = parent
    return divided


def _has_say(load, row, room):
    return not load.said_already("rooms", room) and not (load.is_demo and not row.is_demo)


def _set_parts(load, divided):
    """Give each new room a part of its own, and each hall that now divides otherwise the parts of its pieces."""
    all_rooms = db.session.scalars(sa.select(Room).options(selectinload(Room.parts)).order_by(Room.id)).all()
    by_id = {room.id: room for room in all_rooms}
    pieces = {room.id: [piece for piece in all_rooms if piece.parent_id == room.id] for room in all_rooms}
    for room in all_rooms:
        is_torn = room.id in divided and not pieces[room.id]
        if is_torn or not (room.parts or pieces[room.id]):
            _change_parts(load, room, [Part(name=room.name)])
    for room_id in _from_the_smallest(divided, by_id, pieces):
        parts = {part for piece in pieces[room_id] for part in piece.parts}
        if parts != set(by_id[room_id].parts):
            _change_parts(load, by_id[room_id], parts)
    db.session.flush()
    lost = sa.select(Part.id).where(
        Part.id.not_in(sa.select(room_parts.c.part_id)), Part.id.not_in(sa.select(Occupancy.part_id))
    )
    db.session.execute(sa.delete(Part).where(Part.id.in_(lost)))


def _from_the_smallest(divided, by_id, pieces):
    """Return the halls that are concerned, those above them included, each after the halls inside it."""
    halls = []
    for room_id in divided:
        while room_id is not None:
            if pieces[room_id]:
                halls.append(room_id)
            room_id = by_id[room_id].parent_id

    def height(room_id):
        return 1 + max((height(piece.id) for piece in pieces[room_id]), default=0)

    return sorted(set(halls), key=lambda room_id: (height(room_id), room_id))


def _change_parts(load, room, wanted):
    is_new = not room.parts
    room.parts = list(wanted)
    if is_new:
        return
    db.session.flush()
    # Who has the room holds its parts of today; a booking at its own time, moved there, holds them anew.
    path = next((("rooms", n) for n, entry in enumerate(load.season["rooms"]) if entry["id"] == room.key), ())
    with load.noting_refusals(*path):
        for booking in db.session.scalars(
            sa.select(Booking).where(Booking.room_id == room.id, Booking.state == BOOKED)
        ).all():
            rooms.move_booking(booking.id, booking.starts_at, booking.ends_at, knowingly=True)
