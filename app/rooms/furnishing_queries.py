"""What the team sees of rooms and things, and what stands in the way of changing them."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.rooms.bookings import LIVING, Booking, Loan, Occupancy
from app.rooms.models import PHYSICAL, RESERVED_SLUGS, Equipment, Part, Room, room_equipment, room_parts
from app.rooms.persons import Briefing
from app.rooms.queries import within


def rooms_of_team(places=None):
    """Return all rooms (at some places), also those out of use, as the list of the team shows them."""
    return db.session.scalars(
        sa.select(Room)
        .where(within(places))
        .options(selectinload(Room.layouts), selectinload(Room.policies), selectinload(Room.parts))
        .order_by(Room.kind.desc(), Room.place_id, Room.capacity.desc(), Room.name)
    ).all()


def get_room(room_id):
    """Return a room, also one out of use, or abort with 404."""
    return db.session.get(Room, room_id) or abort(404)


def room_keys():
    """Return (keys, addresses) that rooms have already, or that no room may have."""
    rows = db.session.execute(sa.select(Room.key, Room.slug)).all()
    return {row.key for row in rows}, {row.slug for row in rows} | RESERVED_SLUGS


def coming_bookings(room_id, now):
    """Return the living bookings of a room that are not over yet, the next first; open requests are among them.

    Without those of calendars of others, which hold whatever is left.
    """
    held = sa.exists().where(Occupancy.booking_id == Booking.id, Occupancy.ends_at > now)
    return db.session.scalars(
        sa.select(Booking)
        .where(Booking.room_id == room_id, Booking.state.in_(LIVING), sa.or_(Booking.ends_at > now, held))
        .where(~Booking.is_foreign)
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def has_bookings(room_id):
    """Tell whether anything was ever booked in a room."""
    return db.session.scalar(sa.select(sa.exists().where(Booking.room_id == room_id)))


def find_larger_booking(room_id, capacity, now, layout_id=None):
    """Return the next booking for more persons than that, or None; with a layout only those that sit in it."""
    seated = Booking.layout_id.is_(None) if layout_id is None else Booking.layout_id == layout_id
    return db.session.scalar(
        sa.select(Booking)
        .where(Booking.room_id == room_id, Booking.state.in_(LIVING), Booking.ends_at > now)
        .where(Booking.persons > capacity, seated)
        .order_by(Booking.starts_at)
        .limit(1)
    )


def find_booking_in(layout_id, now):
    """Return the next booking that wants a layout, or None."""
    return db.session.scalar(
        sa.select(Booking)
        .where(Booking.layout_id == layout_id, Booking.state.in_(LIVING), Booking.ends_at > now)
        .order_by(Booking.starts_at)
        .limit(1)
    )


def find_coming_loan(equipment_id, now, room_id=None):
    """Return the next loan of a thing (in a room), or None."""
    select = (
        sa.select(Loan)
        .join(Loan.booking)
        .where(Loan.equipment_id == equipment_id, Loan.ends_at > now)
        .options(joinedload(Loan.booking))
        .order_by(Loan.starts_at)
        .limit(1)
    )
    return db.session.scalar(select if room_id is None else select.where(Booking.room_id == room_id))


def coming_loans(equipment_id, now):
    """Return (starts_at, ends_at, quantity) of the loans of a thing that are not over yet."""
    return db.session.execute(
        sa.select(Loan.starts_at, Loan.ends_at, Loan.quantity)
        .where(Loan.equipment_id == equipment_id, Loan.ends_at > now)
        .order_by(Loan.starts_at)
    ).all()


def was_used(equipment_id):
    """Tell whether a thing stands in a room or was ever lent."""
    stands = sa.exists().where(room_equipment.c.equipment_id == equipment_id)
    lent = sa.exists().where(Loan.equipment_id == equipment_id)
    return db.session.scalar(sa.select(sa.or_(stands, lent)))


def parts_at(place_id):
    """Return the parts of the rooms of a place, each with the rooms that have it: [(Part, [Room])]."""
    rows = db.session.execute(
        sa.select(Part, Room)
        .join(room_parts, room_parts.c.part_id == Part.id)
        .join(Room, Room.id == room_parts.c.room_id)
        .where(Room.place_id == place_id)
        .order_by(Part.id, Room.capacity.desc(), Room.id)
    ).all()
    grouped = {}
    for part, room in rows:
        grouped.setdefault(part, []).append(room)
    return list(grouped.items())


def places_of_parts(part_ids):
    """Return {(place id, kind)} of the rooms that have these parts."""
    rows = db.session.execute(
        sa.select(Room.place_id, Room.kind)
        .join(room_parts, room_parts.c.room_id == Room.id)
        .where(room_parts.c.part_id.in_(part_ids))
        .distinct()
    )
    return {tuple(row) for row in rows}


def rooms_with_parts(place_id):
    """Return the physical rooms of a place with their parts."""
    return db.session.scalars(
        sa.select(Room)
        .where(Room.place_id == place_id, Room.kind == PHYSICAL)
        .options(selectinload(Room.parts))
        .order_by(Room.id)
    ).all()


def all_things():
    """Return all equipment: what is lent first, by name."""
    return db.session.scalars(sa.select(Equipment).order_by(Equipment.kind.desc(), Equipment.name, Equipment.id)).all()


def fixed_things():
    """Return everything that may stand in a room, by name."""
    return db.session.scalars(
        sa.select(Equipment).where(Equipment.stock.is_(None)).order_by(Equipment.name, Equipment.id)
    ).all()


def machines():
    """Return the equipment that needs a briefing, by name."""
    return db.session.scalars(
        sa.select(Equipment).where(Equipment.needs_briefing).order_by(Equipment.name, Equipment.id)
    ).all()


def rooms_of_things():
    """Return {equipment id: [names of the rooms in which it stands]}."""
    rows = db.session.execute(
        sa.select(room_equipment.c.equipment_id, Room.name)
        .join(Room, Room.id == room_equipment.c.room_id)
        .where(Room.retired_at.is_(None))
        .order_by(Room.name)
    )
    grouped = {}
    for equipment_id, name in rows:
        grouped.setdefault(equipment_id, []).append(name)
    return grouped


def get_thing(equipment_id):
    """Return a thing, or abort with 404."""
    return db.session.get(Equipment, equipment_id) or abort(404)


def thing_keys():
    """Return the keys that things have already."""
    return set(db.session.scalars(sa.select(Equipment.key)))


def briefings(equipment_id=None):
    """Return all briefings (for one machine), those that end first first."""
    select = sa.select(Briefing).options(joinedload(Briefing.equipment), joinedload(Briefing.briefed_by))
    if equipment_id is not None:
        select = select.where(Briefing.equipment_id == equipment_id)
    return db.session.scalars(select.order_by(Briefing.ends_on, Briefing.name, Briefing.id)).all()


def find_briefing(equipment_id, email):
    """Return what is known of a person's briefing for a machine, over or not, or None."""
    return db.session.scalar(sa.select(Briefing).where(Briefing.equipment_id == equipment_id, Briefing.email == email))


def get_briefing(briefing_id):
    """Return a briefing, or abort with 404."""
    return db.session.get(Briefing, briefing_id) or abort(404)


def ended_briefings(ended_before):
    """Return the ids of the briefings whose last day was before a day."""
    return db.session.scalars(sa.select(Briefing.id).where(Briefing.ends_on < ended_before)).all()


def photos_in_use():
    """Return the names of all photos that rooms show."""
    return set(db.session.scalars(sa.select(Room.photo).where(Room.photo.is_not(None))))
