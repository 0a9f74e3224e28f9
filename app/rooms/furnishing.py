"""What the team does with rooms: make, change, take out of use. One such act at a time; bookings are locked with it.

Every act: lock, look at what is booked, ask the rule, write.
"""

from datetime import date, timedelta

import sqlalchemy as sa

from app import clock, display
from app.accounts import audit
from app.database import db, lock, lock_numbers, lock_rows, transaction
from app.errors import Refused
from app.rooms import actions, furnishing_queries, furnishing_rules, queries
from app.rooms.actions import PARTS
from app.rooms.bookings import BOOKED, REQUESTED, Booking, Occupancy
from app.rooms.furnishing_rules import FurnishingRefusal
from app.rooms.models import DIGITAL, PHYSICAL, Equipment, Layout, Part, Room, RoomHours, RoomPolicy, room_parts
from app.slugs import free_slug, slug

# A family of numbers for lock_numbers.
FURNISHING = 11
_MONDAY = date(2024, 1, 1)


def create_room(name, place_id=None, kind=PHYSICAL, capacity=1, setup_min=0, teardown_min=0, **facts):
    """Make a room with one part of its own, at a place (not a digital one), and return it. Raises Refused."""
    with transaction():
        lock_furnishing()
        if reason := furnishing_rules.why_no_facts(capacity, setup_min, teardown_min):
            raise Refused(reason)
        if kind == PHYSICAL and place_id is None:
            raise Refused(FurnishingRefusal.NO_PLACE)
        keys, addresses = furnishing_queries.room_keys()
        room = Room(
            key=free_slug(slug(name)[:70], keys), slug=free_slug(slug(name), addresses), name=name, kind=kind,
            place_id=None if kind == DIGITAL else place_id, capacity=capacity, setup_min=setup_min,
            teardown_min=teardown_min, parts=[Part(name=name)], **facts,
        )  # fmt: skip
        db.session.add(room)
        db.session.flush()
        audit.note("create_room", about(room))
    return room


def change_room(room_id, **facts):
    """Change columns of a room, but neither its place, its kind nor its parts. Raises Refused.

    Its buffers count for bookings made from now on. A smaller capacity is refused where more persons are booked.
    """
    with transaction():
        lock_furnishing()
        capacity = facts.get("capacity")
        is_smaller = capacity is not None and capacity < furnishing_queries.get_room(room_id).capacity
        room = lock_with_bookings(room_id)[0] if is_smaller else lock_row(room_id)
        changes = {name: (getattr(room, name), value) for name, value in facts.items() if getattr(room, name) != value}
        wanted = {**{name: getattr(room, name) for name in ("capacity", "setup_min", "teardown_min")}, **facts}
        if reason := furnishing_rules.why_no_facts(
            *(wanted[name] for name in ("capacity", "setup_min", "teardown_min"))
        ):
            raise Refused(reason)
        if is_smaller:
            _refuse_less_than_booked(room, capacity)
        for name, (_old, new) in changes.items():
            setattr(room, name, new)
        _follow(room, {name: old for name, (old, _new) in changes.items()})
    return room


def set_layouts(room_id, layouts):
    """Set the ways to seat people, as [(name, seats)] in order; one that keeps its name stays the same row."""
    with transaction():
        lock_furnishing()
        room = _lock_room(room_id)
        now = clock.now()
        if wrong := furnishing_rules.find_wrong_layout(layouts, room.capacity):
            raise Refused(wrong[0], **wrong[1])
        old = {layout.name: layout for layout in room.layouts}
        was = _seats_of(room)
        wanted = dict(layouts)
        for name, layout in old.items():
            if name in wanted:
                booking = furnishing_queries.find_larger_booking(room_id, wanted[name], now, layout.id)
                _refuse(booking, FurnishingRefusal.BOOKED_FOR_MORE)
            else:
                booking = furnishing_queries.find_booking_in(layout.id, now)
                _refuse(booking, FurnishingRefusal.LAYOUT_IN_USE, layout=name)
        room.layouts = [old.get(name) or Layout(name=name) for name in wanted]
        for position, layout in enumerate(room.layouts):
            layout.capacity, layout.position = wanted[layout.name], position
        db.session.flush()
        for follower in actions.ROOM_FOLLOWERS:
            follower(room, {"layouts": dict(was)})
        audit.note("set_layouts", about(room), **audit.changes({"layouts": was}, {"layouts": _seats_of(room)}))
    return room


def set_hours(room_id, hours):
    """Set when a room is open, as [(weekday, opens, closes)] of times of a day; closing not later: of the next day.

    None at all: always open. What is booked stays.
    """
    with transaction():
        lock_furnishing()
        room = lock_row(room_id)
        weekday = furnishing_rules.find_overlap(hours)
        if weekday is not None:
            raise Refused(FurnishingRefusal.HOURS_OVERLAP, day=display.weekday(_MONDAY + timedelta(days=weekday)))
        was, now = [(each.weekday, each.opens, each.closes) for each in room.hours], sorted(hours)
        room.hours = [RoomHours(weekday=day, opens=opens, closes=closes) for day, opens, closes in now]
        audit.note("set_hours", about(room), **audit.changes({"hours": sorted(was)}, {"hours": now}))
    return room


def set_equipment(room_id, equipment_ids):
    """Set which fixed things stand in a room. A machine that is booked here stays."""
    with transaction():
        lock_furnishing()
        room = _lock_room(room_id)
        wanted = [db.session.get_one(Equipment, ident) for ident in sorted(set(equipment_ids))]
        for thing in wanted:
            if thing.stock is not None:
                raise LookupError(f"{thing.name} is lent and stands in no room")
        for thing in room.equipment:
            if thing not in wanted:
                loan = furnishing_queries.find_coming_loan(thing.id, clock.now(), room_id)
                _refuse(loan and loan.booking, FurnishingRefusal.MACHINE_IN_USE, thing=thing.name)
        was, room.equipment = sorted(thing.name for thing in room.equipment), wanted
        now = sorted(thing.name for thing in wanted)
        audit.note("set_equipment", about(room), **audit.changes({"equipment": was}, {"equipment": now}))
    return room


def set_policies(room_id, policies, **facts):
    """Set what groups may do with a room, as {who: {column of RoomPolicy: value}}, and `facts` of asking for it."""
    with transaction():
        lock_furnishing()
        room = lock_row(room_id)
        if any(limits["shortest_min"] > limits["longest_min"] for limits in policies.values()):
            raise Refused(FurnishingRefusal.LIMITS_CONTRADICT)
        before = _offer_of(room, policies, facts)
        for who, limits in policies.items():
            policy = next((each for each in room.policies if each.who == who), None)
            if policy is None:
                room.policies.append(RoomPolicy(who=who, **limits))
                continue
            for name, value in limits.items():
                setattr(policy, name, value)
        for name, value in facts.items():
            setattr(room, name, value)
        audit.note("set_policies", about(room), **audit.changes(before, _offer_of(room, policies, facts)))
    return room


def _seats_of(room):
    return {layout.name: layout.capacity for layout in room.layouts}


def _offer_of(room, policies, facts):
    """Return what groups may do with a room, as far as an act speaks of it, by names for the trail."""
    known = {policy.who: policy for policy in room.policies}
    limits = {
        f"{who}.{name}": getattr(known.get(who), name, None) for who, wanted in policies.items() for name in wanted
    }
    return {**limits, **audit.facts_of(room, facts)}


def retire_room(room_id):
    """Take a room out of use: it is no longer shown or booked; what was booked stays on record. Twice does no harm."""
    with transaction():
        lock_furnishing()
        room = _lock_room(room_id)
        if room.retired_at is None:
            now = clock.now()
            _refuse(_next_booking(room_id, now), FurnishingRefusal.HAS_FUTURE)
            room.retired_at = now
            set_parents(room.place_id)
            audit.note("retire_room", about(room))
    return room


def revive_room(room_id):
    """Take a room into use again."""
    with transaction():
        lock_furnishing()
        room = lock_row(room_id)
        if room.retired_at is not None:
            room.retired_at = None
            set_parents(room.place_id)
            audit.note("revive_room", about(room))
    return room


def delete_room(room_id):
    """Delete a room in which nothing was ever booked, and the parts that only it had. Raises Refused."""
    with transaction():
        lock_furnishing()
        room = _lock_room(room_id)
        _refuse(_next_booking(room_id, clock.now()), FurnishingRefusal.HAS_FUTURE)
        if furnishing_queries.has_bookings(room_id):
            raise Refused(FurnishingRefusal.HAS_PAST)
        place_id, name = room.place_id, room.name
        db.session.execute(sa.update(Room).where(Room.parent_id == room_id).values(parent_id=None))
        db.session.delete(room)
        db.session.flush()
        delete_lost_parts()
        set_parents(place_id)
        audit.note("delete_room", f"room:{room_id}", name=name)


def about(room):
    """Return how the audit trail names a room."""
    return f"room:{room.id}"


def lock_with_bookings(room_id, part_ids=()):
    """Lock a room with its coming bookings and their owners, and further parts; return (room, bookings).

    In the order in which whoever moves one of the bookings does. Part of an act. Raises Refused where somebody else
    has just booked.
    """
    now = clock.now()
    ids = [booking.id for booking in furnishing_queries.coming_bookings(room_id, now)]
    for booking_id in ids:
        for owner in actions.BOOKING_OWNERS:
            owner(booking_id)
    for booking_id in sorted(ids):
        lock(Booking, booking_id)
    lock_numbers(PARTS, {*queries.part_ids(room_id), *part_ids})
    room = lock_row(room_id)
    bookings = furnishing_queries.coming_bookings(room_id, now)
    if {booking.id for booking in bookings} - set(ids):
        raise Refused(FurnishingRefusal.JUST_CHANGED)
    return room, bookings


def set_parents(place_id):
    """Write down of which hall each room of a place is a piece: the smallest that has all its parts and more."""
    if place_id is None:
        return
    db.session.flush()
    rooms = {room.id: room for room in furnishing_queries.rooms_with_parts(place_id)}
    parts = {room.id: {part.id for part in room.parts} for room in rooms.values() if room.retired_at is None}
    for ident, room in rooms.items():
        whole = furnishing_rules.whole_of(parts.get(ident, set()), parts) if ident in parts else None
        parent_id = whole and whole[1]
        # A hall that has one piece only, with the same parts: a file of a season may say so.
        is_same = room.parent_id in parts and ident in parts and parts[room.parent_id] == parts[ident]
        if room.parent_id != parent_id and not (parent_id is None and is_same):
            room.parent_id = parent_id
    db.session.flush()


def delete_lost_parts():
    """Delete the parts that no room has any more, as far as no booking of the past held them."""
    lost = sa.select(Part.id).where(
        Part.id.not_in(sa.select(room_parts.c.part_id)), Part.id.not_in(sa.select(Occupancy.part_id))
    )
    db.session.execute(sa.delete(Part).where(Part.id.in_(lost)).execution_options(synchronize_session=False))


def lock_furnishing():
    """Let one act on rooms happen at a time, so that two of them never wait for each other. Part of an act."""
    lock_numbers(FURNISHING, [1])


def _lock_room(room_id):
    """Lock a room and its parts: nobody books or moves anything there meanwhile."""
    lock_numbers(PARTS, queries.part_ids(room_id))
    return lock_row(room_id)


def lock_row(room_id):
    """Lock a room alone, without what is booked there, and return it as it is now. Part of an act."""
    lock_rows(Room, id=room_id)
    return queries.find_room_afresh(room_id) or furnishing_queries.get_room(room_id)


def _next_booking(room_id, now):
    return next(iter(furnishing_queries.coming_bookings(room_id, now)), None)


def _refuse(booking, reason, **facts):
    """Raise Refused where there is a booking in the way; the sentence names it."""
    if booking is not None:
        when = display.span(booking.starts_at, booking.ends_at)
        raise Refused(reason, title=booking.title, when=when, persons=booking.persons, **facts)


def _refuse_less_than_booked(room, capacity):
    """Raise Refused where more persons are booked, or more seats are set up, than shall fit into a room."""
    booking = furnishing_queries.find_larger_booking(room.id, capacity, clock.now())
    _refuse(booking, FurnishingRefusal.BOOKED_FOR_MORE)
    if wrong := furnishing_rules.find_wrong_layout([(each.name, each.capacity) for each in room.layouts], capacity):
        raise Refused(wrong[0], **wrong[1])


def _follow(room, before):
    """Let those follow who must, and note what was changed."""
    if not before:
        return
    db.session.flush()
    for follower in actions.ROOM_FOLLOWERS:
        follower(room, before)
    if "name" in before:
        count_new_name([room.id])
    audit.note("change_room", about(room), **audit.changes(before, audit.facts_of(room, before)))


def count_new_name(room_ids):
    """Count it as a change of what people have booked in rooms that are now called, or lie, otherwise. Part of an act.

    After the followers: they lock events, and whoever acts on an event locks it before its bookings. What was proposed
    keeps its number, by which the person answers.
    """
    now = clock.now()
    coming = sa.and_(Booking.room_id.in_(room_ids), Booking.ends_at > now, Booking.state.in_((REQUESTED, BOOKED)))
    ids = db.session.scalars(sa.select(Booking.id).where(coming, Booking.request_id.is_not(None)).order_by(Booking.id))
    for ident in ids.all():
        booking = lock(Booking, ident)
        booking.sequence, booking.changed_at = booking.sequence + 1, now
    db.session.flush()
