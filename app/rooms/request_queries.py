"""Looking at requests for rooms and those who made them."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.database import db
from app.rooms.bookings import HELD, PROPOSED, Booking, Loan
from app.rooms.models import Equipment, Room, room_equipment
from app.rooms.persons import RoomRequest, RoomWatch


def rooms_to_book(room_ids):
    """Return {id: Room} with what decides on a booking, in one statement."""
    rooms = db.session.scalars(
        sa.select(Room).where(Room.id.in_(room_ids)).options(joinedload(Room.policies), joinedload(Room.hours))
    ).unique()
    return {room.id: room for room in rooms}


def rooms_by_slug(slugs):
    """Return {slug: Room} of rooms in use, with what decides on a booking, in one statement."""
    rooms = db.session.scalars(
        sa.select(Room)
        .where(Room.slug.in_(slugs), Room.retired_at.is_(None))
        .options(joinedload(Room.policies), joinedload(Room.hours), joinedload(Room.layouts))
    ).unique()
    return {room.slug: room for room in rooms}


def things_for(room):
    """Return what somebody may ask for along with a room: things from the stock, and the machines that stand in it."""
    machines = sa.select(room_equipment.c.equipment_id).where(room_equipment.c.room_id == room.id)
    return db.session.scalars(
        sa.select(Equipment)
        .where(sa.or_(Equipment.stock.is_not(None), sa.and_(Equipment.needs_briefing, Equipment.id.in_(machines))))
        .order_by(Equipment.stock.is_not(None), Equipment.name)
    ).all()


def find_by_form(form_key):
    """Return the request that this very form made, or None."""
    if form_key is None:
        return None
    return db.session.scalar(sa.select(RoomRequest).where(RoomRequest.form_key == form_key))


def find_request(ident, version):
    """Return a request for a personal link, or None where the link was revoked."""
    return db.session.scalar(
        sa.select(RoomRequest)
        .where(RoomRequest.id == ident, RoomRequest.link_version == version)
        .options(joinedload(RoomRequest.organisation))
    )


def bookings_of(request_id, booking_ids=None):
    """Return the bookings of a request (or those named), with their rooms, in order of time."""
    statement = (
        sa.select(Booking)
        .where(Booking.request_id == request_id)
        .options(joinedload(Booking.room).joinedload(Room.place), joinedload(Booking.layout))
        .order_by(Booking.starts_at, Booking.id)
    )
    if booking_ids is not None:
        statement = statement.where(Booking.id.in_(booking_ids))
    return db.session.scalars(statement).all()


def things_of(bookings):
    """Return {booking id: [Equipment]} of what goes along with bookings, or shall once they hold their room."""
    lent = db.session.execute(
        sa.select(Loan.booking_id, Loan.equipment_id)
        .where(Loan.booking_id.in_([booking.id for booking in bookings if booking.holds]))
        .order_by(Loan.id)
    ).all()
    ids = {booking.id: [] if booking.holds else list(booking.wanted_things) for booking in bookings}
    for booking_id, thing_id in lent:
        ids[booking_id].append(thing_id)
    all_ids = {ident for many in ids.values() for ident in many}
    by_id = {}
    if all_ids:
        things = db.session.scalars(sa.select(Equipment).where(Equipment.id.in_(all_ids)))
        by_id = {thing.id: thing for thing in things}
    return {booking_id: [by_id[ident] for ident in many if ident in by_id] for booking_id, many in ids.items()}


def lapsing(now, limit=500):
    """Return the ids of requests that nobody confirmed in time and that still stand."""
    return db.session.scalars(
        sa.select(RoomRequest.id)
        .where(RoomRequest.confirmed_at.is_(None), RoomRequest.held_until <= now)
        .where(RoomRequest.id.in_(sa.select(Booking.request_id).where(Booking.state == HELD)))
        .order_by(RoomRequest.held_until)
        .limit(limit)
    ).all()


def unanswered_proposals(now, limit=500):
    """Return the ids of bookings that were proposed to somebody who did not answer in time."""
    return db.session.scalars(
        sa.select(Booking.id)
        .join(RoomRequest, RoomRequest.id == Booking.request_id)
        .where(Booking.state == PROPOSED, RoomRequest.held_until <= now)
        .order_by(Booking.id)
        .limit(limit)
    ).all()


def to_forget(lapsed_before, ended_before, limit=500):
    """Return the ids of requests whose person is to be forgotten now."""
    last_end = sa.select(sa.func.max(Booking.ends_at)).where(Booking.request_id == RoomRequest.id).scalar_subquery()
    return db.session.scalars(
        sa.select(RoomRequest.id)
        .where(sa.or_(RoomRequest.email.is_not(None), RoomRequest.name.is_not(None)))
        .where(
            sa.or_(
                sa.and_(RoomRequest.confirmed_at.is_(None), RoomRequest.held_until < lapsed_before),
                # Without a date left, the day of the asking counts.
                sa.func.coalesce(last_end, RoomRequest.asked_at) < ended_before,
            )
        )
        .order_by(RoomRequest.id)
        .limit(limit)
    ).all()


def find_watch(ident):
    """Return a watch with its room, or None."""
    return db.session.scalar(sa.select(RoomWatch).where(RoomWatch.id == ident).options(joinedload(RoomWatch.room)))


def waiting_watches(now, limit=500):
    """Return the ids of watches that are confirmed, not told and still to come."""
    return db.session.scalars(
        sa.select(RoomWatch.id)
        .where(RoomWatch.confirmed_at.is_not(None), RoomWatch.told_at.is_(None), RoomWatch.starts_at > now)
        .order_by(RoomWatch.id)
        .limit(limit)
    ).all()


def watches_to_forget(before, now, limit=500):
    """Return the ids of watches that were told or left unconfirmed before a moment, or whose span has begun."""
    return db.session.scalars(
        sa.select(RoomWatch.id)
        .where(
            sa.or_(
                RoomWatch.told_at < before,
                sa.and_(RoomWatch.confirmed_at.is_(None), RoomWatch.asked_at < before),
                RoomWatch.starts_at <= now,
            )
        )
        .order_by(RoomWatch.id)
        .limit(limit)
    ).all()
