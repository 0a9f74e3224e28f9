"""Entries of public feeds, written once: in the transaction that changes what they say (as `programme.indexing`).

A feed then joins what is stored. Whatever history of changes there was, the stored entries are those that the library
would write now (tests/calendars/test_storing.py).
"""

import hashlib
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session, joinedload, selectinload

from app import clock
from app.alliance.models import InnovationArea, Place
from app.calendars import entries
from app.calendars.entries import Said
from app.calendars.models import CalendarEntry
from app.database import db, transaction
from app.programme import cards, concerning, translation_queries
from app.programme.models import INVITE, Event, EventDate, Format
from app.programme.translations import EventText, FormatText
from app.rooms.bookings import Booking
from app.rooms.models import Room

# Raised when the form of entries changes: all are written anew.
FORM = 4
# Entries older than any feed shows are left as they are.
BACK = timedelta(days=100)
MOST_AT_ONCE = 500
_TOLD = (Event, EventDate, EventText, Format, FormatText, InnovationArea, Room, Place)


def made_by():
    """Return what tells entries of this form and this address of the house from others."""
    return hashlib.sha256(f"{FORM} {current_app.config['BASE_URL']}".encode()).hexdigest()[:16]


def store_missing():
    """A job: write entries that are not there, or were made by another form or for another address."""
    with transaction():
        right = sa.and_(CalendarEntry.event_date_id == EventDate.id, CalendarEntry.made_by == made_by())
        missing = db.session.scalars(
            sa.select(EventDate.event_id)
            .join(Event, Event.id == EventDate.event_id)
            .join(Event.format)
            .where(IS_SHOWN, EventDate.ends_at > clock.now() - BACK, ~sa.exists().where(right))
            .distinct()
            .limit(MOST_AT_ONCE)
        ).all()
        write(missing)
    return len(missing)


# What stands in public feeds: what everybody may see, and everybody may come to.
IS_SHOWN = sa.and_(Event.published_at.is_not(None), Format.registration != INVITE)


def write(event_ids):
    """Write the entries of some events anew. Part of an act."""
    if not event_ids:
        return
    dates = sa.select(EventDate.id).where(EventDate.event_id.in_(event_ids))
    db.session.execute(sa.delete(CalendarEntry).where(CalendarEntry.event_date_id.in_(dates)))
    rows = [
        {"event_date_id": ident, "language": language, "body": body, "made_by": made_by()}
        for ident, language, body in serialised(event_ids)
    ]
    if rows:
        db.session.execute(sa.insert(CalendarEntry), rows)


def serialised(event_ids):
    """Return (id of the date, language, VEVENT as text) of what is shown of some events, as the library writes it now.

    Read afresh, beside the session: what an act holds in its hands may be in another order, or gone already.
    """
    with Session(db.session.connection(), autoflush=False) as fresh:
        return _serialised(fresh, event_ids)


def _serialised(fresh, event_ids):
    events = fresh.scalars(
        sa.select(Event)
        .join(Event.format)
        .where(Event.id.in_(event_ids), IS_SHOWN)
        .options(
            joinedload(Event.format), joinedload(Event.area),
            joinedload(Event.dates).selectinload(EventDate.bookings).joinedload(Booking.room).joinedload(Room.place),
            selectinload(Event.ledgers),
        )
    ).unique().all()  # fmt: skip
    said = translation_queries.said_of(events, fresh)
    firsts = _firsts(fresh, {event.series_id for event in events} - {None})
    return [
        (date.id, language, entries.entry(event, date, _said(event, date, text, firsts, language)).to_ical().decode())
        for event in events
        for language, text in said[event.id].items()
        for date in event.dates
    ]


def _said(event, date, text, firsts, language):
    title, summary = text
    return Said(cards.session_title(event, date, title), summary, firsts.get(event.series_id), language)


def _firsts(fresh, series_ids):
    """Return {series id: UID of its first public date}."""
    if not series_ids:
        return {}
    rows = fresh.execute(
        sa.select(Event.series_id, EventDate.uid)
        .join(EventDate, EventDate.event_id == Event.id)
        .where(Event.series_id.in_(series_ids), Event.published_at.is_not(None))
        .order_by(EventDate.starts_at.desc(), EventDate.id.desc())
    )
    return dict(tuple(row) for row in rows)


def _store(told):
    write(sorted(concerning.event_ids(told, clock.now() - BACK) | _same_series(told)))


def _same_series(rows):
    """Return the ids of all events of the series of which something changed: they name its first date."""
    series = {row.series_id for row in rows if isinstance(row, Event)} - {None}
    changed = {row.event_id for row in rows if isinstance(row, EventDate)}
    if changed:
        series |= set(db.session.scalars(sa.select(Event.series_id).where(Event.id.in_(changed)))) - {None}
    return set(db.session.scalars(sa.select(Event.id).where(Event.series_id.in_(series)))) if series else set()


concerning.follow("calendar_changes", _TOLD, _store)
