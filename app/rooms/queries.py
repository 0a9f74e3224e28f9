"""Which rooms there are, and when they are free."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.rooms.bookings import Loan, Occupancy
from app.rooms.closures import Closure, ClosureSpan, SchoolHoliday
from app.rooms.models import Room, room_parts


def within(places):
    """Return the condition that a Room lies at one of some places, or at none (a digital one); None: anywhere."""
    return sa.true() if places is None else sa.or_(Room.place_id.is_(None), Room.place_id.in_(places))


def all_rooms(places=None):
    """Return all rooms (at some places) with what a list of them shows, physical ones first, by place and name."""
    return db.session.scalars(
        sa.select(Room)
        .where(Room.retired_at.is_(None), within(places))
        .options(selectinload(Room.layouts), selectinload(Room.equipment), selectinload(Room.policies))
        .order_by(Room.kind.desc(), Room.place_id, Room.capacity.desc(), Room.name)
    ).all()


def rooms_at(place_id):
    """Return the rooms of a place."""
    return db.session.scalars(
        sa.select(Room)
        .where(Room.place_id == place_id, Room.retired_at.is_(None))
        .order_by(Room.capacity.desc(), Room.name)
    ).all()


def get_room(slug):
    """Return a room with all its facts by its address, or abort with 404."""
    room = (
        db.session.scalars(
            sa.select(Room)
            .where(Room.slug == slug, Room.retired_at.is_(None))
            .options(
                # A handful of layouts times a handful of hours: cheaper than one more statement.
                joinedload(Room.parent),
                joinedload(Room.layouts),
                joinedload(Room.hours),
                joinedload(Room.policies),
                selectinload(Room.equipment),
            )  # fmt: skip
        )
        .unique()
        .one_or_none()
    )
    return room or abort(404)


def pieces_of(room_id):
    """Return the rooms into which a hall divides, or none."""
    return db.session.scalars(
        sa.select(Room).where(Room.parent_id == room_id, Room.retired_at.is_(None)).order_by(Room.name)
    ).all()


def part_ids(*room_ids):
    """Return the ids of the parts of rooms."""
    return db.session.scalars(
        sa.select(room_parts.c.part_id).where(room_parts.c.room_id.in_(room_ids)).distinct()
    ).all()


def parts_of(room_ids):
    """Return {room id: [part id]} of some rooms, the parts in order."""
    parts = {room_id: [] for room_id in room_ids}
    for room_id, part_id in db.session.execute(
        sa.select(room_parts.c.room_id, room_parts.c.part_id)
        .where(room_parts.c.room_id.in_(parts))
        .order_by(room_parts.c.part_id)
    ):
        parts[room_id].append(part_id)
    return parts


def find_room_afresh(room_id):
    """Return a room with its parts, policies and hours as they are now, whatever was read before, or None."""
    facts = joinedload(Room.parts), joinedload(Room.policies), joinedload(Room.hours)
    select = sa.select(Room).where(Room.id == room_id).options(*facts)
    return db.session.scalars(select.execution_options(populate_existing=True)).unique().one_or_none()


def find_occupancy(part_ids, starts_at, ends_at, but_not=None):
    """Return an occupancy that overlaps the span on one of the parts, or None; `but_not` is a booking to overlook.

    Occupancies of a part never overlap each other, so per part only the one that starts last before the wanted
    end can overlap the span; overlooking a booking, it is that one or the one before it.
    """
    for part_id in part_ids:
        latest = (
            sa.select(Occupancy)
            .where(Occupancy.part_id == part_id, Occupancy.starts_at < ends_at)
            .order_by(Occupancy.starts_at.desc())
            .limit(1)
        )
        if but_not is not None:
            latest = latest.where(Occupancy.booking_id != but_not)
        found = db.session.scalar(latest)
        if found is not None and found.ends_at > starts_at:
            return found
    return None


def loans_between(equipment_id, starts_at, ends_at, but_not=None):
    """Return (starts_at, ends_at, quantity) of a thing's loans that overlap the span; `but_not` as above."""
    return db.session.execute(
        sa.select(Loan.starts_at, Loan.ends_at, Loan.quantity).where(
            Loan.equipment_id == equipment_id,
            Loan.starts_at < ends_at,
            Loan.ends_at > starts_at,
            Loan.booking_id != (but_not or 0),
        )
    ).all()


def busy_spans(room_id, starts_at, ends_at):
    """Return (starts_at, ends_at) in which any part of a room is held, in order; no titles, the page is public."""
    return db.session.execute(
        _busy_spans(room_id, starts_at, ends_at).order_by(Occupancy.starts_at, Occupancy.ends_at)
    ).all()


def _busy_spans(room_id, starts_at, ends_at):
    return (
        sa.select(Occupancy.starts_at, Occupancy.ends_at)
        .join(room_parts, room_parts.c.part_id == Occupancy.part_id)
        .where(room_parts.c.room_id == room_id, Occupancy.starts_at < ends_at, Occupancy.ends_at > starts_at)
        .distinct()
    )


def closures_of(room, starts_at, ends_at):
    """Return (starts_at, ends_at, reason) of the closures that shut a room in a span, in order.

    What shuts the house, its place, or any room that shares a part with it.
    """
    return db.session.execute(
        _closures_of(room, starts_at, ends_at).order_by(ClosureSpan.starts_at, ClosureSpan.id)
    ).all()


def _closures_of(room, starts_at, ends_at):
    mine, theirs = room_parts.alias(), room_parts.alias()
    kin = sa.select(theirs.c.room_id).join(mine, mine.c.part_id == theirs.c.part_id).where(mine.c.room_id == room.id)
    return (
        sa.select(ClosureSpan.starts_at, ClosureSpan.ends_at, Closure.reason)
        .join(Closure, Closure.id == ClosureSpan.closure_id)
        .where(ClosureSpan.starts_at < ends_at, ClosureSpan.ends_at > starts_at)
        .where(
            sa.or_(
                # A digital room has no place, and none is what the closure of another room names.
                sa.and_(
                    Closure.room_id.is_(None), sa.or_(Closure.place_id.is_(None), Closure.place_id == room.place_id)
                ),
                Closure.room_id.in_(kin),
            )
        )
    )


def closures_at(place_id, starts_at, ends_at):
    """Return (starts_at, ends_at, reason) of the closures that shut a whole place in a span, in order."""
    return db.session.execute(
        sa.select(ClosureSpan.starts_at, ClosureSpan.ends_at, Closure.reason)
        .join(Closure, Closure.id == ClosureSpan.closure_id)
        .where(ClosureSpan.starts_at < ends_at, ClosureSpan.ends_at > starts_at)
        .where(Closure.room_id.is_(None), sa.or_(Closure.place_id.is_(None), Closure.place_id == place_id))
        .order_by(ClosureSpan.starts_at, ClosureSpan.id)
    ).all()


def busy_and_closed(room, shown, soon):
    """Return [(starts_at, ends_at)] as `busy_spans` of a span, and [(starts_at, ends_at, reason)] as `closures_of`.

    In one statement; `shown` and `soon` are (starts_at, ends_at), and closures are those of both.
    """
    busy = _busy_spans(room.id, *shown).add_columns(sa.cast(sa.null(), Closure.reason.type))
    rows = db.session.execute(busy.union(_closures_of(room, *shown), _closures_of(room, *soon))).all()
    return (
        sorted((begin, end) for begin, end, reason in rows if reason is None),
        sorted((begin, end, reason) for begin, end, reason in rows if reason is not None),
    )


def school_holidays(regions, first, last):
    """Return (region, name, first_on, last_on) of the school holidays of regions that touch a span of days."""
    return db.session.execute(
        sa.select(SchoolHoliday.region, SchoolHoliday.name, SchoolHoliday.first_on, SchoolHoliday.last_on)
        .where(SchoolHoliday.region.in_(regions), SchoolHoliday.first_on <= last, SchoolHoliday.last_on >= first)
        .order_by(SchoolHoliday.first_on, SchoolHoliday.name)
    ).all()
