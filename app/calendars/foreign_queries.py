"""Which calendars of others there are, and what of them is shown."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Account
from app.accounts.rules import Where
from app.calendars.foreign import HOLIDAYS, PROGRAMME, ExternalCalendar, ExternalEvent, ExternalHold
from app.database import db
from app.rooms import queries as rooms
from app.rooms.bookings import LIVING, Booking, Occupancy
from app.rooms.models import Room, room_parts

# So many events of partners stand on a page, and so many conflicts on the list of what there is to do.
MOST_SHOWN, MOST_CLASHES = 30, 200
_AIMS = (
    joinedload(ExternalCalendar.room).joinedload(Room.place), joinedload(ExternalCalendar.place),
    joinedload(ExternalCalendar.account), joinedload(ExternalCalendar.organisation),
)  # fmt: skip


def calendars(places=None, of_house=True):
    """Return the calendars whose rooms lie at some places (None: anywhere), and with `of_house` the others; by name."""
    concerned = sa.or_(
        sa.and_(of_house, ExternalCalendar.use.in_((HOLIDAYS, PROGRAMME))),
        ExternalCalendar.place_id.is_not(None) if places is None else ExternalCalendar.place_id.in_(places),
        ExternalCalendar.room.has(rooms.within(places)),
    )
    select = sa.select(ExternalCalendar).where(concerned).options(*_AIMS)
    return db.session.scalars(select.order_by(ExternalCalendar.name)).all()


def get_calendar(calendar_id):
    """Return a calendar with what it is for, or abort with 404."""
    found = db.session.scalar(sa.select(ExternalCalendar).where(ExternalCalendar.id == calendar_id).options(*_AIMS))
    return found or abort(404)


def where_of(calendar):
    """Return the rules.Where of a calendar: the place of its rooms; a role for the whole house has the others."""
    if calendar.use in (HOLIDAYS, PROGRAMME):
        return Where(places=frozenset())
    place_id = calendar.place_id or calendar.room.place_id
    return Where(places=frozenset({place_id}) if place_id else None)


def of_calendar(calendar_id):
    """As `where_of`, for access.team(at=…)."""
    return where_of(get_calendar(calendar_id))


def coming_dates(calendar_ids):
    """Return {calendar id: number of dates kept}."""
    rows = db.session.execute(
        sa.select(ExternalEvent.calendar_id, sa.func.count())
        .where(ExternalEvent.calendar_id.in_(calendar_ids))
        .group_by(ExternalEvent.calendar_id)
    )
    return dict(rows.all())


def accounts():
    """Return the open accounts by name."""
    return db.session.scalars(sa.select(Account).where(Account.is_open).order_by(Account.name, Account.id)).all()


def partner_events(starts_at, ends_at, most=MOST_SHOWN):
    """Return what partners do within a span, in order of time, with calendar and organisation."""
    return db.session.scalars(
        sa.select(ExternalEvent)
        .join(ExternalEvent.calendar)
        .where(ExternalCalendar.use == PROGRAMME)
        .where(ExternalEvent.starts_at < ends_at, ExternalEvent.ends_at > starts_at)
        .options(joinedload(ExternalEvent.calendar).joinedload(ExternalCalendar.organisation))
        .order_by(ExternalEvent.starts_at, ExternalEvent.id)
        .limit(most)
    ).all()


def troubled(now, patience):
    """Return the calendars that fail for longer than that, or of which entries were left out."""
    return db.session.scalars(
        sa.select(ExternalCalendar)
        .where(sa.or_(ExternalCalendar.failing_since < now - patience, ExternalCalendar.left_out > 0))
        .options(*_AIMS)
        .order_by(ExternalCalendar.id)
    ).all()


def clashes(now):
    """Return (our Booking, its Room, ExternalEvent, name of the calendar) that still meet and are not over."""
    foreign, mine = aliased(Booking), room_parts.alias()
    seen = (
        sa.select(Booking, Room, ExternalEvent, ExternalCalendar.name)
        .select_from(ExternalEvent)
        .join(ExternalCalendar, ExternalCalendar.id == ExternalEvent.calendar_id)
        .join(ExternalHold, ExternalHold.event_id == ExternalEvent.id)
        .join(foreign, foreign.id == ExternalHold.booking_id)
        .join(mine, mine.c.room_id == foreign.room_id)
        .join(Occupancy, Occupancy.part_id == mine.c.part_id)
        .join(Booking, Booking.id == Occupancy.booking_id)
        .join(Room, Room.id == Booking.room_id)
        .where(ExternalEvent.collides, ExternalEvent.ends_at > now, foreign.ends_at > now)
        .where(Occupancy.starts_at < foreign.ends_at, Occupancy.ends_at > foreign.starts_at)
        .where(~Booking.is_foreign, Booking.state.in_(LIVING), Booking.ends_at > now)
        .order_by(Booking.starts_at, Booking.id, ExternalEvent.id)
        .limit(5 * MOST_CLASHES)
    )
    found = {}
    for booking, room, event, name in db.session.execute(seen):
        found.setdefault((booking.id, event.id), (booking, room, event, name))
    return list(found.values())[:MOST_CLASHES]
