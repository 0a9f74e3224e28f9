"""Doors: a booking of a digital room, for an event or by itself, what it meets with, and when it is open."""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from flask import current_app

from app.accounts import tokens
from app.database import db
from app.lobby import providers, rules
from app.lobby.meeting import Meeting, Server
from app.lobby.models import RoomDoor, RoomVideo, VideoServer
from app.programme.models import Event, EventDate
from app.registrations import limits
from app.rooms.bookings import BOOKED, Booking

# The purpose of links to meetings that are no events.
OWN_MEETING = "own-meeting"


@dataclass(frozen=True)
class Door:
    """One door. `row` is None as long as nobody touched it; `span`: of the booking, or of a slot within it.

    `event` and `date` are None where somebody has booked the room for themselves.
    """

    event: Event | None
    date: EventDate | None
    booking: Booking
    video: RoomVideo | None
    server: VideoServer | None
    row: RoomDoor | None
    span: tuple
    neighbours: tuple

    @property
    def room(self):
        """The digital room."""
        return self.booking.room

    @property
    def times(self):
        """When it is open (rules.Times)."""
        row, is_all_of_it = self.row, self.span == (self.booking.starts_at, self.booking.ends_at)
        return rules.times(
            self.span, self.room.opens_before_min, self.room.closes_after_min,
            # Who has a slot does not meet whoever has the one before because the team came early.
            row.opened_at if row and is_all_of_it else None, row.open_until if row else None, self.neighbours,
        )  # fmt: skip

    def standing(self, now):
        """Return how it is (rules.Standing)."""
        return rules.standing(self.times, self.row and self.row.closed_at, now)

    @property
    def dial_in(self):
        """Number and code for those who take part by telephone, or an empty text."""
        facts = self.row.facts if self.row else {}
        if facts.get("dialNumber") and facts.get("voiceBridge"):
            return f"{facts['dialNumber']}, Code {facts['voiceBridge']}"
        return self.video.dial_in if self.video else ""

    @property
    def has_way_in(self):
        """Whether there is anything behind it."""
        return self.server is not None or bool(self.room.join_url)

    @property
    def path(self):
        """The path of the door that anybody may know; of a booking's own, those to whom it was given."""
        if self.event is not None:
            return f"/veranstaltungen/{self.event.slug}/raum"
        return f"/dabei/treffen/{tokens.make(OWN_MEETING, self.booking.id, self.booking.uid)}"

    @property
    def link(self):
        """The address of the door."""
        return current_app.config["BASE_URL"] + self.path

    def meeting(self):
        """Return the Meeting behind it, as plain values."""
        server, times, room = self.server, self.times, self.room
        return Meeting(
            key=providers.key("meeting", f"{server.id if server else 0}:{self.booking.uid}"),
            title=self.event.title if self.event else self.booking.title, opens_at=times.opens_at,
            closes_at=times.closes_at, back_link=self.link, link=room.join_url,
            server=plain(server), may_record=room.recording not in (None, "", "aus"),
            has_waiting_room=bool(room.waiting_room), facts=dict(self.row.facts) if self.row else {},
        )  # fmt: skip


def plain(server):
    """Return a VideoServer as plain values, or None."""
    return server and Server(server.id, server.kind, server.address, server.app_id, server.secret)


def of_event(event):
    """Return the Doors of an event that is loaded with its rooms, in their order; two statements."""
    return of_dates([(event, date) for date in event.dates])


def of_dates(pairs):
    """Return the Doors of (event, date) pairs that are loaded with their rooms."""
    return _doors([
        (event, date, booking)
        for event, date in pairs for booking in date.bookings
        if booking.room.is_digital and booking.state == BOOKED
    ])  # fmt: skip


def _doors(found):
    if not found:
        return []
    rows = db.session.execute(
        sa.select(Booking.id, RoomVideo, VideoServer, RoomDoor)
        .outerjoin(RoomVideo, RoomVideo.room_id == Booking.room_id)
        .outerjoin(VideoServer, VideoServer.id == RoomVideo.server_id)
        .outerjoin(RoomDoor, RoomDoor.booking_id == Booking.id)
        .where(Booking.id.in_([booking.id for _event, _date, booking in found]))
        .execution_options(populate_existing=True)
    )
    known = {ident: facts for ident, *facts in rows}
    shared = [booking for *_of, booking in found if known[booking.id][1] is None]
    beside = _neighbours(shared) if shared else {}
    return [
        Door(event, date, booking, *known[booking.id], (booking.starts_at, booking.ends_at),
             beside.get(booking.id, (None, None)))
        for event, date, booking in found
    ]  # fmt: skip


def _neighbours(bookings):
    """Return {booking id: (end of the one before, start of the one after)} in rooms with one address for all."""
    first = min(booking.starts_at for booking in bookings) - rules.NEAR
    last = max(booking.ends_at for booking in bookings) + rules.NEAR
    rows = db.session.execute(
        sa.select(Booking.id, Booking.room_id, Booking.starts_at, Booking.ends_at).where(
            Booking.room_id.in_({booking.room_id for booking in bookings}), Booking.state == BOOKED,
            Booking.starts_at < last, Booking.ends_at > first,
        )
    ).all()  # fmt: skip
    found = {}
    for booking in bookings:
        others = [row for row in rows if row.room_id == booking.room_id and row.id != booking.id]
        found[booking.id] = (
            max((row.ends_at for row in others if row.ends_at <= booking.starts_at), default=None),
            min((row.starts_at for row in others if row.starts_at >= booking.ends_at), default=None),
        )
    return found


def made_meeting(row, booking):
    """Return the Meeting that was made for a booking, at the service that made it then, or None."""
    if row.made_with is None:
        return None
    server = db.session.get(VideoServer, int(row.made_with.partition(":")[0]))
    # At another address, nobody knows of it.
    if server is None or providers.mark(server) != row.made_with:
        return None
    return Meeting(
        key=providers.key("meeting", f"{server.id}:{booking.uid}"), title="", opens_at=booking.starts_at,
        closes_at=booking.ends_at, back_link="", server=plain(server), facts=dict(row.facts),
    )  # fmt: skip


def of_booking(booking_id):
    """Return the Door of a booking of a digital room that is sure, or None; of an event that is off there is none."""
    date = db.session.scalars(
        sa.select(EventDate)
        .where(EventDate.bookings.any(Booking.id == booking_id))
        .options(
            sa.orm.joinedload(EventDate.event),
            sa.orm.selectinload(EventDate.bookings).joinedload(Booking.room),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if date is None:
        return _own(booking_id)
    if date.event.is_cancelled:
        return None
    return next((door for door in of_dates([(date.event, date)]) if door.booking.id == booking_id), None)


def _own(booking_id):
    booking = db.session.scalars(
        sa.select(Booking)
        .where(Booking.id == booking_id, Booking.state == BOOKED, ~Booking.is_foreign)
        .options(sa.orm.joinedload(Booking.room))
        .execution_options(populate_existing=True)
    ).one_or_none()
    return _doors([(None, None, booking)])[0] if booking is not None and booking.room.is_digital else None


def find_own(token):
    """Return the Door of the link that whoever booked a room by themselves gives to others, or None."""
    facts = tokens.find(OWN_MEETING, token, 2)
    door = of_booking(facts[0]) if facts else None
    return door if door is not None and door.event is None and door.booking.uid == facts[1] else None


def for_registration(registration, doors):
    """Return those of an event's doors that a registration is for: its sessions, or its slots, or all."""
    own = limits.own_parts(registration)
    if not own:
        return doors
    return [
        replace(door, span=(part.starts_at, part.ends_at)) for door in doors for part in own.get(door.date.id, ())
    ]


def now_or_next(doors, now):
    """Return the doors of the one span that is open or comes next, of the last where all is over; or none."""
    doors = sorted(doors, key=lambda door: (door.span, door.booking.id))
    first = next((door for door in doors if door.times.closes_at > now), doors[-1] if doors else None)
    return [door for door in doors if door.span == first.span] if first else []
