"""What calendars of others hold: whatever is left of their time. They never take a part from anybody who has it.

The bookings are `is_foreign`, of one day at the most, and without buffers. Part of acts that hold the locks.
"""

from bisect import bisect_left, insort
from collections import defaultdict

import sqlalchemy as sa

from app.database import db
from app.rooms import actions, queries, rules
from app.rooms.bookings import Booking, Occupancy
from app.rooms.held_spans import REACH
from app.rooms.models import Room, room_parts


def lock_parts(room_ids):
    """Lock the parts of rooms; return {room: [part id]} of those in use, as they are under the lock."""
    while True:
        before = queries.parts_of(room_ids)
        actions.lock_rooms(room_ids)
        # Somebody may just have divided one.
        if queries.parts_of(room_ids) == before:
            break
    rooms = db.session.scalars(sa.select(Room).where(Room.id.in_(room_ids), Room.retired_at.is_(None)))
    return {room: sorted(before.get(room.id, ())) for room in rooms.unique()}


def kin(room_ids):
    """Return the ids of rooms and of all that share a part with one of them."""
    mine, theirs = room_parts.alias(), room_parts.alias()
    select = sa.select(theirs.c.room_id).join(mine, mine.c.part_id == theirs.c.part_id)
    return set(room_ids) | set(db.session.scalars(select.where(mine.c.room_id.in_(room_ids)).distinct()))


def let_go(room_id, now):
    """Give back what foreign bookings hold of a room from now on, so that it can be held anew."""
    coming = sa.select(Booking.id).where(Booking.room_id == room_id, Booking.is_foreign, Booking.ends_at > now)
    delete = sa.delete(Occupancy).where(Occupancy.booking_id.in_(coming))
    db.session.execute(delete.execution_options(synchronize_session=False))


def refill(rooms, now):
    """Let all coming foreign bookings of {room: [part id]} hold what is left; return as `fill`."""
    return fill(bookings_between([room.id for room in rooms], now, now + rules.HORIZON), rooms)


def bookings_between(room_ids, starts_at, ends_at):
    """Return the foreign bookings of rooms that touch a span, in order."""
    return db.session.scalars(
        sa.select(Booking)
        .where(Booking.room_id.in_(room_ids), Booking.is_foreign)
        .where(Booking.starts_at < ends_at, Booking.ends_at > starts_at)
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def fill(bookings, rooms):
    """Let foreign bookings hold what is left of their spans.

    Return the ids of those that met a booking of ours, and how many spans were taken.
    `rooms`: {room: [part id]} of at least theirs. Twice does no harm.
    """
    by_id = {room.id: (room, parts) for room, parts in rooms.items()}
    bookings = [booking for booking in bookings if booking.room_id in by_id]
    if not bookings:
        return set(), 0
    taken = _taken({part for _room, parts in by_id.values() for part in parts}, bookings)
    rows, met = [], set()
    for booking in bookings:
        room, parts = by_id[booking.room_id]
        wanted = _free_part(booking, parts, taken) if room.sessions > 1 else parts
        if not wanted:
            met.add(booking.id)
        for part in wanted:
            for begin, end, holder in _pieces(booking, taken[part]):
                if holder is None:
                    rows.append({"booking_id": booking.id, "part_id": part, "starts_at": begin, "ends_at": end})
                elif holder > 0:
                    met.add(booking.id)
    if rows:
        db.session.execute(sa.insert(Occupancy), rows)
    return met, len(rows)


def _taken(part_ids, bookings):
    """Return {part: [(begin, end, holder)]} of all that is held around bookings, in order; a foreign one below zero."""
    first = min(booking.starts_at for booking in bookings)
    last = max(booking.ends_at for booking in bookings)
    taken = defaultdict(list)
    holder = sa.case((Booking.is_foreign, -Booking.id), else_=Booking.id)
    for part, begin, end, who in db.session.execute(
        sa.select(Occupancy.part_id, Occupancy.starts_at, Occupancy.ends_at, holder)
        .join(Booking, Booking.id == Occupancy.booking_id)
        .where(Occupancy.part_id.in_(part_ids), Occupancy.starts_at < last, Occupancy.ends_at > first)
        .where(Occupancy.starts_at > first - REACH)
        .order_by(Occupancy.starts_at)
    ):
        taken[part].append((begin, end, who))
    return taken


def _pieces(booking, held):
    """Return [(begin, end, holder)] that make up a span; `holder` None is free, and is put down as held."""
    found, reached = [], booking.starts_at
    number = max(bisect_left(held, (booking.starts_at,)) - 1, 0)
    while number < len(held) and held[number][0] < booking.ends_at:
        begin, end, holder = held[number]
        number += 1
        if end <= reached:
            continue
        if begin > reached:
            found.append((reached, begin, None))
        found.append((max(begin, reached), min(end, booking.ends_at), holder))
        reached = end
    if reached < booking.ends_at:
        found.append((reached, booking.ends_at, None))
    for begin, end, holder in found:
        if holder is None:
            insort(held, (begin, end, -booking.id))
    return found


def _free_part(booking, parts, taken):
    """Return [the part] that a booking has or can have where several may be in a room at once, or []."""
    for part in parts:
        overlapping = [who for begin, end, who in taken[part] if begin < booking.ends_at and end > booking.starts_at]
        if all(who == -booking.id for who in overlapping):
            return [part]
    return []
