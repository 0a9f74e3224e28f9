"""When a room is taken, as a calendar: for everybody, without a word about who has it, unless it is a public event."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.calendars import feeds, room_entries
from app.calendars.text import Text
from app.database import db
from app.programme.models import INVITE, PUBLISHED, Event, EventDate, Format, event_date_bookings
from app.registrations.links import event_address
from app.rooms import links
from app.rooms.bookings import BOOKED, Booking, Occupancy
from app.rooms.models import Room, room_parts


def bodies(room, now):
    """Return a VEVENT (text) for each booking that holds a part of the room, setup and teardown included."""
    held = held_in(room, now)
    shown = sa.and_(Event.state == PUBLISHED, Format.registration != INVITE)
    rows = db.session.execute(
        sa.select(
            Booking, held.c.starts_at, held.c.ends_at, sa.case((shown, Event.title)), Event.slug,
            Event.sequence, Event.changed_at,
        )
        .join(held, held.c.booking_id == Booking.id)
        .outerjoin(event_date_bookings, event_date_bookings.c.booking_id == Booking.id)
        .outerjoin(EventDate, EventDate.id == event_date_bookings.c.event_date_id)
        .outerjoin(Event, Event.id == EventDate.event_id)
        .outerjoin(Format, Format.id == Event.format_id)
        .order_by(held.c.starts_at, Booking.id)
    ).all()  # fmt: skip
    return [_entry(room, *row).to_ical().decode() for row in rows]


def held_in(room, now):
    """Return as a subquery which bookings hold a part of the room within the window of feeds, from when until when."""
    return (
        sa.select(
            Occupancy.booking_id, sa.func.min(Occupancy.starts_at).label("starts_at"),
            sa.func.max(Occupancy.ends_at).label("ends_at"),
        )
        .join(room_parts, room_parts.c.part_id == Occupancy.part_id)
        .where(room_parts.c.room_id == room.id, _in_window(now))
        .group_by(Occupancy.booking_id)
        .subquery()
    )  # fmt: skip


def longer_than(most, now):
    """Return (id, name, slug, place_id, number of entries) of rooms whose feed has more than so many; one statement."""
    number = sa.func.count(Occupancy.booking_id.distinct())
    long = (
        sa.select(room_parts.c.room_id, number.label("number"))
        .join(Occupancy, Occupancy.part_id == room_parts.c.part_id)
        .where(_in_window(now))
        .group_by(room_parts.c.room_id)
        .having(number > most)
        .subquery()
    )
    rooms = sa.select(Room.id, Room.name, Room.slug, Room.place_id, long.c.number)
    return db.session.execute(rooms.join(long, long.c.room_id == Room.id).order_by(Room.id)).all()


def _in_window(now):
    begin, end = feeds.window(now)
    return sa.and_(Occupancy.starts_at < end, Occupancy.ends_at > begin)


def _entry(room, booking, starts_at, ends_at, title, slug, event_sequence, event_changed_at):
    entry = room_entries.begun(booking, (starts_at, ends_at), event_sequence, event_changed_at)
    entry.add("summary", Text(title or _("Belegt")))
    entry.add("status", "CONFIRMED" if booking.state == BOOKED else "TENTATIVE")
    entry.add("transp", "OPAQUE")
    entry.add("location", Text(room_entries.location(room)))
    address = event_address(slug) if title else links.room_link(room)
    entry.add("description", Text(address))
    entry.add("url", address)
    return entry
