"""Booking, moving and freeing rooms. Lock the parts in order, look, ask the rule, write."""

import sqlalchemy as sa

from app import clock
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.rooms import queries, rules
from app.rooms.bookings import BOOKED, CANCELLED, Booking, Loan, Occupancy
from app.rooms.models import Equipment, Room

# Families of numbers for lock_numbers.
PARTS, STOCK = 1, 2


def book_room(room_id, starts_at, ends_at, title, setup_min=None, teardown_min=None, equipment_ids=()):
    """Book a room, with setup and teardown (in minutes; as the room says if not given) and things from the stock.

    Moments are aware. Raises Refused with a RoomRefusal, LookupError for an unknown room or thing.
    """
    with transaction():
        now = clock.now()
        room = db.session.get(Room, room_id)
        if room is None:
            raise LookupError(f"No room {room_id}")
        if reason := rules.why_no_span(starts_at, ends_at, now):
            raise Refused(reason)
        booking = Booking(
            room_id=room_id,
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            setup_min=room.setup_min if setup_min is None else setup_min,
            teardown_min=room.teardown_min if teardown_min is None else teardown_min,
            state=BOOKED,
            booked_at=now,
        )
        parts, span = _parts_if_free(room, booking)
        things = _things_if_there(equipment_ids, span)
        db.session.add(booking)
        db.session.flush()
        _hold(booking.id, parts, things, span)
    return booking


def move_booking(booking_id, starts_at, ends_at, room_id=None):
    """Give a booking another time or room. Raises Refused, and then the old time and room stay held."""
    with transaction():
        # The booking first: else of two moves one might win the room and the other the time.
        booking = lock(Booking, booking_id)
        room = db.session.get(Room, room_id or booking.room_id)
        if reason := rules.why_no_span(starts_at, ends_at, clock.now()):
            raise Refused(reason)
        wanted = Booking(
            room_id=room.id,
            starts_at=starts_at,
            ends_at=ends_at,
            setup_min=booking.setup_min,
            teardown_min=booking.teardown_min,
        )
        parts, span = _parts_if_free(room, wanted, but_not=booking_id)
        lent = db.session.scalars(sa.select(Loan.equipment_id).where(Loan.booking_id == booking_id)).all()
        things = _things_if_there(lent, span, but_not=booking_id)
        _let_go(booking_id)
        booking.room_id, booking.starts_at, booking.ends_at = room.id, starts_at, ends_at
        _hold(booking_id, parts, things, span)
    return booking


def cancel_booking(booking_id):
    """Free a room and what was lent with it. Twice does no harm."""
    with transaction():
        booking = lock(Booking, booking_id)
        booking.state = CANCELLED
        _let_go(booking_id)
        db.session.flush()
    return booking


def lock_rooms(room_ids, equipment_ids=()):
    """Lock all rooms and things that one act will need, in one order, before it books the first of them."""
    lock_numbers(PARTS, [part for room_id in room_ids for part in queries.part_ids(room_id)])
    lock_numbers(STOCK, equipment_ids)


def lock_bookings(booking_ids):
    """Lock bookings, and then all their rooms and things, before one act moves the first of them.

    In the order in which a move takes them, bookings first: else it and a single move would wait for each other.
    """
    held = [lock(Booking, booking_id) for booking_id in sorted(booking_ids)]
    lent = db.session.scalars(sa.select(Loan.equipment_id).where(Loan.booking_id.in_(booking_ids))).all()
    lock_rooms([booking.room_id for booking in held], lent)


def _parts_if_free(room, wanted, but_not=None):
    """Lock the room's parts and return them with the span to hold; raise Refused where one of them is taken."""
    parts = queries.part_ids(room.id)
    span = rules.held_span(wanted.starts_at, wanted.ends_at, wanted.setup_min, wanted.teardown_min)
    lock_numbers(PARTS, parts)
    taken = queries.find_occupancy(parts, *span, but_not=but_not)
    if taken is not None:
        raise Refused(rules.RoomRefusal.TAKEN, room=room.place_line, by=taken.booking.title)
    return parts, span


def _things_if_there(equipment_ids, span, but_not=None):
    """Lock the stock of the wanted things and return them; raise Refused where one is lent out."""
    lock_numbers(STOCK, equipment_ids)
    things = [db.session.get_one(Equipment, ident) for ident in equipment_ids]
    for thing in things:
        if thing.stock is None:
            raise Refused(rules.RoomRefusal.NO_MOBILE, thing=thing.name)
        wanted = sum(other.id == thing.id for other in things)
        if rules.most_lent(queries.loans_between(thing.id, *span, but_not=but_not)) + wanted > thing.stock:
            raise Refused(rules.RoomRefusal.LENT, thing=thing.name)
    return things


def _hold(booking_id, parts, things, span):
    starts_at, ends_at = span
    db.session.add_all(
        Occupancy(booking_id=booking_id, part_id=part_id, starts_at=starts_at, ends_at=ends_at)
        for part_id in sorted(parts)
    )
    db.session.add_all(
        Loan(booking_id=booking_id, equipment_id=thing.id, starts_at=starts_at, ends_at=ends_at) for thing in things
    )
    db.session.flush()


def _let_go(booking_id):
    for held in (Occupancy, Loan):
        db.session.execute(sa.delete(held).where(held.booking_id == booking_id))
