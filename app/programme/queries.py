"""What is in the programme. Every list loads in the same few statements, however long it is."""

from datetime import timedelta

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app import clock, reading
from app.alliance.models import InnovationArea, Organisation, Place
from app.database import db
from app.programme import filters, rules, search_queries
from app.programme.audiences import EVERYONE
from app.programme.groupings import Umbrella
from app.programme.models import (
    BOOKED_HERE,
    CANCELLED,
    DRAFT,
    ONLINE,
    PUBLISHED,
    Event,
    EventDate,
    Format,
    SeatLedger,
    event_date_bookings,
)
from app.rooms.bookings import BOOKED, Booking
from app.rooms.models import PHYSICAL, Room

_ITS_DATES = EventDate.event_id == Event.id
# Guests see it: as it takes place, or called off.
IS_PUBLIC = Event.published_at.is_not(None)
# When an event begins and ends, for a SELECT that has Event.
FIRST_START = sa.type_coerce(
    sa.select(sa.func.min(EventDate.starts_at)).where(_ITS_DATES).correlate(Event).scalar_subquery(),
    EventDate.starts_at.type,
)
LAST_END = sa.type_coerce(
    sa.select(sa.func.max(EventDate.ends_at)).where(_ITS_DATES).correlate(Event).scalar_subquery(),
    EventDate.ends_at.type,
)


def with_everything():
    """What a card or page of an event shows: two statements for any number of events.

    Bookings come in a statement of their own: joined to the dates, SQLite would read all bookings that there are for
    the page of one event.
    """
    return (
        joinedload(Event.format),
        joinedload(Event.area),
        joinedload(Event.external_place),
        joinedload(Event.ledgers),
        joinedload(Event.dates).selectinload(EventDate.bookings).joinedload(Booking.room).joinedload(Room.place),
    )


def public_events(wanted, now, until=None):
    """Return the public events a Filter asks for, in order of their next date; without `von` those not over yet."""
    select = (
        sa.select(Event)
        .join(Event.format)
        .where(IS_PUBLIC, *conditions(wanted, now))
        .where(has_date_within(wanted, now, until))
        .options(*with_everything())
    )
    events = db.session.scalars(select).unique().all()
    return sorted(events, key=lambda event: (event.starts_at, event.title, event.id))


def has_date_within(wanted, begin, until=None):
    """Return the condition that an Event has a date in the days of a Filter; without `von`: not over at `begin`.

    What is over is not looked at: the dates are found by the index of their ends, and the events by those.
    """
    begin = clock.start_of(wanted.von) if wanted.von else begin
    ends = [moment for moment in (until, wanted.bis and clock.start_of(wanted.bis + timedelta(days=1))) if moment]
    before = [EventDate.starts_at < min(ends)] if ends else []
    return Event.id.in_(sa.select(EventDate.event_id).where(EventDate.ends_at > begin, *before).correlate(None))


def conditions(wanted, now, search=None):
    """Translate a Filter into SQL, for a SELECT of Event and its Format; `search`: the Search of its words if known."""
    if wanted.ort:
        here = Booking.room.has(Room.place.has(Place.key == wanted.ort))
        yield sa.or_(_held_by(here), Event.external_place.has(Place.key == wanted.ort))
    if wanted.bereich:
        is_it = InnovationArea.key == wanted.bereich
        yield sa.or_(Event.area.has(is_it), Event.further_areas.any(is_it))
    if wanted.format:
        yield Format.slug == wanted.format
    if wanted.sprache:
        # Languages are a short JSON list of codes; as text, a code stands in quotes.
        yield sa.cast(Event.languages, sa.Text).like(f'%"{wanted.sprache.replace("%", "")}"%')
    if wanted.art == filters.DIGITAL:
        yield Event.ledgers.any(sa.and_(SeatLedger.kind == ONLINE, SeatLedger.capacity > 0))
    if wanted.art == filters.ONSITE:
        yield sa.or_(Event.external.is_not(None), _held_by(Booking.room.has(Room.kind == PHYSICAL)))
    if wanted.stufenfrei:
        # Every room that people come to is step-free; "not checked yet" is not a yes.
        steps = sa.and_(Room.kind == PHYSICAL, Room.step_free.is_not(True))
        yield sa.and_(Event.external.is_(None), ~_held_by(Booking.room.has(steps)))
    if wanted.hoeranlage:
        yield _held_by(Booking.room.has(Room.hearing_loop.in_(("fest", "mobil"))))
    if wanted.fuer:
        # What is for everyone is for them, too.
        codes = sa.cast(Format.audiences, sa.Text)
        yield sa.or_(*(codes.like(f'%"{code.replace("%", "")}"%') for code in (wanted.fuer, EVERYONE)))
    if wanted.partner:
        yield Event.hosts.any(Organisation.key == wanted.partner)
    if wanted.tag:
        yield Event.umbrella.has(sa.and_(Umbrella.slug == wanted.tag, Umbrella.state != DRAFT))
    if wanted.q and (found := search or search_queries.search(wanted.q)):
        yield found.condition
    if wanted.gebaerden:
        yield Event.sign_language.is_(True)
    if wanted.frei:
        yield sa.and_(
            Event.state == PUBLISHED,
            Format.registration.in_(BOOKED_HERE),
            sa.or_(Event.opens_at.is_(None), Event.opens_at <= now),
            sa.or_(Event.closes_at.is_(None), Event.closes_at > now),
            Event.ledgers.any(SeatLedger.taken < SeatLedger.capacity),
        )


def _held_by(booking_is):
    return Event.dates.any(EventDate.bookings.any(booking_is))


def get_public_event(slug):
    """Return a public event with all that its page shows, or abort with 404; drafts are not public."""
    return _get(Event.slug == slug, IS_PUBLIC)


def get_event(event_id):
    """Return any event, drafts too, with what the team sees, or abort with 404."""
    return reading.once(("event", event_id), lambda: _get(Event.id == event_id))


def _get(*conditions):
    # Few areas times two ledgers: cheaper than one more statement.
    options = (
        *with_everything(), joinedload(Event.further_areas), joinedload(Event.interpretings),
        joinedload(Event.umbrella), joinedload(Event.hosts), joinedload(Event.report),
    )  # fmt: skip
    select = sa.select(Event).where(*conditions).options(*options)
    return db.session.scalars(select).unique().one_or_none() or abort(404)


def events_between(starts_at, ends_at):
    """Return all events, drafts too, with a date in a span; for the team."""
    dates = sa.and_(EventDate.starts_at < ends_at, EventDate.ends_at > starts_at)
    select = sa.select(Event).where(Event.dates.any(dates)).options(*with_everything(), selectinload(Event.hosts))
    events = db.session.scalars(select).unique().all()
    return sorted(events, key=lambda event: (event.starts_at, event.id))


def coming_events_in(room_id, now):
    """Return the events that are yet to come, or go on, in a room: drafts too, called off ones not."""
    here = sa.and_(EventDate.ends_at > now, EventDate.bookings.any(Booking.room_id == room_id))
    return db.session.scalars(
        sa.select(Event).where(Event.state != CANCELLED, Event.dates.any(here)).order_by(Event.id)
    ).all()


def alternatives(event, now, limit=3):
    """Return the next events of the same format that one can still come to, for guests of one that is full or off.

    Of one that is off: those that the team chose, where it did.
    """
    if event.is_cancelled and event.offered_ids is not None:
        select = sa.select(Event).where(Event.id.in_(event.offered_ids), IS_PUBLIC).options(*with_everything())
        chosen = db.session.scalars(select).unique().all()
        events, limit = sorted(chosen, key=lambda other: (other.starts_at, other.id)), len(chosen)
    else:
        events = public_events(filters.Filter(format=event.format.slug), now)
    return [other for other in events if other.id != event.id and rules.is_open(rules.standing(other, now))][:limit]


def could_be_offered(event, now, limit=8):
    """Return what guests of an event could come to instead: the next of its format, then others of its area."""
    nearest = alternatives(event, now)
    of_area = public_events(filters.Filter(bereich=event.area.key), now, until=now + timedelta(days=92))
    others = [
        other for other in of_area
        if other.id != event.id and other not in nearest and rules.is_open(rules.standing(other, now))
    ]  # fmt: skip
    return [*nearest, *others][:limit]


def all_formats():
    """Return all formats by name."""
    return db.session.scalars(sa.select(Format).options(joinedload(Format.area)).order_by(Format.name)).all()


def get_format(slug):
    """Return a format by its address, or abort with 404."""
    everything = (joinedload(Format.area), joinedload(Format.further_areas))
    found = db.session.scalars(sa.select(Format).where(Format.slug == slug).options(*everything)).unique()
    return found.one_or_none() or abort(404)


def get_format_by_id(format_id):
    """Return a format by its number, or abort with 404."""
    return db.session.get(Format, format_id) or abort(404)


def coming_events_of(format_id, now):
    """Return the events of a format that are yet to come, or go on: drafts too, called off ones not."""
    return _coming(Event.format_id == format_id, now)


def coming_events_of_area(area_id, now):
    """Return those whose main area it is."""
    return _coming(Event.area_id == area_id, now)


def _coming(condition, now):
    is_coming = Event.dates.any(EventDate.ends_at > now)
    return db.session.scalars(
        sa.select(Event).where(condition, Event.state != CANCELLED, is_coming).order_by(Event.id)
    ).all()


def count_coming_by_format(now):
    """Return {format id: number} of events that are yet to come or go on; called off ones do not count."""
    is_coming = Event.dates.any(EventDate.ends_at > now)
    counted = sa.select(Event.format_id, sa.func.count()).where(Event.state != CANCELLED, is_coming)
    return dict(db.session.execute(counted.group_by(Event.format_id)).all())


def public_titles(room_id, starts_at, ends_at):
    """Return (starts_at, ends_at, title, slug) of the published events in a room, for its public week."""
    rows = db.session.execute(
        sa.select(Booking.starts_at, Booking.ends_at, Event.title, Event.slug)
        .join(event_date_bookings, event_date_bookings.c.booking_id == Booking.id)
        .join(EventDate, EventDate.id == event_date_bookings.c.event_date_id)
        .join(Event, Event.id == EventDate.event_id)
        .where(Event.state == PUBLISHED, Booking.state == BOOKED, Booking.room_id == room_id)
        .where(Booking.starts_at < ends_at, Booking.ends_at > starts_at)
        .order_by(Booking.starts_at)
    )
    return rows.all()


def taken_slugs(model, wanted):
    """Return the addresses of a model that begin like the wanted one."""
    return set(db.session.scalars(sa.select(model.slug).where(model.slug.startswith(wanted, autoescape=True))))
