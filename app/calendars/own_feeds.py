"""The calendar of one guest: all that they have booked, by a secret address that they can renew."""

from datetime import timedelta

import sqlalchemy as sa
from icalendar import Alarm
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.accounts import tokens
from app.alliance.houses import House
from app.calendars import feeds, own_entries, storing
from app.calendars.models import FeedAddress
from app.calendars.text import Text
from app.database import db, lock_numbers, transaction
from app.programme.models import CANCELLED, Event, EventDate, ProgrammeRevision
from app.registrations.models import COMING, HELD, LIVING, MISSED, OFFERED, WAITING, Registration
from app.rooms.bookings import Booking

# A family of numbers for lock_numbers.
ADDRESSES = 72
PURPOSE = "feed"
_NOT_SURE = (HELD, WAITING, OFFERED)


def renew(email, with_waiting=True, remind_min=0):
    """Give a guest a new secret address, and make the old one worthless; return the secret, told once."""
    secret = tokens.new_secret()
    with transaction():
        lock_numbers(ADDRESSES, [0])
        remove(email)
        db.session.add(FeedAddress(
            secret_hash=tokens.secret_hash(PURPOSE, secret), email=email, with_waiting=with_waiting,
            remind_min=remind_min, made_at=clock.now(),
        ))  # fmt: skip
    return secret


def remove(email):
    """Make the address of a guest worthless. Twice does no harm."""
    with transaction():
        db.session.execute(sa.delete(FeedAddress).where(FeedAddress.email == email))


def forget_lost():
    """A job: take away the addresses of people of whom nothing is kept any more."""
    known = sa.exists().where(Registration.email == FeedAddress.email)
    if db.session.scalar(sa.select(FeedAddress.id).where(~known).limit(1)) is not None:
        with transaction():
            db.session.execute(sa.delete(FeedAddress).where(~known))


def find(secret, now):
    """Return (FeedAddress, stamp) of a secret whose person is known still, or None; one statement.

    The stamp is all that the calendar is made of, as a hash: what is public, each column of what they booked, the day.
    """
    public = (sa.select(House.revision).scalar_subquery(), sa.select(ProgrammeRevision.number).scalar_subquery())
    rows = db.session.execute(
        sa.select(FeedAddress, *public, *Registration.__table__.columns)
        .join(Registration, Registration.email == FeedAddress.email)
        .where(FeedAddress.secret_hash == tokens.secret_hash(PURPOSE, secret))
        .order_by(Registration.id)
    ).all()
    if not rows:
        return None
    address = rows[0][0]
    made_of = (
        storing.made_by(), clock.today(now), address.id, address.with_waiting, address.remind_min,
        *(tuple(row[1:]) for row in rows),
    )  # fmt: skip
    return address, tokens.keyed_hash("feed-stamp", repr(made_of))


def find_of(email):
    """Return the FeedAddress of a guest, or None."""
    return db.session.scalar(sa.select(FeedAddress).where(FeedAddress.email == email))


def uid(address):
    """Return the name of a calendar to its reader; the secret does not follow from it."""
    return tokens.keyed_hash("feed-uid", str(address.id))[:32]


def bodies(address, now):
    """Return the VEVENTs (text) of all that a guest has booked, as far as the window of feeds reaches."""
    begin, end = feeds.window(now)
    states = (*LIVING, MISSED) if address.with_waiting else (*COMING, MISSED)
    rows = db.session.scalars(
        sa.select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(
            Registration.email == address.email, Registration.state.in_(states), Event.published_at.is_not(None),
            Event.dates.any(sa.and_(EventDate.ends_at > begin, EventDate.starts_at < end)),
        )
        .options(
            joinedload(Registration.event).options(
                joinedload(Event.format), joinedload(Event.area),
                selectinload(Event.dates).selectinload(EventDate.bookings).joinedload(Booking.room),
            )
        )
        .order_by(Registration.id)
    ).unique().all()  # fmt: skip
    said = own_entries.said_for(rows)
    found = [entry for row in rows for entry in _entries(row, said, address, now)]
    return [entry.to_ical().decode() for _starts_at, entry in sorted(found, key=lambda pair: pair[0])]


def _entries(registration, said, address, now):
    """Yield (starts_at, VEVENT) of what a registration is for, as the guest wants it."""
    event, today = registration.event, clock.start_of(clock.today(now))
    for date, entry in own_entries.entries_of(registration, said):
        if event.state == CANCELLED and date.ends_at <= today:
            continue
        if registration.state in _NOT_SURE and not event.is_cancelled:
            entry["STATUS"] = "TENTATIVE"
        if address.remind_min and registration.state in COMING and not event.is_cancelled:
            entry.add_component(_alarm(entry, address.remind_min))
        yield date.starts_at, entry


def _alarm(entry, minutes):
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", Text(str(entry["SUMMARY"])))
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm
