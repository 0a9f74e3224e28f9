"""When a room is taken and by what, for those who see it in the planning board: titles, and not who asked."""

import sqlalchemy as sa
from flask import abort
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app import display
from app.accounts import rules
from app.accounts.models import PROGRAMME, ROOMS
from app.calendars import feeds, room_entries, room_feed
from app.calendars.staff_events import team_link
from app.calendars.text import Text
from app.database import db
from app.programme.models import DRAFT, Event, EventDate, event_date_bookings
from app.rooms import queries
from app.rooms.bookings import BOOKED, PROPOSED, REQUESTED, Booking
from app.rooms.models import Room

# As the planning board (rooms.board_views).
ROLES = (ROOMS, PROGRAMME)


def rooms_of(account):
    """Return the rooms in use that somebody sees in the planning board, by place and name."""
    return db.session.scalars(_seen_by(account).order_by(Room.kind.desc(), Room.place_id, Room.name, Room.id)).all()


def get_room(account, room_id):
    """Return one of those rooms, or abort with 404."""
    return db.session.scalar(_seen_by(account).where(Room.id == room_id)) or abort(404)


def _seen_by(account):
    # Without one of the roles the places are none, and no room lies at them; but digital ones lie nowhere.
    is_there = queries.within(rules.places(account.grants, ROLES))
    sees_any = rules.may_open(account.grants, ROLES)
    select = sa.select(Room).where(Room.retired_at.is_(None), is_there if sees_any else sa.false())
    return select.options(joinedload(Room.place))


def bodies(room, now):
    """Return the VEVENTs (text) of what holds a part of the room, and of what was asked for and holds nothing yet."""
    held = room_feed.held_in(room, now)
    begin, end = feeds.window(now)
    waits = sa.and_(
        Booking.room_id == room.id, Booking.state.in_((REQUESTED, PROPOSED)), Booking.holds.is_(False),
        Booking.ends_at > begin, Booking.starts_at < end,
    )  # fmt: skip
    starts_at = sa.func.coalesce(held.c.starts_at, Booking.starts_at)
    rows = db.session.execute(
        sa.select(
            Booking, held.c.starts_at, held.c.ends_at, Event.title, EventDate.title, Event.state, Event.sequence,
            Event.changed_at,
        )
        .outerjoin(held, held.c.booking_id == Booking.id)
        .outerjoin(event_date_bookings, event_date_bookings.c.booking_id == Booking.id)
        .outerjoin(EventDate, EventDate.id == event_date_bookings.c.event_date_id)
        .outerjoin(Event, Event.id == EventDate.event_id)
        .where(sa.or_(held.c.booking_id.is_not(None), waits))
        .options(joinedload(Booking.room))
        .order_by(starts_at, Booking.id)
    ).all()  # fmt: skip
    return [_entry(room, *row).to_ical().decode() for row in rows]


def _entry(room, booking, starts_at, ends_at, event_title, date_title, event_state, *event_revision):
    span = (starts_at or booking.starts_at, ends_at or booking.ends_at)
    entry = room_entries.begun(booking, span, *event_revision)
    title = f"{event_title}: {date_title}" if date_title else event_title or booking.title
    entry.add("summary", Text(_summary(room, booking, title, event_state == DRAFT)))
    entry.add("status", "CONFIRMED" if booking.state == BOOKED else "TENTATIVE")
    entry.add("transp", "OPAQUE" if booking.holds else "TRANSPARENT")
    entry.add("location", Text(room_entries.location(room)))
    link = team_link(f"/team/raumbuchungen/{booking.id}")
    lines = [link]
    if span != (booking.starts_at, booking.ends_at):
        lines.insert(0, _("Mit Auf- und Abbau. Sonst: %(when)s", when=display.span(booking.starts_at, booking.ends_at)))
    entry.add("description", Text("\n".join(lines)))
    entry.add("url", link)
    return entry


def _summary(room, booking, title, is_draft):
    if booking.room_id != room.id:
        # A piece of the room, or the hall that it is a piece of.
        title = _("%(what)s (%(room)s)", what=title, room=booking.room.name)
    if is_draft:
        return _("Entwurf: %(title)s", title=title)
    return title if booking.state == BOOKED else _("Anfrage: %(title)s", title=title)
