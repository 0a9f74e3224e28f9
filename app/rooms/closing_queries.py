"""Which closures there are, what they shut, and whom they hit."""

from bisect import bisect_left

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app.database import db
from app.rooms.bookings import LIVING, Booking
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.models import Room, room_parts
from app.rooms.queries import within
from app.rooms.rules import RoomRefusal


def shut_rooms(place_id=None, room_id=None):
    """Return the ids of the rooms that are shut with a room, a place, or (with neither) the whole house.

    With a room, whatever shares a part with it. As `queries.closures_of` sees it from the side of the room.
    """
    select = sa.select(Room.id)
    if room_id is not None:
        mine, theirs = room_parts.alias(), room_parts.alias()
        select = sa.select(theirs.c.room_id).join(mine, mine.c.part_id == theirs.c.part_id)
        select = select.where(mine.c.room_id == room_id).distinct()
    elif place_id is not None:
        select = select.where(Room.place_id == place_id)
    return set(db.session.scalars(select))


def hits(room_ids, spans, now, is_new=False):
    """Return the living bookings of rooms that overlap one of the spans (in order, not overlapping), and are not over.

    As they are now in the database, in order of time. `is_new`: without those that break a closure already.
    """
    if not room_ids or not spans:
        return []
    rows = db.session.execute(
        sa.select(Booking.id, Booking.starts_at, Booking.ends_at)
        # What calendars of others say, nobody here decides.
        .where(Booking.room_id.in_(room_ids), Booking.state.in_(LIVING), Booking.ends_at > now, ~Booking.is_foreign)
        .where(Booking.starts_at < spans[-1][1], Booking.ends_at > spans[0][0])
    )
    ends = [ends_at for _starts_at, ends_at in spans]
    ids = []
    for booking_id, starts_at, ends_at in rows:
        # The first span that is not over when the booking starts.
        number = bisect_left(ends, starts_at)
        number += number < len(ends) and ends[number] == starts_at
        if number < len(spans) and spans[number][0] < ends_at:
            ids.append(booking_id)
    found = db.session.scalars(
        sa.select(Booking)
        .where(Booking.id.in_(ids))
        .options(joinedload(Booking.room), joinedload(Booking.request), joinedload(Booking.booked_by))
        .order_by(Booking.starts_at, Booking.id)
        .execution_options(populate_existing=True)
    ).all()
    return [booking for booking in found if not is_new or RoomRefusal.CLOSED.name not in booking.broken_rules]


def coming_closures(now, places=None):
    """Return [(Closure, its next or present ClosureSpan)] of all (at some places) that are not over, in order of time.

    What shuts the whole house shuts every place.
    """
    here = sa.true()
    if places is not None:
        here = sa.or_(Closure.place_id.in_(places), Closure.place_id.is_(None))
        here = sa.and_(here, sa.or_(Closure.room_id.is_(None), Closure.room.has(within(places))))
    following = sa.orm.aliased(ClosureSpan)
    first = (
        sa.select(following.id)
        .where(following.closure_id == Closure.id, following.ends_at > now)
        .order_by(following.starts_at)
        .limit(1)
        .correlate(Closure)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Closure, ClosureSpan)
        .join(ClosureSpan, ClosureSpan.id == first)
        .where(here)
        .options(joinedload(Closure.place), joinedload(Closure.room))
        .order_by(ClosureSpan.starts_at, Closure.id)
    ).unique()
    return [tuple(row) for row in rows]


def get_closure(closure_id):
    """Return a closure with what its page shows, or abort with 404."""
    found = db.session.scalar(
        sa.select(Closure).where(Closure.id == closure_id).options(joinedload(Closure.place), joinedload(Closure.room))
    )
    return found or abort(404)


def coming_spans(closure_id, now):
    """Return the ClosureSpans of a closure that are not over, in order."""
    return db.session.scalars(
        sa.select(ClosureSpan)
        .where(ClosureSpan.closure_id == closure_id, ClosureSpan.ends_at > now)
        .order_by(ClosureSpan.starts_at)
    ).all()


def endless():
    """Return the ids of the closures whose rule goes on for good."""
    return db.session.scalars(
        sa.select(Closure.id).where(
            Closure.rule != "", Closure.rule.not_like("%UNTIL=%"), Closure.rule.not_like("%COUNT=%")
        )
    ).all()
