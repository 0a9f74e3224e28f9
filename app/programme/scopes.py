"""What a page of the team about an event is about: its places, the organisations that host it, whether it is today."""

from datetime import timedelta

import sqlalchemy as sa
from flask import abort

from app import clock
from app.accounts.rules import Where
from app.database import db
from app.programme.models import Event, EventDate, event_date_bookings, event_hosts
from app.rooms.bookings import Booking
from app.rooms.models import Room


def of_event(event_id, **_rest):
    """The places of its rooms, its hosts, and whether it is today; an event online is of every place."""
    select = (
        sa.select(
            Event.external_place_id,
            Room.place_id,
            event_hosts.c.organisation_id,
            EventDate.starts_at,
            EventDate.ends_at,
        )
        .select_from(Event)
        .outerjoin(EventDate, EventDate.event_id == Event.id)
        .outerjoin(event_date_bookings, event_date_bookings.c.event_date_id == EventDate.id)
        .outerjoin(Booking, Booking.id == event_date_bookings.c.booking_id)
        .outerjoin(Room, Room.id == Booking.room_id)
        .outerjoin(event_hosts, event_hosts.c.event_id == Event.id)
        .where(Event.id == event_id)
    )
    rows = db.session.execute(select).all() or abort(404)
    return _where(
        {place for row in rows for place in (row.external_place_id, row.place_id)},
        {row.organisation_id for row in rows},
        [(row.starts_at, row.ends_at) for row in rows if row.starts_at is not None],
        clock.now(),
    )


def where_of(event, now):
    """Return the rules.Where of an event that is loaded with its rooms; its hosts too, if they are to count."""
    places = {event.external_place_id, *(booking.room.place_id for date in event.dates for booking in date.bookings)}
    return _where(places, {host.id for host in event.hosts}, event.spans, now)


def _where(places, organisations, spans, now):
    begin = clock.start_of(clock.today(now))
    end = clock.start_of(clock.today(now) + timedelta(days=1))
    return Where(
        places=frozenset(places - {None}) or None,
        organisations=frozenset(organisations - {None}),
        is_today=any(starts_at < end and ends_at > begin for starts_at, ends_at in spans),
    )
