"""What is held of some rooms between two moments, read at once, to ask about any number of spans."""

from bisect import bisect_left
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.database import db
from app.rooms import lending, queries
from app.rooms.bookings import Booking, Occupancy
from app.rooms.models import Equipment, Room

# No booking is held longer than this: a day on the clock on the wall, and its buffers.
REACH = timedelta(days=3)


class HeldSpans:
    """Who has which part of some rooms when, and what is out of the stock. `but_not`: bookings to overlook."""

    def __init__(self, room_ids, starts_at, ends_at, equipment_ids=(), but_not=()):
        self.parts = queries.parts_of(room_ids)
        overlooked = set(but_not)
        self._spans = {part: [] for parts in self.parts.values() for part in parts}
        for part_id, begin, end, booking_id in db.session.execute(
            sa.select(Occupancy.part_id, Occupancy.starts_at, Occupancy.ends_at, Occupancy.booking_id)
            .where(Occupancy.part_id.in_(self._spans), Occupancy.ends_at > starts_at - REACH)
            .where(Occupancy.starts_at > starts_at - 2 * REACH, Occupancy.starts_at < ends_at + REACH)
            .order_by(Occupancy.starts_at)
        ):
            if booking_id not in overlooked:
                self._spans[part_id].append((begin, end, booking_id))
        self._starts = {part: [span[0] for span in spans] for part, spans in self._spans.items()}
        self._things = {}
        if equipment_ids:
            found = db.session.scalars(sa.select(Equipment).where(Equipment.id.in_(equipment_ids)))
            self._things = {thing.id: thing for thing in found}
        wanted = [self._things[ident] for ident in equipment_ids if ident in self._things]
        self._stock = lending.stock_of(wanted, starts_at - REACH, ends_at + REACH, overlooked)

    def taker(self, room, starts_at, ends_at):
        """Return the id of a booking that keeps others from a room in a span (buffers included), or None."""
        takers = [self._find(part, starts_at, ends_at) for part in self.parts[room.id]]
        if room.sessions > 1 and None in takers:
            return None
        return next((taker for taker in takers if taker is not None), None)

    def _find(self, part_id, starts_at, ends_at):
        # Occupancies of a part never overlap: only the one that starts last before the end can reach into the span.
        position = bisect_left(self._starts[part_id], ends_at) - 1
        if position < 0:
            return None
        _begin, end, booking_id = self._spans[part_id][position]
        return booking_id if end > starts_at else None

    def missing_thing(self, starts_at, ends_at):
        """Return a wanted thing of which none is left in a span (buffers included), or None."""
        return self._things.get(self._stock.find_missing(starts_at, ends_at))


def bookings_with_rooms(booking_ids):
    """Return {id: Booking} with room and parts, as `conflicts.in_words` needs them."""
    if not booking_ids:
        return {}
    found = db.session.scalars(
        sa.select(Booking)
        .where(Booking.id.in_(booking_ids))
        .options(selectinload(Booking.room).selectinload(Room.parts))
    )
    return {booking.id: booking for booking in found}
