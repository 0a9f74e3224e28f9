"""May the person behind an address have these bookings? Asked once the address is proven, never by a public form."""

import sqlalchemy as sa

from app import clock
from app.database import db
from app.errors import Refused
from app.rooms import briefings, policies, request_queries
from app.rooms.bookings import BOOKED, PROPOSED, REQUESTED, Booking
from app.rooms.persons import RoomRequest
from app.rooms.request_rules import waits
from app.rooms.rules import RoomRefusal

# What a person who confirmed still has before them.
_OPEN = (REQUESTED, PROPOSED, BOOKED)


def check(request, bookings, now):
    """Raise Refused where the person of a request lacks a briefing, or has too many open bookings with these."""
    machine = find_unbriefed(request.email, bookings)
    if machine is not None:
        raise Refused(RoomRefusal.NO_BRIEFING, thing=machine.name)
    limits = [policies.policy_of(booking.room, request.who).most_open for booking in bookings]
    most = min((limit for limit in limits if limit is not None), default=None)
    if most is None:
        return
    # A request that somebody decides about counts once, whatever its number of dates: else no club could ask.
    is_decided = any(waits(booking.room, request) for booking in bookings)
    already = count_open(request.email, now, but_not=request.id)
    if already + (1 if is_decided else len(bookings)) > most:
        raise Refused(RoomRefusal.TOO_MANY_OPEN, open=already)


def find_unbriefed(email, bookings):
    """Return a machine that goes along with one of these bookings and that this address may not use then, or None."""
    things = request_queries.things_of(bookings)
    uses = [
        (thing, clock.today(booking.starts_at))
        for booking in bookings
        for thing in things[booking.id]
        if thing.needs_briefing
    ]
    return next(iter(briefings.lacking_on(email, uses)), None)


def count_open(email, now, but_not=None):
    """Return how many confirmed bookings an address has before it; what somebody decides about counts by request."""
    rows = db.session.execute(
        sa.select(RoomRequest.id, RoomRequest.answer_by, sa.func.count(Booking.id))
        .join(Booking, Booking.request_id == RoomRequest.id)
        .where(RoomRequest.email == email, RoomRequest.confirmed_at.is_not(None), RoomRequest.id != (but_not or 0))
        .where(Booking.state.in_(_OPEN), Booking.ends_at > now)
        .group_by(RoomRequest.id, RoomRequest.answer_by)
    )
    return sum(1 if answer_by else number for _ident, answer_by, number in rows)
