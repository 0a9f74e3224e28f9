"""Which meetings are to be made, looked at and ended now; which doors fail, and which rooms lead nowhere."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.lobby import doors, providers, rules
from app.lobby.models import RoomDoor, RoomVideo, VideoServer
from app.lobby.rules import Standing
from app.programme import queries as programme
from app.programme.models import PUBLISHED, Event, EventDate, event_date_bookings
from app.rooms.bookings import BOOKED, Booking
from app.rooms.models import DIGITAL, Room

# No door opens earlier, or closes later, than this by itself (the forms of a room take no more).
FARTHEST = timedelta(hours=4)
CHECK_EVERY = timedelta(minutes=1)
# After that it is not worth asking any more: the service has long ended it by itself.
END_WITHIN = timedelta(hours=6)
# So far ahead the team reads that a room has no way in.
TELL_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """What is to be done with meetings at their services; ids of bookings. `end`: [(booking id, Meeting or None)]."""

    make: list
    look_at: list
    end: list


def due(now):
    """Return what is Due; one statement where nothing is."""
    wanted, made = sa.literal("wanted"), sa.literal("made")
    rows = db.session.execute(
        sa.union_all(
            sa.select(Booking.id, wanted)
            .join(RoomVideo, RoomVideo.room_id == Booking.room_id)
            .join(VideoServer, VideoServer.id == RoomVideo.server_id)
            .where(
                Booking.state == BOOKED, ~Booking.is_foreign, VideoServer.kind.in_(_kinds_to_make()),
                Booking.starts_at < now + FARTHEST, Booking.ends_at > now - FARTHEST,
                sa.or_(Booking.id.in_(_OF_PUBLIC_EVENTS), Booking.id.not_in(_OF_EVENTS)),
            ),
            sa.select(RoomDoor.booking_id, made).where(RoomDoor.made_with.is_not(None)),
        )
    ).all()  # fmt: skip
    looked_at, ended = _made(sorted(ident for ident, why in rows if why == "made"), now)
    wanted = sorted(ident for ident, why in rows if why == "wanted")
    return Due([ident for ident in wanted if _is_wanted(ident, now)], looked_at, ended)


def _kinds_to_make():
    return [kind for kind, module in providers.KINDS.items() if module.NEEDS_MAKING]


_OF_PUBLIC_EVENTS = (
    sa.select(Booking.id)
    .join(EventDate.bookings)
    .join(Event, Event.id == EventDate.event_id)
    .where(Event.state == PUBLISHED)
)


_OF_EVENTS = sa.select(event_date_bookings.c.booking_id)


def _is_wanted(booking_id, now):
    door = doors.of_booking(booking_id)
    if door is None:
        return False
    is_there = door.row is not None and door.row.made_with == providers.mark(door.server)
    is_paused = door.row is not None and door.row.retry_at is not None and door.row.retry_at > now
    return not is_there and not is_paused and door.standing(now + rules.MADE_BEFORE) is Standing.OPEN


def _made(booking_ids, now):
    to_look_at, to_end = [], []
    for ident in booking_ids:
        door, row = doors.of_booking(ident), db.session.get(RoomDoor, ident, populate_existing=True)
        if row.retry_at is not None and row.retry_at > now:
            continue
        if door is None or door.standing(now) in (Standing.OVER, Standing.SHUT):
            is_fresh = row.booking.ends_at > now - END_WITHIN
            to_end.append((ident, doors.made_meeting(row, row.booking) if is_fresh else None))
        elif row.checked_at is None or row.checked_at <= now - CHECK_EVERY:
            to_look_at.append(ident)
    return to_look_at, to_end


def coming_doors(now):
    """Return the Doors of public events that are not over and begin within a week, by their beginning."""
    events = db.session.scalars(
        sa.select(Event)
        .where(
            Event.state == PUBLISHED,
            Event.dates.any(sa.and_(
                EventDate.starts_at < now + TELL_BEFORE, EventDate.ends_at > now - FARTHEST,
                EventDate.bookings.any(Booking.room.has(Room.kind == DIGITAL)),
            )),
        )
        .options(*programme.with_everything(), selectinload(Event.hosts))
    ).unique().all()  # fmt: skip
    soon = [
        (event, date) for event in events for date in event.dates
        if date.starts_at < now + TELL_BEFORE and date.ends_at > now - FARTHEST
    ]  # fmt: skip
    return [door for door in doors.of_dates(soon) if door.standing(now) is not Standing.OVER]


def rooms_with_a_way_in():
    """Return the ids of the digital rooms in use that lead somewhere: by a service, or by their own address."""
    return set(db.session.scalars(
        sa.select(Room.id)
        .outerjoin(RoomVideo, RoomVideo.room_id == Room.id)
        .where(
            Room.kind == DIGITAL, Room.retired_at.is_(None),
            sa.or_(RoomVideo.server_id.is_not(None), sa.func.coalesce(Room.join_url, "") != ""),
        )
    ))  # fmt: skip


def servers():
    """Return [(VideoServer, names of the rooms that use it)] by name."""
    rows = db.session.scalars(sa.select(VideoServer).order_by(VideoServer.name)).all()
    used = {}
    for video in db.session.scalars(sa.select(RoomVideo).options(joinedload(RoomVideo.room))):
        used.setdefault(video.server_id, []).append(video.room.name)
    return [(row, sorted(used.get(row.id, []))) for row in rows]


def origins():
    """Return where the button of a door may lead: addresses of all rooms in use and all services, as origins."""
    links = sa.select(Room.join_url).where(
        Room.kind == DIGITAL, Room.join_url.is_not(None), Room.retired_at.is_(None)
    )
    return db.session.scalars(links.union(sa.select(VideoServer.address))).all()
