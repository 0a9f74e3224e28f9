"""Which events are concerned by a change of what they are made of: a format, a room, a place … has a new name.

For whoever keeps something that is made of events (words to search for, entries of calendars) as true as the events,
in the transaction that changes them.
"""

import sqlalchemy as sa

from app.alliance.models import InnovationArea, Organisation, Place
from app.database import db
from app.programme.models import Event, EventDate, Format, event_date_bookings, event_hosts
from app.programme.translations import EventText, FormatText
from app.rooms.bookings import Booking
from app.rooms.models import Room


def follow(key, models, act):
    """Call `act(rows)` at the end of each transaction with the rows of these models that it added, changed or deleted.

    `key`: under which the session keeps them until then.
    """

    def notice(session, _context, _instances):
        changed = (*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row)))
        told = [row for row in changed if isinstance(row, models)]
        if told:
            session.info.setdefault(key, []).extend(told)

    def tell(session):
        session.flush()
        if not session.in_nested_transaction() and (told := session.info.pop(key, None)):
            act(told)

    def forget(session):
        session.info.pop(key, None)

    sa.event.listen(db.session, "before_flush", notice)
    # Before what notes that the programme has changed: whoever holds that row shall wait for nothing else.
    sa.event.listen(db.session, "before_commit", tell, insert=True)
    sa.event.listen(db.session, "after_rollback", forget)


def event_ids(rows, since):
    """Return the ids of the events that these rows are part of; of what many have, those that end after `since`."""
    ids = {row.id for row in rows if isinstance(row, Event)}
    ids |= {row.event_id for row in rows if isinstance(row, (EventText, EventDate))}
    coming = Event.dates.any(EventDate.ends_at > since)
    for model, find in _MANY.items():
        some = [row for row in rows if isinstance(row, model)]
        if some:
            ids |= set(db.session.scalars(sa.select(Event.id).where(coming, find(some))))
    return ids


def _ids(rows):
    return [row.id for row in rows]


def _has_rooms(which):
    held = sa.select(event_date_bookings.c.event_date_id).join(Booking, Booking.id == event_date_bookings.c.booking_id)
    return Event.dates.any(EventDate.id.in_(held.join(Room, Room.id == Booking.room_id).where(which)))


# What events are made of → which events have it.
_MANY = {
    Format: lambda rows: Event.format_id.in_(_ids(rows)),
    FormatText: lambda rows: Event.format_id.in_([row.format_id for row in rows]),
    InnovationArea: lambda rows: Event.area_id.in_(_ids(rows)),
    Organisation: lambda rows: Event.id.in_(
        sa.select(event_hosts.c.event_id).where(event_hosts.c.organisation_id.in_(_ids(rows)))
    ),
    Room: lambda rows: _has_rooms(Room.id.in_(_ids(rows))),
    Place: lambda rows: sa.or_(_has_rooms(Room.place_id.in_(_ids(rows))), Event.external_place_id.in_(_ids(rows))),
    Booking: lambda rows: Event.dates.any(EventDate.bookings.any(Booking.id.in_(_ids(rows)))),
}
