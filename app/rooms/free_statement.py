"""The one statement that finds free rooms, whatever their number and however long their history.

Occupancies of a part never overlap each other, so per part the one that starts last before the wanted end decides
(index ix_occupancies_part_id_starts_at): no history is read.
"""

import functools

import sqlalchemy as sa

from app.alliance.models import Place
from app.database import Prepared, UtcDateTime, joined, minutes_after
from app.rooms.bookings import Occupancy
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.models import Equipment, Layout, Room, RoomHours, RoomPolicy, room_equipment, room_parts

STARTS_AT, ENDS_AT = (sa.bindparam(name, type_=UtcDateTime()) for name in ("starts_at", "ends_at"))
# Written out: a plan for any number of rows would not be one for the first.
ONE = sa.literal_column("1")
# So many columns stand last in `free`; rooms in which they are alike are judged once.
JUDGED = 10
# Facts of a room that may be asked for, and what they must say.
BARRIERS = {
    "step_free": Room.step_free.is_(True),
    "hearing_loop": sa.and_(Room.hearing_loop.is_not(None), Room.hearing_loop != "nein"),
    "accessible_wc": Room.accessible_wc.is_(True),
    "wheelchair": Room.wheelchair_places > 0,
    "lift": Room.lift.is_(True),
    "quiet_room": Room.quiet_room.is_(True),
    "reserved_parking": Room.reserved_parking > 0,
}


@functools.cache
def free(barriers=(), fixed=0, has_layout=False, has_place=False, has_kind=False, overlooks=False):
    """Return the Prepared statement of a kind of wish: which barriers, how many fixed things, what else is said.

    Parameters: starts_at, ends_at, persons, who, and where wanted: layout, place, kind, thing0, thing1 …, but_not.
    It gives the rooms that hold the persons, are free with their setup and teardown, and are shut by no closure;
    the smallest first. Hours and policies come along, to be judged by the same functions as everywhere.
    """
    wanted = _fitting(barriers, fixed, has_layout, has_place, has_kind).where(*_is_not_shut(), _is_free(overlooks))
    return Prepared(wanted)


@functools.cache
def fitting(barriers=(), fixed=0, has_layout=False, has_place=False, has_kind=False):
    """As `free`, whether free or not, and with their parts ("1;2"): for many spans, see `timetables`."""
    parts = sa.select(joined(sa.cast(room_parts.c.part_id, sa.String))).where(room_parts.c.room_id == Room.id)
    wanted = _fitting(barriers, fixed, has_layout, has_place, has_kind)
    return Prepared(wanted.add_columns(Room.sessions, parts.scalar_subquery().label("parts")))


def _fitting(barriers, fixed, has_layout, has_place, has_kind):
    seats = Layout.capacity if has_layout else Room.capacity
    hours = sa.select(joined(_one_of_hours())).where(RoomHours.room_id == Room.id)
    wanted = (
        sa.select(
            Room.id, Room.slug, Room.name, Room.place_id, Room.parent_id, Room.capacity, Room.setup_min,
            Room.teardown_min, Room.step_free, seats.label("seats"),
            Place.key.label("place_key"), Place.name.label("place_name"),
            # From here on: what rules judge by, see JUDGED.
            Room.kind, Place.holiday_region, Place.holidays_catholic, Place.holidays_close,
            RoomPolicy.way, RoomPolicy.lead_hours, RoomPolicy.horizon_days, RoomPolicy.shortest_min,
            RoomPolicy.longest_min, hours.scalar_subquery().label("hours"),
        )
        .outerjoin(Place, Place.id == Room.place_id)
        .outerjoin(RoomPolicy, sa.and_(RoomPolicy.room_id == Room.id, RoomPolicy.who == sa.bindparam("who")))
        .where(Room.retired_at.is_(None), seats >= sa.bindparam("persons"), *(BARRIERS[name] for name in barriers))
        .order_by(seats, Room.capacity, Room.name, Room.id)
    )  # fmt: skip
    if has_layout:
        wanted = wanted.join(Layout, sa.and_(Layout.room_id == Room.id, Layout.name == sa.bindparam("layout")))
    if has_place:
        wanted = wanted.where(Place.key == sa.bindparam("place"))
    if has_kind:
        wanted = wanted.where(Room.kind == sa.bindparam("kind"))
    return wanted.where(*(_has_thing(f"thing{number}") for number in range(fixed)))


def _one_of_hours():
    columns = (RoomHours.weekday, RoomHours.opens, RoomHours.closes)
    weekday, opens, closes = (sa.cast(column, sa.String) for column in columns)
    return weekday + " " + opens + " " + closes


def _has_thing(name):
    return sa.exists().where(
        room_equipment.c.room_id == Room.id,
        room_equipment.c.equipment_id == Equipment.id,
        Equipment.name == sa.bindparam(name),
    )


def _is_not_shut():
    """Neither the whole house, nor its place, nor a room that shares a part."""
    shut = (
        sa.select(Closure.place_id, Closure.room_id)
        .join(ClosureSpan, ClosureSpan.closure_id == Closure.id)
        .where(ClosureSpan.starts_at < ENDS_AT, ClosureSpan.ends_at > STARTS_AT)
        .cte("shut")
    )
    mine, theirs = room_parts.alias("mine"), room_parts.alias("theirs")
    kin = sa.select(theirs.c.part_id).join(shut, shut.c.room_id == theirs.c.room_id)
    is_house = sa.and_(shut.c.place_id.is_(None), shut.c.room_id.is_(None))
    return (
        ~sa.exists().where(sa.or_(shut.c.place_id == Room.place_id, is_house)),
        ~sa.exists().where(mine.c.room_id == Room.id, mine.c.part_id.in_(kin)),
    )


def _is_free(overlooks):
    latest = (
        sa.select(Occupancy.ends_at)
        .where(Occupancy.part_id == room_parts.c.part_id)
        .where(Occupancy.starts_at < minutes_after(ENDS_AT, Room.teardown_min))
        .order_by(Occupancy.starts_at.desc())
        .limit(ONE)
        .correlate(room_parts, Room)
    )
    if overlooks:
        latest = latest.where(Occupancy.booking_id != sa.bindparam("but_not"))
    is_busy = latest.scalar_subquery() > minutes_after(STARTS_AT, -Room.setup_min)
    parts = sa.select(room_parts.c.part_id).where(room_parts.c.room_id == Room.id).correlate(Room)
    # A room for several sessions needs one free part, any other all of them.
    any_free = sa.exists(parts.where(sa.func.coalesce(is_busy, sa.false()) == sa.false()))
    return sa.case((Room.sessions > 1, any_free), else_=~sa.exists(parts.where(is_busy)))
