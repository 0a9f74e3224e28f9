"""Telling those who take part by video that their door is open, just when they need the link."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app import clock, jobs
from app.database import db, transaction
from app.lobby import doors, queries
from app.lobby.rules import Standing
from app.notifications import notices
from app.notifications import queries as messages
from app.programme.event_notices import EventNotices
from app.programme.models import ONLINE, PUBLISHED, Event, EventDate
from app.registrations import telling
from app.registrations.models import COMING, Registration
from app.rooms.bookings import Booking
from app.rooms.models import DIGITAL, Room

TEMPLATE = "door_open"
# Who confirms later than this before the door opens has just read the link.
JUST_READ = timedelta(hours=1)


def tell_open_doors():
    """A job: write to those whose door is open and who have not been told; one statement where no door is."""
    now = clock.now()
    jobs.for_each(_near(now), _tell)


def _near(now):
    """Return the ids of events that have a digital room about now."""
    digital = EventDate.bookings.any(Booking.room.has(Room.kind == DIGITAL))
    return db.session.scalars(
        sa.select(EventDate.event_id)
        .join(Event, Event.id == EventDate.event_id)
        .outerjoin(EventNotices, EventNotices.event_id == Event.id)
        .where(
            sa.func.coalesce(EventNotices.door_open, sa.true()),
            Event.state == PUBLISHED, EventDate.starts_at < now + queries.FARTHEST, EventDate.ends_at > now, digital
        )
        .distinct()
    ).all()  # fmt: skip


def _tell(event_id):
    now = clock.now()
    event = db.session.scalars(
        sa.select(Event)
        .where(Event.id == event_id)
        .options(selectinload(Event.dates).selectinload(EventDate.bookings).joinedload(Booking.room))
    ).one()
    found = doors.of_event(event)
    if not any(door.standing(now) == Standing.OPEN for door in found):
        return
    guests = db.session.scalars(
        sa.select(Registration)
        .where(
            Registration.event_id == event_id, Registration.kind == ONLINE, Registration.state.in_(COMING),
            Registration.email.is_not(None),
        )
        .order_by(Registration.id)
    ).all()  # fmt: skip
    due = {
        _once(guest, door): (guest.id, guest.email, door.span[1])
        for guest in guests
        for door in doors.for_registration(guest, found)
        if door.has_way_in and door.standing(now) == Standing.OPEN and now < door.span[1]
        and guest.confirmed_at < door.times.opens_at - JUST_READ
    }  # fmt: skip
    told = messages.written(due)
    if due.keys() <= told or not notices.is_on(f"registrations/mail/{TEMPLATE}"):
        return
    with transaction():
        for once, (ident, email, ends_at) in due.items():
            if once not in told:
                telling.write(ident, email, TEMPLATE, now, once=once, useful_until=ends_at)


def _once(guest, door):
    # Several rooms at one time are one door; another time is another one.
    return f"door:{guest.id}:{door.span[0]:%Y-%m-%dT%H:%M}"
