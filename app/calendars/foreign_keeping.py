"""What was read of a calendar of others becomes rows, some hundred at a time, so that nobody who books waits long.

Rooms are held by bookings of whatever is left: a booking of ours is never overwritten, and where it meets an event of
others, the event is marked.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.calendars.foreign import AIMS, BLOCKING, OF_PERSON, OF_PLACE, ExternalCalendar, ExternalEvent, ExternalHold
from app.calendars.importing_words import Skip
from app.database import db, lock, transaction
from app.programme import revision
from app.rooms import foreign_holding
from app.rooms.bookings import BOOKED, Booking
from app.rooms.models import PHYSICAL, Room

# So many events in one transaction, and so many days of rooms in one calendar.
CHUNK, MOST_HOLDS = 150, 60_000
_FACTS = ("starts_at", "ends_at", "title", "location", "link", "is_all_day")


class _Held(NamedTuple):
    """A booking as far as foreign_holding needs it."""

    id: int
    room_id: int
    starts_at: datetime
    ends_at: datetime


class Changed(Exception):
    """Somebody gave the calendar another address or use meanwhile: what was read is no longer wanted."""


def keep(calendar, found, begin, end, now):
    """Make the events of a calendar those that were Found between two moments; return whether all found their place.

    `calendar` is as it was when it was asked. Raises Changed.
    """
    rooms = _rooms_of(calendar)
    wanted = {(date.uid, date.occurs): date for date in found.dates if _counts(calendar, date)}
    unread = {skipped.uid for skipped in found.skipped if skipped.reason != Skip.TOO_MANY_DATES.name}
    changes, number = [], 0
    known = _known(calendar)
    for key, date in wanted.items():
        facts = _facts(calendar, date)
        ids = _meant(rooms, facts["location"]) if calendar.use in BLOCKING else set()
        number += len(ids) * len(_days(date.starts_at, date.ends_at, begin, end))
        if number > MOST_HOLDS:
            break
        before = known.pop(key, None)
        # What reaches beyond what we look at grows from day to day.
        if before is None or before[1:] != (facts, ids) or date.ends_at > end:
            changes.append((before and before[0], facts | dict(zip(("uid", "occurs"), key, strict=True)), ids))
    for (uid, _occurs), (ident, facts, _ids) in known.items():
        # What could not be read this time stays as it was, until it is over.
        if facts["ends_at"] <= begin or not (found.is_partial or uid in unread or number > MOST_HOLDS):
            changes.append((ident, None, set()))
    changes.sort(key=lambda change: (change[1] or {"starts_at": now})["starts_at"])
    for first in range(0, len(changes), CHUNK):
        _change(calendar, changes[first : first + CHUNK], begin, end, now)
    return number <= MOST_HOLDS


def _counts(calendar, date):
    return calendar.use not in BLOCKING or (not date.is_free and date.starts_at < date.ends_at)


def _facts(calendar, date):
    facts = {name: getattr(date, name) for name in _FACTS}
    if calendar.use == OF_PERSON:
        # What somebody does with their time is nobody's business: only that it is taken.
        facts |= {"title": "", "location": "", "link": ""}
    return facts


def _rooms_of(calendar):
    """Return [(room id, its name in small letters)] that a calendar may block."""
    if calendar.use not in BLOCKING:
        return []
    select = sa.select(Room.id, Room.name).where(Room.retired_at.is_(None))
    if calendar.use == OF_PLACE:
        select = select.where(Room.place_id == calendar.place_id, Room.kind == PHYSICAL)
    else:
        select = select.where(Room.id == calendar.room_id)
    return [(ident, name.casefold()) for ident, name in db.session.execute(select.order_by(Room.id))]


def _meant(rooms, location):
    """Return the ids of the rooms that an event blocks: those that it names as its location, otherwise all."""
    said = location.casefold()
    named = [(ident, name) for ident, name in rooms if name in said]
    # "Saal Nord" names no "Saal".
    named = {ident for ident, name in named if not any(name != other and name in other for _id, other in named)}
    return named or {ident for ident, _name in rooms}


def _known(calendar):
    """Return {(uid, occurs): (id, facts, room ids)} of what is kept of a calendar."""
    rooms = defaultdict(set)
    for event_id, room_id in db.session.execute(
        sa.select(ExternalHold.event_id, Booking.room_id)
        .join(Booking, Booking.id == ExternalHold.booking_id)
        .join(ExternalEvent, ExternalEvent.id == ExternalHold.event_id)
        .where(ExternalEvent.calendar_id == calendar.id)
        .distinct()
    ):
        rooms[event_id].add(room_id)
    columns = [getattr(ExternalEvent, name) for name in ("id", "uid", "occurs", *_FACTS)]
    rows = db.session.execute(sa.select(*columns).where(ExternalEvent.calendar_id == calendar.id))
    return {(row[1], row[2]): (row[0], dict(zip(_FACTS, row[3:], strict=True)), rooms[row[0]]) for row in rows}


def _days(starts_at, ends_at, begin, end):
    """Return [(starts_at, ends_at)] of a span within two moments, cut at midnight."""
    reached, last = max(starts_at, begin), min(ends_at, end)
    spans = []
    while reached < last:
        midnight = clock.start_of(clock.today(reached) + timedelta(days=1))
        spans.append((reached, min(midnight, last)))
        reached = midnight
    return spans


def lock_as_asked(calendar):
    """Lock a calendar and return its row. Part of an act. Raises Changed where it is not what it was."""
    try:
        row = lock(ExternalCalendar, calendar.id)
    except LookupError as gone:
        raise Changed from gone
    if any(getattr(row, name) != getattr(calendar, name) for name in AIMS):
        raise Changed
    return row


def _change(calendar, changes, begin, end, now):
    with transaction():
        lock_as_asked(calendar)
        gone = [ident for ident, _facts, _ids in changes if ident is not None]
        held = _holds(gone)
        touched = {booking.room_id for booking in held}.union(*(ids for _id, _facts, ids in changes))
        rooms = foreign_holding.lock_parts(foreign_holding.kin(touched)) if touched else {}
        _delete(Booking, [booking.id for booking in held])
        _delete(ExternalEvent, gone)
        in_use = {room.id for room in rooms}
        made = [(facts, ids) for _id, facts, ids in changes if facts]
        event_ids = _insert(ExternalEvent, [{"calendar_id": calendar.id, **facts} for facts, _ids in made])
        wanted = [
            (event_id, room_id, *span)
            for event_id, (facts, ids) in zip(event_ids, made, strict=True)
            for room_id in sorted(ids & in_use)
            for span in _days(facts["starts_at"], facts["ends_at"], begin, end)
        ]
        _fill(_book(wanted, now), held, rooms, now)
        revision.mark()


def _book(wanted, now):
    """Write the bookings of (event id, room id, starts_at, ends_at); return them as _Held."""
    title = _("Belegt (fremder Kalender)")
    rows = [
        {
            "room_id": room_id, "title": title, "starts_at": starts_at, "ends_at": ends_at, "state": BOOKED,
            "holds": True, "is_foreign": True, "booked_at": now, "changed_at": now,
        }
        for _event_id, room_id, starts_at, ends_at in wanted
    ]  # fmt: skip
    ids = _insert(Booking, rows)
    if ids:
        holds = [{"booking_id": ident, "event_id": each[0]} for ident, each in zip(ids, wanted, strict=True)]
        db.session.execute(sa.insert(ExternalHold), holds)
    return [_Held(ident, *each[1:]) for ident, each in zip(ids, wanted, strict=True)]


def _insert(model, rows):
    """Write many rows past the session, which would take several times as long; return their ids, in order."""
    insert = sa.insert(model).returning(model.id, sort_by_parameter_order=True)
    return db.session.scalars(insert, rows).all() if rows else []


def _holds(event_ids):
    return db.session.execute(
        sa.select(Booking.id, Booking.room_id, Booking.starts_at, Booking.ends_at)
        .join(ExternalHold, ExternalHold.booking_id == Booking.id)
        .where(ExternalHold.event_id.in_(event_ids))
    ).all()


def _delete(model, ids):
    if ids:
        delete = sa.delete(model).where(model.id.in_(ids))
        db.session.execute(delete.execution_options(synchronize_session=False))


def _fill(bookings, freed, rooms, now):
    """Let new bookings hold what is left, and others of calendars what was freed; mark what meets ours."""
    again = []
    coming = [booking for booking in freed if booking.ends_at > now]
    if coming:
        first, last = min(each.starts_at for each in coming), max(each.ends_at for each in coming)
        again = foreign_holding.bookings_between([room.id for room in rooms], first, last)
    known = {booking.id for booking in bookings}
    todo = [*bookings, *(booking for booking in again if booking.id not in known)]
    met, _number = foreign_holding.fill(todo, rooms)
    _mark(todo, met)


def _mark(bookings, met):
    """Write down which events of bookings met one of ours, and which no longer do."""
    of_these = sa.select(ExternalHold.event_id)
    ids = [booking.id for booking in bookings]
    marked = set()
    for first in range(0, len(ids), 1000):
        some = of_these.where(ExternalHold.booking_id.in_(ids[first : first + 1000]))
        marked |= set(
            db.session.scalars(
                sa.select(ExternalEvent.id).where(ExternalEvent.id.in_(some), ExternalEvent.collides)
            )
        )
    now_met = set(db.session.scalars(of_these.where(ExternalHold.booking_id.in_(met)))) if met else set()
    for value, events in ((True, now_met - marked), (False, marked - now_met)):
        if events:
            update = sa.update(ExternalEvent).where(ExternalEvent.id.in_(events)).values(collides=value)
            db.session.execute(update.execution_options(synchronize_session=False))


def look_again(calendar, now):
    """Let events that met a booking of ours hold what became free meanwhile. Raises Changed."""
    wanted = (
        sa.select(Booking)
        .join(ExternalHold, ExternalHold.booking_id == Booking.id)
        .join(ExternalEvent, ExternalEvent.id == ExternalHold.event_id)
        .where(ExternalEvent.calendar_id == calendar.id, ExternalEvent.collides, Booking.ends_at > now)
        .order_by(Booking.starts_at)
    )
    if calendar.use not in BLOCKING or not db.session.scalar(sa.select(wanted.exists())):
        return
    with transaction():
        lock_as_asked(calendar)
        rooms = foreign_holding.lock_parts({booking.room_id for booking in db.session.scalars(wanted)})
        bookings = db.session.scalars(wanted.execution_options(populate_existing=True)).all()
        met, number = foreign_holding.fill(bookings, rooms)
        _mark(bookings, met)
        if number:
            revision.mark()


def clear(calendar_id, now):
    """Forget all that stands in a calendar, and give back its rooms. Part of an act that has locked it."""
    events = sa.select(ExternalEvent.id).where(ExternalEvent.calendar_id == calendar_id)
    holds = sa.select(ExternalHold.booking_id).where(ExternalHold.event_id.in_(events))
    touched = set(db.session.scalars(sa.select(Booking.room_id).where(Booking.id.in_(holds)).distinct()))
    rooms = foreign_holding.lock_parts(foreign_holding.kin(touched)) if touched else {}
    for model, which in ((Booking, Booking.id.in_(holds)), (ExternalEvent, ExternalEvent.id.in_(events))):
        db.session.execute(sa.delete(model).where(which).execution_options(synchronize_session=False))
    if rooms:
        foreign_holding.refill(rooms, now)
    revision.mark()
