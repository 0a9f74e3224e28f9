"""Booking, moving and freeing rooms. Lock the parts in order, look, ask the rule, write."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from app import clock
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.rooms import checking, conflicts, queries, rules
from app.rooms.bookings import BOOKED, CANCELLED, LIVING, Booking, Loan, Occupancy
from app.rooms.models import STAFF, Equipment, Layout, Room
from app.rooms.rules import RoomRefusal

# Families of numbers for lock_numbers.
PARTS, STOCK = 1, 2
# What features further right must do in the same transaction when a booking or a room has changed:
# function(booking, BookingBefore) and function(room, {column: old value}). Filled in create_app, in order;
# a follower writes, or raises Refused, and then nothing has happened.
BOOKING_FOLLOWERS = []
# What must be locked before a booking, and what moves along with it: function(booking id) locks its owner (an event),
# and returns the ids of all bookings that the owner has. Filled in create_app.
BOOKING_OWNERS = []
ROOM_FOLLOWERS = []


@dataclass(frozen=True)
class BookingBefore:
    """What diaries show of a booking, as it was before an act; for the followers too."""

    state: str
    room: Room
    starts_at: datetime
    ends_at: datetime
    title: str

    @classmethod
    def of(cls, booking):
        """Return what a booking is now."""
        return cls(booking.state, booking.room, booking.starts_at, booking.ends_at, booking.title)


def book_room(
    room_id, starts_at, ends_at, title, setup_min=None, teardown_min=None, equipment_ids=(), who=STAFF,
    knowingly=False, discreet=False, holds=True, **facts,
):  # fmt: skip
    """Book a room, with setup and teardown (in minutes; as the room says if not given) and things from the stock.

    Moments are aware; `facts` are columns of Booking. `knowingly`: rules that may be broken are, and it is written
    down which. `discreet`: a refusal does not tell who has the room. `holds=False`: a request that blocks nobody.
    Raises Refused with a RoomRefusal, LookupError for an unknown room or thing.
    """
    with transaction():
        now = clock.now()
        room = _lock_room(room_id)
        booking = Booking(
            room_id=room_id,
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            setup_min=room.setup_min if setup_min is None else setup_min,
            teardown_min=room.teardown_min if teardown_min is None else teardown_min,
            holds=holds,
            wanted_things=list(equipment_ids),
            booked_at=now,
            changed_at=now,
            **{"state": BOOKED, **facts},
        )
        held = _what_to_hold(booking, room, equipment_ids, who, knowingly, discreet, now)
        db.session.add(booking)
        db.session.flush()
        _hold(booking, held)
    return booking


def move_booking(
    booking_id, starts_at, ends_at, room_id=None, who=STAFF, knowingly=False, discreet=False, holds=True,
    from_states=LIVING, **facts,
):  # fmt: skip
    """Give a booking another time or room, or other facts (columns of Booking: state, persons, title …).

    What was lent goes along, and what was wanted and not held yet. As in `book_room`; where it is refused, the old
    time and room stay held. `from_states`: in which the booking may be (what was left out comes back).
    """
    with transaction():
        # The booking first: else of two moves one might win the room and the other the time.
        booking = lock_with_owner(booking_id, [room_id] if room_id else ())
        if booking.state not in from_states:
            raise Refused(RoomRefusal.ENDED)
        move = Move(booking_id, starts_at, ends_at, room_id, facts)
        _move(booking, move, things_of(booking), who, knowingly, discreet, holds)
    return booking


def move_bookings(moves, who=STAFF, knowingly=False, discreet=False):
    """Move several bookings in one act: all let go before the first takes its new time, so that each may go where
    another was. As `move_booking`; one refusal refuses all, and the caller lets the transaction fail.
    """
    with transaction():
        _lock_with_owners({move.booking_id for move in moves}, {move.room_id for move in moves if move.room_id})
        bookings = [db.session.get_one(Booking, move.booking_id) for move in moves]
        if any(booking.state not in LIVING for booking in bookings):
            raise Refused(RoomRefusal.ENDED)
        things = [things_of(booking) for booking in bookings]
        for booking in bookings:
            _let_go(booking.id)
        for booking, move, lent in zip(bookings, moves, things, strict=True):
            _move(booking, move, lent, who, knowingly, discreet, booking.holds)
    return bookings


@dataclass(frozen=True)
class Move:
    """Where a booking goes, and which facts (columns) it gets besides."""

    booking_id: int
    starts_at: datetime
    ends_at: datetime
    room_id: int | None = None
    facts: dict = field(default_factory=dict)


def _move(booking, move, things, who, knowingly, discreet, holds):
    if booking.is_foreign:
        raise Refused(RoomRefusal.FOREIGN)
    before, now = BookingBefore.of(booking), clock.now()
    room = _lock_room(move.room_id or booking.room_id)
    columns = ("setup_min", "teardown_min", "persons", "layout_id")
    wanted = Booking(
        room_id=room.id, starts_at=move.starts_at, ends_at=move.ends_at, holds=holds,
        **{name: move.facts.get(name, getattr(booking, name)) for name in columns},
    )  # fmt: skip
    held = _what_to_hold(wanted, room, things, who, knowingly, discreet, now, but_not=booking.id)
    _let_go(booking.id)
    booking.room, booking.starts_at, booking.ends_at, booking.holds = room, move.starts_at, move.ends_at, holds
    booking.broken_rules = wanted.broken_rules
    for name, value in move.facts.items():
        setattr(booking, name, value)
    _hold(booking, held)
    changed(booking, before, now)


def cancel_booking(booking_id, state=CANCELLED):
    """Free a room and what was lent with it; `state` is the end it comes to. Twice does no harm."""
    with transaction():
        booking = lock_with_owner(booking_id)
        if booking.state not in LIVING:
            return booking
        if booking.is_foreign:
            raise Refused(RoomRefusal.FOREIGN)
        before = BookingBefore.of(booking)
        booking.state, booking.holds = state, False
        _let_go(booking_id)
        changed(booking, before, clock.now())
    return booking


def check_free(
    room, starts_at, ends_at, setup_min=None, teardown_min=None, equipment_ids=(), discreet=False, but_not=None
):
    """Raise Refused where a room or a thing is taken in a span: for requests that will hold nothing. Part of an act."""
    setup = room.setup_min if setup_min is None else setup_min
    teardown = room.teardown_min if teardown_min is None else teardown_min
    span = rules.held_span(starts_at, ends_at, setup, teardown)
    _free_parts(room, queries.part_ids(room.id), span, discreet, but_not)
    _things_if_there(room, equipment_ids, span, but_not)


def changed(booking, before, now):
    """Count a change of a booking, where there is one, and let those follow who must. Part of an act."""
    if before != BookingBefore.of(booking):
        booking.sequence = booking.sequence + 1
        booking.changed_at = now
    db.session.flush()
    for follower in BOOKING_FOLLOWERS:
        follower(booking, before)


def hold_anew(room, bookings):
    """Let bookings of a room hold the parts that it has now, each at its own time; what was lent stays lent.

    Part of an act that has locked the bookings and all these parts. Raises Refused where somebody else has one.
    """
    spans = {
        booking.id: rules.held_span(booking.starts_at, booking.ends_at, booking.setup_min, booking.teardown_min)
        for booking in bookings
    }
    db.session.execute(sa.delete(Occupancy).where(Occupancy.booking_id.in_(spans)))
    parts = [part.id for part in room.parts]
    # In order of their beginnings, so that sessions side by side need as few parts as they can.
    for booking in sorted(bookings, key=lambda booking: (spans[booking.id], booking.id)):
        held = _Held(tuple(_free_parts(room, parts, spans[booking.id], discreet=False)), (), spans[booking.id])
        _hold(booking, held)


def lock_rooms(room_ids, equipment_ids=()):
    """Lock all rooms and things that one act will need, in one order, before it books the first of them."""
    lock_numbers(PARTS, queries.part_ids(*room_ids))
    lock_numbers(STOCK, equipment_ids)


def lock_bookings(booking_ids, room_ids=()):
    """Lock bookings, and then all their rooms and things (and further rooms), before one act moves the first of them.

    In the order in which a move takes them, bookings first: else it and a single move would wait for each other.
    """
    held = [lock(Booking, booking_id) for booking_id in sorted(booking_ids)]
    lent = db.session.scalars(sa.select(Loan.equipment_id).where(Loan.booking_id.in_(booking_ids))).all()
    wanted = {ident for booking in held if not booking.holds for ident in booking.wanted_things}
    lock_rooms({booking.room_id for booking in held} | set(room_ids), wanted | set(lent))
    return held


def lock_with_owner(booking_id, room_ids=()):
    """Lock a booking as an act on its owner would: the owner, all its bookings, all their rooms. Return the booking."""
    _lock_with_owners({booking_id}, room_ids)
    return db.session.get_one(Booking, booking_id)


def _lock_with_owners(booking_ids, room_ids):
    along = {ident for owner in BOOKING_OWNERS for booking_id in booking_ids for ident in owner(booking_id)}
    lock_bookings(booking_ids | along, room_ids)


def _lock_room(room_id):
    """Lock the parts of a room and return it as it is under the lock. Raises LookupError, or Refused.

    Whoever divides a room, makes it smaller or takes it out of use holds its parts meanwhile, so what was read of it
    before the lock may no longer be true.
    """
    parts = queries.part_ids(room_id)
    lock_numbers(PARTS, parts)
    room = queries.find_room_afresh(room_id)
    if room is None:
        raise LookupError(f"No room {room_id}")
    if {part.id for part in room.parts} != set(parts):
        raise Refused(RoomRefusal.JUST_DIVIDED, room=room.place_line)
    return room


@dataclass(frozen=True)
class _Held:
    """What a booking will hold."""

    parts: tuple = ()
    things: tuple = ()
    span: tuple = ()


def _what_to_hold(booking, room, equipment_ids, who, knowingly, discreet, now, but_not=None):
    """Look and ask the rules; return the _Held of a booking, and write down what it breaks. Raises Refused.

    The room is locked already.
    """
    if reason := rules.why_no_span(booking.starts_at, booking.ends_at, now):
        raise Refused(reason)
    if room.retired_at is not None:
        raise Refused(RoomRefusal.RETIRED, room=room.place_line)
    parts = [part.id for part in room.parts]
    layout = db.session.get(Layout, booking.layout_id) if booking.layout_id else None
    broken = checking.broken_rules(room, booking.starts_at, booking.ends_at, now, who, booking.persons, layout)
    if broken and not knowingly:
        reason, facts = broken[0]
        raise Refused(reason, **facts)
    booking.broken_rules = sorted({reason.name for reason, _facts in broken})
    if not booking.holds:
        return _Held()
    span = rules.held_span(booking.starts_at, booking.ends_at, booking.setup_min, booking.teardown_min)
    parts = _free_parts(room, parts, span, discreet, but_not)
    return _Held(tuple(parts), tuple(_things_if_there(room, equipment_ids, span, but_not)), span)


def _free_parts(room, parts, span, discreet, but_not=None):
    """Return the parts to hold: all of the room, or one where it takes several sessions. Raises Refused."""
    if room.sessions > 1:
        free = next((part for part in sorted(parts) if not queries.find_occupancy([part], *span, but_not)), None)
        if free is not None:
            return [free]
    taken = queries.find_occupancy(parts, *span, but_not=but_not)
    if taken is None:
        return parts
    if discreet:
        raise Refused(RoomRefusal.BUSY, room=room.place_line)
    raise Refused(RoomRefusal.TAKEN, conflict=conflicts.in_words(room, taken.booking))


def _things_if_there(room, equipment_ids, span, but_not=None):
    """Lock the stock of the wanted things and return them; raise Refused where one is lent out or stands elsewhere."""
    lock_numbers(STOCK, equipment_ids)
    things = [db.session.get_one(Equipment, ident) for ident in equipment_ids]
    for thing in things:
        if thing.stock is None:
            # A machine is used where it stands, by whoever has the room; nothing else that is fixed goes along.
            if not thing.needs_briefing:
                raise Refused(RoomRefusal.NO_MOBILE, thing=thing.name)
            if thing not in room.equipment:
                raise Refused(RoomRefusal.NOT_IN_ROOM, thing=thing.name)
            continue
        wanted = sum(other.id == thing.id for other in things)
        if rules.most_lent(queries.loans_between(thing.id, *span, but_not=but_not)) + wanted > thing.stock:
            raise Refused(RoomRefusal.LENT, thing=thing.name)
    return things


def _hold(booking, held):
    if not booking.holds:
        return
    starts_at, ends_at = held.span
    db.session.add_all(
        Occupancy(booking_id=booking.id, part_id=part_id, starts_at=starts_at, ends_at=ends_at)
        for part_id in sorted(held.parts)
    )
    db.session.add_all(
        Loan(booking_id=booking.id, equipment_id=thing.id, starts_at=starts_at, ends_at=ends_at)
        for thing in held.things
    )
    db.session.flush()


def hold_checked(bookings, parts):
    """Write many new bookings and what they hold in a few statements; `parts`: {room id: ids of its parts}.

    Part of an act that has asked all that `book_room` asks, under its locks; rooms of one session, nothing lent. The
    database has the last word.
    """
    db.session.add_all(bookings)
    db.session.flush()
    held = []
    for booking in bookings:
        span = rules.held_span(booking.starts_at, booking.ends_at, booking.setup_min, booking.teardown_min)
        row = {"booking_id": booking.id, "starts_at": span[0], "ends_at": span[1]}
        held += [{**row, "part_id": part} for part in sorted(parts[booking.room_id]) if booking.holds]
    if held:
        db.session.execute(sa.insert(Occupancy), held)


def things_of(booking):
    """Return the ids of the things that go along with a booking: what it was lent, or wants where it holds nothing."""
    if booking.holds:
        return db.session.scalars(sa.select(Loan.equipment_id).where(Loan.booking_id == booking.id)).all()
    there = set(db.session.scalars(sa.select(Equipment.id).where(Equipment.id.in_(booking.wanted_things))))
    return [ident for ident in booking.wanted_things if ident in there]


def _let_go(booking_id):
    for held in (Occupancy, Loan):
        db.session.execute(sa.delete(held).where(held.booking_id == booking_id))
