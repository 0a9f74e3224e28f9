"""Planning, moving and cancelling events. An event, its rooms and its seats are one thing."""

import uuid
import zlib
from dataclasses import dataclass, field

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.programme import queries, rules
from app.programme.models import (
    CANCELLED,
    DRAFT,
    ONLINE,
    ONSITE,
    PUBLISHED,
    Event,
    EventDate,
    SeatLedger,
    event_hosts,
)
from app.rooms import actions as rooms
from app.rooms.bookings import BOOKED
from app.rooms.models import Room
from app.rooms.rules import RoomRefusal
from app.slugs import free_slug, slug

# What features further right must do in the same transaction when an event has changed: function(event, before).
# Filled in create_app, in order; a follower writes, or raises Refused, and then nothing has happened.
EVENT_FOLLOWERS = []
# A family of numbers for lock_numbers.
ADDRESSES = 3


@dataclass(frozen=True)
class Before:
    """What an event was before an act, for the followers."""

    state: str
    spans: tuple
    # Where one went, by kind of seats.
    places: dict
    seats: dict
    # Whoever changes it has spoken with the guests whom it might keep from coming.
    has_spoken: bool = False
    # What of its barriers guests counted on, by kind of seats.
    promises: dict = field(default_factory=dict)

    @classmethod
    def of(cls, event):
        """Return what an event is now."""
        return cls(event.state, event.spans, event.places, event.seats, promises=event.promises)


def plan_event(format, spans, room_ids=(), seats=None, equipment_ids=(), hosts=(), state=DRAFT, **facts):
    """Create an event with its dates and seats and book all its rooms for each date, or nothing at all.

    `spans` are (starts_at, ends_at) of aware moments, `seats` is {ONSITE: n, ONLINE: n}, `facts` are columns of
    Event. Raises Refused with an EventRefusal or RoomRefusal.
    """
    with transaction():
        now = clock.now()
        spans = sorted(spans)
        seats = seats or {}
        if reason := rules.why_no_dates(spans):
            raise Refused(reason)
        rooms_wanted = [db.session.get_one(Room, room_id) for room_id in room_ids]
        check_size(rooms_wanted, seats, format.layout)
        rooms.lock_rooms(room_ids, equipment_ids)
        title = facts.pop("title", None) or format.name
        opens_at, closes_at = rules.registration_window(format, spans[0][0])
        event = Event(
            format=format,
            area_id=facts.pop("area_id", format.area_id),
            title=title,
            slug=_event_slug(title, spans[0][0]),
            state=state,
            opens_at=opens_at,
            closes_at=closes_at,
            decide_at=rules.decision_moment(format, spans[0][0]),
            created_at=now,
            changed_at=now,
            published_at=None if state == DRAFT else now,
            wheelchair_places=format.wheelchair_places,
            **facts,
        )
        event.dates = [new_date(starts_at, ends_at) for starts_at, ends_at in spans]
        event.ledgers = [SeatLedger(kind=kind, capacity=count) for kind, count in seats.items() if count]
        db.session.add(event)
        db.session.flush()
        _set_hosts(event, hosts)
        for date in event.dates:
            book_rooms(date, room_ids, equipment_ids)
        _follow(event, Before(DRAFT, (), {}, {}))
        audit.note("plan_event", f"event:{event.id}")
    return event


def move_event(event_id, spans):
    """Give an event other times; its rooms move along, or nothing does. Raises Refused.

    As many spans as the event has dates, in their order.
    """
    with transaction():
        event, before = _lock_to_change(event_id)
        spans = sorted(spans)
        if reason := rules.why_no_dates(spans):
            raise Refused(reason)
        if len(spans) != len(event.dates):
            raise ValueError("As many spans as dates, please.")
        if tuple(spans) == before.spans:
            return event
        now, moves = clock.now(), []
        for date, span in zip(event.dates, spans, strict=True):
            if (date.starts_at, date.ends_at) != span:
                _remember(date, span, now)
                date.starts_at, date.ends_at = span
                moves += [rooms.Move(booking.id, *span) for booking in date.bookings]
        # All at once: a date may go where another one was.
        rooms.move_bookings(moves, knowingly=True)
        rules.set_window(event)
        changed(event, before, "move_event", **audit.changes({"dates": before.spans}, {"dates": event.spans}))
    return event


def cancel_event(event_id, reason, offered_ids=None):
    """Call an event off: rooms become free at once, guests are told by mail a little later. Twice does no harm.

    `offered_ids`: the events that they are offered instead; None: the next of the same format.
    """
    with transaction():
        event = lock(Event, event_id)
        if event.state == CANCELLED:
            return event
        event, before = _lock_to_change(event_id)
        if not reason.strip():
            raise Refused(rules.EventRefusal.NO_REASON)
        now = clock.now()
        event.state, event.cancel_reason, event.cancelled_at = CANCELLED, reason.strip(), now
        event.offered_ids = None if offered_ids is None else list(offered_ids)
        for date in event.dates:
            for booking in date.bookings:
                if booking.state == BOOKED and date.ends_at > now:
                    rooms.cancel_booking(booking.id)
        changed(event, before, "cancel_event", reason=reason.strip())
    return event


def change_event(event_id, seats=None, hosts=None, **facts):
    """Change what an event says of itself, or its seats ({kind: capacity}). Raises Refused by a follower."""
    with transaction():
        event, before = _lock_to_change(event_id)
        was = _told(event, facts)
        for name, value in facts.items():
            setattr(event, name, value)
        if seats is not None:
            if any(count > before.seats.get(kind, 0) for kind, count in seats.items()):
                check_seats(event, seats)
            for kind in (ONSITE, ONLINE):
                set_capacity(event, kind, seats.get(kind, 0))
        if hosts is not None:
            _set_hosts(event, hosts)
        changed(event, before, "change_event", **audit.changes(was, _told(event, facts)))
    return event


def _told(event, facts):
    """Return what the trail tells of an event, as far as an act speaks of it, and its seats and hosts."""
    return {**audit.facts_of(event, facts), "seats": event.seats, "hosts": [host.name for host in event.hosts]}


def lock_event(event_id):
    """Lock an event and its seats, in the order in which every act does; return it. Part of an act."""
    event = lock(Event, event_id)
    # In order of their keys, as `lock_rows` does for those who book.
    for ledger in sorted(event.ledgers, key=lambda ledger: ledger.kind):
        lock(SeatLedger, (event_id, ledger.kind))
    return event


def _lock_to_change(event_id):
    event = lock_event(event_id)
    if reason := rules.why_not_change(event.state, event.ends_at, clock.now()):
        raise Refused(reason)
    return event, Before.of(event)


def changed(event, before, act, **details):
    """Count a change of an event, let those follow who must, and note who did it. Part of an act."""
    now = clock.now()
    event.sequence = event.sequence + 1
    event.changed_at = now
    if event.state == PUBLISHED and event.published_at is None:
        event.published_at = now
    coming = [span[0] for span in (*before.spans, *event.spans) if span[1] > now]
    event.tell_at = rules.tell_at(min(coming, default=now), now)
    db.session.flush()
    _follow(event, before)
    audit.note(act, f"event:{event.id}", **details)


def retell(events):
    """Count a change of what calendars say of events that sends nobody elsewhere: no mail follows. Part of an act."""
    now = clock.now()
    for event in events:
        event = lock_event(event.id)
        if event.state != CANCELLED:
            event.sequence, event.changed_at = event.sequence + 1, now


def _follow(event, before):
    for follower in EVENT_FOLLOWERS:
        follower(event, before)


def move_date(date, starts_at, ends_at):
    """Give one date another time; its rooms move along. Part of an act on its event."""
    _remember(date, (starts_at, ends_at), clock.now())
    # Before its rooms: else the first of them would move all the others (`following`).
    date.starts_at, date.ends_at = starts_at, ends_at
    for booking in date.bookings:
        if (booking.starts_at, booking.ends_at) != (starts_at, ends_at):
            rooms.move_booking(booking.id, starts_at, ends_at, knowingly=True)


def _remember(date, span, now):
    """Keep what guests know of a date that moves; what they have not been told yet they do not remember."""
    was = date.moved_from_starts_at, date.moved_from_ends_at
    if span == was:
        date.moved_from_starts_at = date.moved_from_ends_at = None
    elif date.event.state == PUBLISHED and (was[0] is None or rules.may_tell(date.event.tell_at, now)):
        date.moved_from_starts_at, date.moved_from_ends_at = date.starts_at, date.ends_at


def new_date(starts_at, ends_at):
    """Return a date for an event, with a name of its own for all calendars."""
    return EventDate(starts_at=starts_at, ends_at=ends_at, uid=f"{uuid.uuid4()}@wirkstaette")


def book_rooms(date, room_ids, equipment_ids):
    """Book the rooms of one date; things from the stock go along with the first of them. Part of a planning act."""
    for number, room_id in enumerate(room_ids):
        booking = rooms.book_room(
            room_id, date.starts_at, date.ends_at, date.event.title,
            # Whoever plans an event decides on hours and closures; what is broken stands at the booking.
            equipment_ids=() if number else equipment_ids, knowingly=True,
        )  # fmt: skip
        # A season tells of its first days when they are over: nothing that anybody has to look at.
        booking.broken_rules = [rule for rule in booking.broken_rules if rule != RoomRefusal.IN_THE_PAST.name]
        date.bookings.append(booking)


def check_seats(event, seats):
    """Refuse more seats than the rooms of any date of an event have, as far as it is yet to come."""
    now = clock.now()
    for date in event.dates:
        if date.ends_at > now:
            check_size([booking.room for booking in date.bookings], seats, event.format.layout)


def check_size(event_rooms, seats, layout=""):
    """Refuse more seats than the rooms of a kind have together when people sit in some way (the name of a layout)."""
    for kind, is_digital in ((ONSITE, False), (ONLINE, True)):
        fitting = [room for room in event_rooms if room.is_digital == is_digital]
        capacity = sum(rules.room_capacity(room, layout) for room in fitting)
        if fitting and seats.get(kind, 0) > capacity:
            names = " + ".join(room.place_line for room in fitting)
            if capacity < sum(room.capacity for room in fitting):
                raise Refused(rules.EventRefusal.TOO_SMALL_FOR_LAYOUT, room=names, capacity=capacity, layout=layout)
            raise Refused(rules.EventRefusal.TOO_SMALL, room=names, capacity=capacity)


def set_capacity(event, kind, capacity):
    """Give an event so many seats of a kind. Part of an act. Raises Refused where more are taken."""
    ledger = event.ledger(kind)
    if ledger is not None:
        # Others count in it without the session.
        db.session.refresh(ledger, ["taken"])
    if ledger is None and capacity:
        event.ledgers.append(SeatLedger(kind=kind, capacity=capacity))
    elif ledger is not None and ledger.capacity != capacity:
        if capacity < ledger.taken:
            raise Refused(rules.EventRefusal.SEATS_TAKEN, taken=ledger.taken)
        ledger.capacity = capacity
        ledger.revision = SeatLedger.revision + 1


def _set_hosts(event, hosts):
    db.session.execute(sa.delete(event_hosts).where(event_hosts.c.event_id == event.id))
    if hosts:
        db.session.execute(
            sa.insert(event_hosts),
            [
                {"event_id": event.id, "organisation_id": host.id, "position": number}
                for number, host in enumerate(hosts)
            ],
        )
    db.session.expire(event, ["hosts"])


def _event_slug(title, starts_at):
    wanted = f"{slug(title)}-{clock.local(starts_at).date().isoformat()}"
    # Of two events of one name planned at once, the second sees the address of the first.
    lock_numbers(ADDRESSES, [zlib.crc32(wanted.encode()) >> 1])
    return free_slug(wanted, queries.taken_slugs(Event, wanted))
