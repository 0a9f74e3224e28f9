"""Looking at seats and those who hold them."""

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload, selectinload

from app.database import Prepared, db, run
from app.programme.event_notices import EventNotices
from app.programme.models import PUBLISHED, Event, EventDate, Format, SeatLedger
from app.programme.queries import FIRST_START, LAST_END
from app.registrations import rules
from app.registrations.models import (
    ATTENDED,
    COMING,
    CONFIRMED,
    HELD,
    IS_LIVING,
    LAPSED,
    OFFERED,
    SEATED,
    WAITING,
    Registration,
    Reminder,
)
from app.rooms.bookings import Booking

# Read, and not searched by: without it SQLite would begin with all who were ever in a state, and not with those of the
# few events that a question is about.
STATE = sa.func.coalesce(Registration.state, "")
# As in ix_registrations_known: whoever has been forgotten is not looked at again.
_IS_KNOWN = sa.or_(Registration.email.is_not(None), Registration.name.is_not(None))
# Whom a change is told: who confirmed, and is still known.
_IS_TOLD = (
    STATE.in_((CONFIRMED, WAITING, OFFERED, ATTENDED)),
    Registration.confirmed_at.is_not(None),
    Registration.email.is_not(None),
)
# Statements of the act that many do at once.
_SEATS = Prepared(
    sa.select(
        SeatLedger.capacity,
        SeatLedger.taken,
        Event.state,
        Format.registration,
        FIRST_START,
        Event.opens_at,
        Event.closes_at,
        Format.companions_max,
        Format.has_waiting_list,
        SeatLedger.house,
        Event.attendance,
        Event.wheelchair_places,
        Format.slot_minutes,
        Format.questions,
        Format.offers_seats,
    )
    .select_from(SeatLedger)
    .join(Event, Event.id == SeatLedger.event_id)
    .join(Format, Format.id == Event.format_id)
    .where(SeatLedger.event_id == sa.bindparam("event_id"), SeatLedger.kind == sa.bindparam("kind"))
)
_SAME = Prepared(
    sa.select(Registration.id)
    .where(
        sa.or_(
            sa.and_(
                Registration.event_id == sa.bindparam("event_id"),
                Registration.email == sa.bindparam("email"),
                # Spelled as in the index of living registrations, so that it serves here.
                IS_LIVING,
            ),
            # NULL equals nothing: without a form, only the address decides.
            Registration.form_key == sa.bindparam("form_key"),
        )
    )
    .order_by(Registration.id.desc())
    .limit(1)
)


def seats_of(event_id, kind):
    """Return the rules.Seats of a kind at an event, or None where it has none."""
    rows = run(_SEATS, {"event_id": event_id, "kind": kind})
    return rules.Seats(*rows[0]) if rows else None


def find_same(event_id, email, form_key):
    """Return the living registration of an address at an event, or the one that this very form made; or None."""
    rows = run(_SAME, {"event_id": event_id, "email": email, "form_key": form_key})
    return db.session.get(Registration, rows[0].id) if rows else None


def find_registration(ident, version):
    """Return a registration with its event for a personal link, or None where the link was revoked."""
    return db.session.scalars(
        sa.select(Registration)
        .where(Registration.id == ident, Registration.link_version == version)
        .options(
            joinedload(Registration.event).options(
                joinedload(Event.format), joinedload(Event.area), joinedload(Event.ledgers),
                selectinload(Event.dates).selectinload(EventDate.bookings).joinedload(Booking.room),
            )
        )
    ).unique().one_or_none()  # fmt: skip


# The order of the list: whom the team moved ahead, then as they came.
_IN_ORDER = (Registration.ahead_at.is_(None), Registration.ahead_at, Registration.booked_at, Registration.id)
_WAITS = (Registration.state == WAITING, Registration.confirmed_at.is_not(None))


def waiting_list(event_id, kind, at_most=None, limit=None, offset=0):
    """Return (id, seats, takes_fewer, wheelchairs, parts, choices) of the confirmed waiting groups, in their order.

    `at_most`: only those whom so many free seats could help.
    """
    select = (
        sa.select(
            Registration.id, Registration.seats, Registration.takes_fewer, Registration.wheelchairs,
            Registration.parts, Registration.choices,
        )
        .where(Registration.event_id == event_id, Registration.kind == kind, *_WAITS)
        .order_by(*_IN_ORDER)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    if at_most is not None:
        select = select.where(sa.or_(Registration.seats <= at_most, Registration.takes_fewer))
    return db.session.execute(select).all()


def place_in_list(registration):
    """Return how many groups come before a waiting one, plus one."""
    mine = registration
    if mine.ahead_at is None:
        earlier = sa.or_(
            Registration.ahead_at.is_not(None),
            sa.tuple_(Registration.booked_at, Registration.id) < sa.tuple_(mine.booked_at, mine.id),
        )
    else:
        earlier = sa.tuple_(Registration.ahead_at, Registration.id) < sa.tuple_(mine.ahead_at, mine.id)
    return 1 + db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Registration)
        .where(Registration.event_id == mine.event_id, Registration.kind == mine.kind, *_WAITS, earlier)
    )


def lapsing(now, limit=500):
    """Return the ids of registrations that nobody confirmed in time, and of offers that nobody answered."""
    unconfirmed = sa.and_(
        Registration.state.in_((HELD, WAITING)), Registration.confirmed_at.is_(None), Registration.held_until <= now
    )
    return db.session.scalars(
        sa.select(Registration.id).where(sa.or_(unconfirmed, _offer_over(now))).order_by(Registration.id).limit(limit)
    ).all()


def _offer_over(now):
    return sa.and_(Registration.state == OFFERED, Registration.offered_until <= now)


def lapsed_at(event_id, kind, now):
    """Return the registrations of one ledger that hold seats though their time is over: no job has been here yet."""
    return db.session.scalars(
        sa.select(Registration)
        .where(Registration.event_id == event_id, Registration.kind == kind)
        .where(sa.or_(sa.and_(Registration.state == HELD, Registration.held_until <= now), _offer_over(now)))
        .order_by(Registration.id)
    ).all()


def due_for_reminder(now):
    """Return (registration id, hours before, start) of the reminders that are due and not written.

    First the events whose time has come, which are few; then their guests. What was long ago is never looked at. Those
    of one event come one after the other, so that whoever makes their mails reads it once.
    """
    # Two months see further than any reminder looks ahead.
    soon = sa.and_(EventDate.starts_at > now, EventDate.starts_at < now + rules.FURTHEST_REMINDER)
    events = db.session.execute(
        sa.select(Event.id, Format.reminders_h, EventNotices.reminders_h, FIRST_START.label("starts_at"))
        .join(Format, Format.id == Event.format_id)
        .outerjoin(EventNotices, EventNotices.event_id == Event.id)
        .where(
            Event.id.in_(sa.select(EventDate.event_id).where(soon)),
            Event.state == PUBLISHED,
            # What has just changed is told first.
            sa.or_(Event.tell_at.is_(None), Event.tell_at <= now),
        )
    ).all()
    starts, events_of, quiet = {}, {}, current_app.config["QUIET_HOURS"]
    for ident, usual_h, own_h, starts_at in events:
        hours = rules.hours_due(usual_h if own_h is None else own_h, starts_at, now, quiet)
        if hours is not None:
            starts[ident] = (hours, starts_at)
            events_of.setdefault(hours, []).append(ident)
    if not events_of:
        return []
    rows = db.session.execute(
        sa.select(Registration.id, Registration.event_id, Registration.confirmed_at)
        .join(Event, Event.id == Registration.event_id)
        .where(
            STATE == CONFIRMED,
            Registration.email.is_not(None),
            sa.or_(*(_unreminded(hours, ids) for hours, ids in events_of.items())),
        )
        .order_by(Registration.event_id, Registration.id)
    )
    due = [(ident, *starts[event_id], confirmed_at) for ident, event_id, confirmed_at in rows]
    return [
        (ident, hours, starts_at)
        for ident, hours, starts_at, confirmed_at in due
        if rules.due_reminder([hours], starts_at, confirmed_at, now, quiet) is not None
    ]


def _unreminded(hours, event_ids):
    """Return what holds for the guests of events to whom the reminder of so many hours before is not written."""
    is_written = sa.exists().where(
        Reminder.registration_id == Registration.id,
        Reminder.hours_before == hours,
        Reminder.event_starts_at == FIRST_START,
    )
    return sa.and_(Registration.event_id.in_(event_ids), ~is_written)


def truth(registration):
    """Return what a guest would believe who knew all."""
    event, kind = registration.event, registration.kind
    return rules.belief(event.state, event.spans, event.places[kind], kind, event.promises[kind])


def untold(now, limit=500):
    """Return the ids of registrations whose event has changed since the person was last told, and may be told now.

    Asked without a join, so that both databases begin with the few that believe something (ix_registrations_untold).
    """
    not_yet = sa.exists().where(Event.id == Registration.event_id, Event.tell_at > now)
    return db.session.scalars(
        sa.select(Registration.id)
        .where(Registration.believes.is_not(None), *_IS_TOLD, ~not_yet)
        .order_by(Registration.event_id, Registration.id)
        .limit(limit)
    ).all()


def to_forget(lapsed_before, ended_before, limit=500):
    """Return the ids of registrations whose person is to be forgotten now."""
    return db.session.scalars(
        sa.select(Registration.id)
        .join(Event, Event.id == Registration.event_id)
        .where(_IS_KNOWN)
        .where(
            sa.or_(
                sa.and_(Registration.state == LAPSED, Registration.ended_at < lapsed_before),
                ended_before > LAST_END,
            )
        )
        .order_by(Registration.id)
        .limit(limit)
    ).all()


def needs_to_forget(ended_before, limit=500):
    """Return the ids of registrations whose needs are to be forgotten: their event ended before a moment."""
    has_needs = sa.or_(
        Registration.wheelchairs > 0, Registration.needs_note != "",
        sa.cast(Registration.needs, sa.String) != "[]",
    )  # fmt: skip
    return db.session.scalars(
        sa.select(Registration.id)
        .join(Event, Event.id == Registration.event_id)
        # Who is forgotten has none any more.
        .where(_IS_KNOWN, has_needs, ended_before > LAST_END)
        .order_by(Registration.id)
        .limit(limit)
    ).all()


def expected(event_ids):
    """Return {event id: confirmed seats} for several events at once."""
    return dict(
        db.session.execute(
            sa.select(Registration.event_id, sa.func.sum(Registration.seats + Registration.carers))
            .where(Registration.event_id.in_(event_ids), Registration.state.in_(COMING))
            .group_by(Registration.event_id)
        ).all()
    )


def count_told(event_id, state=None):
    """Return how many people would get a mail if the event changed; `state`: of those in a state only."""
    select = sa.select(sa.func.count(Registration.id)).where(Registration.event_id == event_id, *_IS_TOLD)
    return db.session.scalar(select if state is None else select.where(Registration.state == state))


def promised_seats(event_id, kind):
    """Return the seats that the registrations of a kind hold; with those of the house it equals the ledger."""
    return db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Registration.seats), 0)).where(
            Registration.event_id == event_id, Registration.kind == kind, Registration.state.in_(SEATED)
        )
    )
