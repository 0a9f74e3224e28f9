"""Removing the demo: what is part of it and used by nothing of the house's own goes, everything else stays."""

import sqlalchemy as sa

from app.accounts import audit
from app.accounts.models import Invitation
from app.alliance.bodies import Body, Meeting, Resolution
from app.alliance.ideas import Idea, IdeaSupport
from app.alliance.models import InnovationArea, Organisation, Place
from app.database import db, lock_numbers, transaction
from app.notifications.models import Message
from app.programme import revision
from app.programme.groupings import EventSeries, Umbrella
from app.programme.models import Event, EventDate, Format, SeatLedger, event_date_bookings
from app.programme.subscribers import Follower
from app.registrations.models import Registration
from app.rooms.bookings import Booking, Occupancy
from app.rooms.models import Equipment, Part, Room, room_parts
from app.rooms.persons import RoomWatch
from app.seasons import loading
from app.seasons.models import Season

# In this order, each after what uses it.
THINGS = (Body, Idea, Format, Room, Equipment, Place, InnovationArea, Organisation, Umbrella)
# Tables whose rows are pieces of something else: (column, table) of what they belong to.
BELONGS_TO = {
    "area_responsibles": ("area_id", "innovation_areas"),
    "co_hostings": ("event_id", "events"),
    "event_areas": ("event_id", "events"),
    "event_texts": ("event_id", "events"),
    "format_areas": ("format_id", "formats"),
    "format_texts": ("format_id", "formats"),
    "body_members": ("body_id", "bodies"),
    "meetings": ("body_id", "bodies"),
    "meeting_attendances": ("meeting_id", "meetings"),
    "resolution_votes": ("resolution_id", "resolutions"),
    "idea_decisions": ("idea_id", "ideas"),
    "idea_supports": ("idea_id", "ideas"),
    "event_hosts": ("event_id", "events"),
    "loans": ("booking_id", "bookings"),
    "offers": ("organisation_id", "organisations"),
    "organisation_areas": ("organisation_id", "organisations"),
    "layouts": ("room_id", "rooms"),
    "room_equipment": ("room_id", "rooms"),
    "room_hours": ("room_id", "rooms"),
    "room_parts": ("room_id", "rooms"),
    "room_policies": ("room_id", "rooms"),
    "room_watches": ("room_id", "rooms"),
}
# Rows that go with what they name, and keep nothing of it: of what is gone there is no news.
GOES_ALONG = {"followers"}


def what_goes():
    """Return {table: ids} of what removing the demo would delete."""
    going = {"events": _ids(sa.select(Event.id).where(Event.is_demo))}
    going["bookings"] = _ids(
        sa.select(event_date_bookings.c.booking_id)
        .join(EventDate, EventDate.id == event_date_bookings.c.event_date_id)
        .join(Event, Event.id == EventDate.event_id)
        .where(Event.is_demo)
    )
    going["registrations"] = _ids(sa.select(Registration.id).join(Registration.event).where(Event.is_demo))
    going["resolutions"] = _ids(sa.select(Resolution.id).where(Resolution.is_demo))
    going |= {model.__tablename__: _ids(sa.select(model.id).where(model.is_demo)) for model in THINGS}
    going["event_series"] = _ids(sa.select(EventSeries.id).where(EventSeries.is_demo))
    # Areas and organisations name each other: so we look again until nothing more has to stay.
    before = {}
    while before != going:
        before = {name: set(ids) for name, ids in going.items()}
        # What a body that goes had of its own goes along.
        going["meetings"] = _ids(sa.select(Meeting.id).where(Meeting.body_id.in_(going["bodies"])))
        for model in THINGS:
            table = model.__table__
            used = _used(table, going) | _invited(model) | _own_ideas(model)
            going[table.name] -= _with_their_families(used) if model is Room else used
        going["event_series"] -= _used(EventSeries.__table__, going)
    going["seasons"] = _ids(sa.select(Season.id).where(Season.is_demo))
    return going


def what_stays(going):
    """Return {table: names} of what is part of the demo and stays, because something of the house's own uses it."""
    return {
        model.__tablename__: names
        for model in THINGS
        if (names := _names(model, sa.and_(model.is_demo, model.id.not_in(going[model.__tablename__]))))
    }


def count_own():
    """Return {table: number} of what is not part of the demo."""
    counts = {
        model.__tablename__: db.session.scalar(sa.select(sa.func.count()).where(~model.is_demo).select_from(model))
        for model in (Event, Format, Room)
    }
    return {name: number for name, number in counts.items() if number}


def remove_demo():
    """Delete the demo with everything booked on it. What the house's own uses of it stays, and is its own from now on.

    Returns {table: number of deleted rows}.
    """
    with transaction():
        lock_numbers(loading.SEASONS, [1])
        _hold_off_guests()
        going = what_goes()
        _delete_messages(going)
        for model in (Resolution, Body, Idea, Booking, Event):
            _delete(model, going)
        _forget_splits(going)
        for model in (EventSeries, Format):
            _delete(model, going)
        _delete_rooms(going)
        for model in (Equipment, Place, InnovationArea, Organisation, Umbrella, Season):
            _delete(model, going)
        for model in (Event, EventSeries, Resolution, *THINGS):
            db.session.execute(sa.update(model).where(model.is_demo).values(is_demo=False))
        counts = {name: len(ids) for name, ids in going.items() if ids}
        if counts:
            revision.mark()
            audit.note("remove_demo", "house", **counts)
    # Whoever still holds one of the rows must look again.
    db.session.expire_all()
    return counts


def _ids(select):
    return set(db.session.scalars(select))


def _names(model, condition):
    name = model.title if model in (InnovationArea, Idea, Umbrella) else model.name
    return db.session.scalars(sa.select(name).where(condition).order_by(name)).all()


def _used(table, going):
    """Return the ids in a table that something refers to which stays, whatever table it stands in."""
    used = set()
    for other in db.metadata.tables.values():
        for key in () if other.name in GOES_ALONG else other.foreign_keys:
            owner, owner_table = BELONGS_TO.get(other.name, ("id", other.name))
            if key.column.table is not table or owner_table == table.name:
                continue
            # Without a number of its own, nobody knows whether a row goes: so it stays.
            owned_by = other.c.get(owner, sa.null())
            rows = db.session.execute(sa.select(key.parent, owned_by).where(key.parent.is_not(None)).distinct())
            used |= {ident for ident, whose in rows if whose not in going.get(owner_table, ())}
    return used


def _invited(model):
    """Return the ids that open invitations name, without a foreign key: a new row of that number would be theirs."""
    part = {Place: 1, Organisation: 2}.get(model)
    if part is None:
        return set()
    grants = db.session.scalars(
        sa.select(Invitation.grants).where(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    )
    return {grant[part] for each in grants for grant in each} - {None}


def _own_ideas(model):
    """Return the ideas of the demo of which the house made an event of its own, or that took in one of its own."""
    if model is not Idea:
        return set()
    planned = sa.select(Idea.id).join(Event, Event.id == Idea.event_id).where(~Event.is_demo)
    combined = sa.select(Idea.combined_into_id).where(~Idea.is_demo, Idea.combined_into_id.is_not(None))
    return _ids(planned) | _ids(combined)


def _with_their_families(used):
    """Return the rooms to keep: those in use and the house's own, and with each its hall and all pieces of that."""
    kept = used | _ids(sa.select(Room.id).where(~Room.is_demo))
    families = _ids_by(sa.select(room_parts.c.part_id, room_parts.c.room_id))
    families += [{room, parent} for room, parent in db.session.execute(
        sa.select(Room.id, Room.parent_id).where(Room.parent_id.is_not(None))
    )]  # fmt: skip
    grown = True
    while grown:
        grown = set().union(*(family for family in families if family & kept)) - kept
        kept |= grown
    return kept


def _ids_by(select):
    grouped = {}
    for group, ident in db.session.execute(select):
        grouped.setdefault(group, set()).add(ident)
    return list(grouped.values())


def _hold_off_guests():
    """Lock the events and their seats: nobody books between our look and the deletion."""
    demo = sa.select(Event.id).where(Event.is_demo).order_by(Event.id)
    for ids in (
        demo.with_for_update(),
        sa.select(SeatLedger.event_id)
        .where(SeatLedger.event_id.in_(demo))
        .order_by(SeatLedger.event_id, SeatLedger.kind)
        .with_for_update(),
    ):
        db.session.execute(ids).all()


def _delete_messages(going):
    guest = sa.literal("registration:") + sa.cast(Registration.id, sa.String)
    waiting = sa.literal("room_watch:") + sa.cast(RoomWatch.id, sa.String)
    follower = sa.literal("follower:") + Follower.reader
    is_going = sa.or_(
        Follower.format_id.in_(going["formats"]), Follower.area_id.in_(going["innovation_areas"]),
        Follower.place_id.in_(going["places"]),
    )  # fmt: skip
    supports = sa.literal("idea_support:") + sa.cast(IdeaSupport.id, sa.String)
    for of_demo in (
        sa.select(supports).where(IdeaSupport.idea_id.in_(going["ideas"])),
        sa.select(guest).join(Event, Event.id == Registration.event_id).where(Event.is_demo),
        sa.select(waiting).where(RoomWatch.room_id.in_(going["rooms"])),
        sa.select(follower).where(is_going),
    ):
        delete = sa.delete(Message).where(Message.about.in_(of_demo))
        db.session.execute(delete.execution_options(synchronize_session=False))


def _delete(model, going):
    """Delete rows; what belongs to them goes along (ON DELETE CASCADE)."""
    db.session.execute(
        sa.delete(model).where(model.id.in_(going[model.__tablename__])).execution_options(synchronize_session=False)
    )


def _forget_splits(going):
    """Let no series of events say that it was split from one that goes."""
    split = EventSeries.split_from_id.in_(going["event_series"])
    forget = sa.update(EventSeries).where(split).values(split_from_id=None)
    db.session.execute(forget.execution_options(synchronize_session=False))


def _delete_rooms(going):
    pieces = sa.update(Room).where(Room.id.in_(going["rooms"])).values(parent_id=None)
    db.session.execute(pieces.execution_options(synchronize_session=False))
    _delete(Room, going)
    orphans = sa.select(Part.id).where(
        Part.id.not_in(sa.select(room_parts.c.part_id)), Part.id.not_in(sa.select(Occupancy.part_id))
    )
    db.session.execute(sa.delete(Part).where(Part.id.in_(orphans)).execution_options(synchronize_session=False))
