"""What the team looks at when it decides: open requests, one request, bookings by day. Few statements for many rows."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.rooms import conflicts, queries, rules
from app.rooms.bookings import LIVING, PROPOSED, REQUESTED, Booking, Occupancy
from app.rooms.models import Room
from app.rooms.persons import Briefing, RoomRequest

_OF_REQUEST = (
    joinedload(RoomRequest.organisation),
    joinedload(RoomRequest.agreed_by),
    selectinload(RoomRequest.bookings).joinedload(Booking.room),
    selectinload(RoomRequest.bookings).joinedload(Booking.layout),
)


def open_requests(places=None):
    """Return the confirmed requests in which a date (at some places) waits for a decision or an answer.

    The earliest promise first.
    """
    waits = sa.exists().where(Booking.request_id == RoomRequest.id, Booking.state.in_((REQUESTED, PROPOSED)))
    waits = waits.where(Booking.room.has(queries.within(places)))
    return db.session.scalars(
        sa.select(RoomRequest)
        .where(RoomRequest.confirmed_at.is_not(None), waits)
        .options(*_OF_REQUEST)
        .order_by(RoomRequest.answer_by, RoomRequest.id)
    ).all()


def count_waiting(places=None):
    """Return how many confirmed requests have a date (at some places) that waits for a decision."""
    waits = sa.exists().where(Booking.request_id == RoomRequest.id, Booking.state == REQUESTED)
    return db.session.scalar(
        sa.select(sa.func.count(RoomRequest.id)).where(
            RoomRequest.confirmed_at.is_not(None), waits.where(Booking.room.has(queries.within(places)))
        )
    )


def get_request(request_id):
    """Return a confirmed request with its bookings, or abort with 404."""
    found = db.session.scalar(
        sa.select(RoomRequest)
        .where(RoomRequest.id == request_id, RoomRequest.confirmed_at.is_not(None))
        .options(*_OF_REQUEST, selectinload(RoomRequest.bookings).joinedload(Booking.room).selectinload(Room.parts))
    )
    return found or abort(404)


def get_booking(booking_id):
    """Return a booking with what the team's page shows of it, or abort with 404."""
    found = db.session.scalar(
        sa.select(Booking)
        .where(Booking.id == booking_id)
        .options(
            joinedload(Booking.room).joinedload(Room.place),
            joinedload(Booking.request).joinedload(RoomRequest.organisation),
            joinedload(Booking.layout),
            joinedload(Booking.booked_by),
        )
    )
    return found or abort(404)


def asked_by(organisations):
    """Return the condition that a Booking was asked for by one of some organisations, and not just in their name."""
    return Booking.request.has(sa.and_(RoomRequest.organisation_id.in_(organisations), RoomRequest.is_verified))


def bookings_between(starts_at, ends_at, room_id=None, within=None):
    """Return the living bookings that overlap a span, of all rooms or of one, in order; `within` a condition."""
    wanted = (
        sa.select(Booking)
        .where(Booking.state.in_(LIVING), Booking.starts_at < ends_at, Booking.ends_at > starts_at)
        .options(joinedload(Booking.room).joinedload(Room.place), joinedload(Booking.request))
        .order_by(Booking.starts_at, Booking.room_id, Booking.id)
    )
    if room_id is not None:
        wanted = wanted.where(Booking.room_id == room_id)
    if within is not None:
        wanted = wanted.where(within)
    return db.session.scalars(wanted).all()


def rooms_to_choose(places=None):
    """Return the rooms in use (at some places), by place and name."""
    return db.session.scalars(
        sa.select(Room)
        .where(Room.retired_at.is_(None), queries.within(places))
        .order_by(Room.kind.desc(), Room.place_id, Room.name)
    ).all()


def conflicts_of(bookings):
    """Return {booking id: sentence} of what stands in the way of bookings that hold nothing yet."""
    spans = {
        booking: rules.held_span(booking.starts_at, booking.ends_at, booking.setup_min, booking.teardown_min)
        for booking in bookings
        if booking.state == REQUESTED and not booking.holds
    }
    if not spans:
        return {}
    parts = queries.parts_of({booking.room_id for booking in spans})
    overlaps = [sa.and_(Occupancy.starts_at < end, Occupancy.ends_at > start) for start, end in spans.values()]
    taken = db.session.scalars(
        sa.select(Occupancy)
        .where(Occupancy.part_id.in_(set().union(*parts.values())), sa.or_(*overlaps))
        .options(joinedload(Occupancy.booking).joinedload(Booking.room).selectinload(Room.parts))
        .order_by(Occupancy.starts_at, Occupancy.id)
    ).all()
    found = {}
    for booking, (start, end) in spans.items():
        mine = parts[booking.room_id]
        others = [each for each in taken if each.part_id in mine and each.starts_at < end and each.ends_at > start]
        is_full = len({each.part_id for each in others}) == len(mine)
        if others and (is_full or booking.room.sessions == 1):
            found[booking.id] = conflicts.in_words(booking.room, others[0].booking)
    return found


def rivals_of(bookings):
    """Return {booking id: [booking]} of others that are asked for at the same time and share a part, and hold nothing.

    Who is accepted first gets the room.
    """
    found = {booking.id: [] for booking in bookings}
    waiting = [booking for booking in bookings if booking.state == REQUESTED]
    if not waiting:
        return found
    overlaps = [sa.and_(Booking.starts_at < each.ends_at, Booking.ends_at > each.starts_at) for each in waiting]
    others = db.session.scalars(
        sa.select(Booking)
        .where(Booking.state == REQUESTED, Booking.holds.is_(False), sa.or_(*overlaps))
        .where(Booking.request_id != waiting[0].request_id)
        .options(joinedload(Booking.room).selectinload(Room.parts))
        .order_by(Booking.starts_at, Booking.id)
    ).all()
    for booking in waiting:
        parts = {part.id for part in booking.room.parts}
        found[booking.id] = [
            each for each in others
            if each.starts_at < booking.ends_at and each.ends_at > booking.starts_at
            and parts & {part.id for part in each.room.parts}
        ]  # fmt: skip
    return found


def briefings_for(email, things):
    """Return {machine: last day of this address's briefing, or None} for the machines among some things."""
    machines = [thing for thing in things if thing.needs_briefing]
    if not machines:
        return {}
    ends = dict(
        db.session.execute(
            sa.select(Briefing.equipment_id, Briefing.ends_on).where(
                Briefing.email == email, Briefing.equipment_id.in_([thing.id for thing in machines])
            )
        ).all()
    )
    return {thing: ends.get(thing.id) for thing in machines}
