"""Of which parts a room consists. What is booked holds the new parts at its own time, or nothing changes."""

from app import clock
from app.accounts import audit
from app.database import db, transaction
from app.errors import Refused
from app.rooms import actions, foreign_holding, furnishing, furnishing_queries
from app.rooms.furnishing_rules import MOST_SESSIONS, FurnishingRefusal
from app.rooms.models import Part
from app.rooms.rules import RoomRefusal


def set_parts(room_id, part_ids=(), own=False):
    """Let a room consist of these parts of its place, and of one of its own if `own`. Raises Refused.

    Its coming bookings hold the new parts from then on; where somebody else has one of them, nothing happens.
    """
    with transaction():
        furnishing.lock_furnishing()
        room, bookings = furnishing.lock_with_bookings(room_id, part_ids)
        wanted = {db.session.get_one(Part, ident) for ident in set(part_ids)}
        if not wanted and not own:
            raise Refused(FurnishingRefusal.NO_PART)
        if room.is_digital or furnishing_queries.places_of_parts(part_ids) - {(room.place_id, room.kind)}:
            raise Refused(FurnishingRefusal.PART_ELSEWHERE)
        if own:
            # The one that it has to itself already, or a new one.
            mine = _own_parts(room)
            wanted |= {mine[0]} if mine else {Part(name=room.name)}
        if wanted != set(room.parts):
            _change_parts(room, wanted, bookings, FurnishingRefusal.PARTS_TAKEN)
            furnishing.set_parents(room.place_id)
            audit.note("set_parts", furnishing.about(room), parts=sorted(part.id for part in wanted))
    return room


def set_sessions(room_id, sessions):
    """Let so many bookings be in a digital room at once: it has as many parts, and each booking holds one of them."""
    with transaction():
        furnishing.lock_furnishing()
        room, bookings = furnishing.lock_with_bookings(room_id)
        if not room.is_digital:
            raise Refused(FurnishingRefusal.NOT_DIGITAL)
        if not 1 <= sessions <= MOST_SESSIONS:
            raise Refused(FurnishingRefusal.BAD_SESSIONS, most=MOST_SESSIONS)
        if room.sessions != sessions:
            before, room.sessions = {"sessions": room.sessions}, sessions
            parts = list(room.parts[:sessions])
            parts += [Part(name=f"{room.name} {number}") for number in range(len(parts) + 1, sessions + 1)]
            _change_parts(room, parts, bookings, FurnishingRefusal.SESSIONS_IN_USE)
            for follower in actions.ROOM_FOLLOWERS:
                follower(room, before)
            audit.note("set_sessions", furnishing.about(room), sessions=sessions)
    return room


def own_parts(room):
    """Return the parts that only this room has, and those that it shares."""
    mine = _own_parts(room)
    return mine, [part for part in room.parts if part not in mine]


def _own_parts(room):
    shared = {part.id: rooms for part, rooms in furnishing_queries.parts_at(room.place_id)}
    return [part for part in room.parts if all(other.id == room.id for other in shared.get(part.id, ()))]


def _change_parts(room, parts, bookings, reason):
    room.parts = list(parts)
    db.session.flush()
    db.session.expire(room, ["parts"])
    now = clock.now()
    # What only lies in the past stays on record as it was; what still runs holds the new parts as well.
    held = [booking for booking in bookings if booking.holds and booking.ends_at > now]
    foreign_holding.let_go(room.id, now)
    try:
        actions.hold_anew(room, held)
    except Refused as refused:
        if refused.reason is not RoomRefusal.TAKEN:
            raise
        raise Refused(reason, conflict=refused.facts["conflict"]) from None
    foreign_holding.refill({room: [part.id for part in room.parts]}, now)
    furnishing.delete_lost_parts()


def change_digital_room(room_id, sessions, **facts):
    """Change columns of a digital room, and how many bookings may be in it at once, or nothing. Raises Refused."""
    with transaction():
        furnishing.change_room(room_id, **facts)
        return set_sessions(room_id, sessions)
