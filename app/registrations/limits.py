"""Limits within the seats of an event: places for wheelchairs, sessions, slots, answers that few can choose.

Each has a name; what is taken of it stands in `seat_limits`, under the same lock as the seats. How much there is of
it follows from the event and its format, and is written down with every count, so that the constraint judges by
what is true now.
"""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from app import display
from app.database import db, insert_into
from app.programme import asked
from app.programme.models import ONSITE, SLOT, SOME_DATES, EventDate, SeatLedger
from app.registrations.models import SeatLimit

WHEELCHAIRS = "wheelchairs"


@dataclass(frozen=True)
class Part:
    """A session or a slot that one can book by itself."""

    name: str
    starts_at: object
    ends_at: object
    title: str = ""
    # Where there is one day only, its time is enough.
    is_on_known_day: bool = False


def has_limits(seats):
    """Tell whether an event (its rules.Seats) limits anything but its seats."""
    return bool(
        seats.wheelchair_places is not None
        or seats.attendance == SOME_DATES
        or seats.registration == SLOT
        or asked.limited(seats.questions)
    )


def parts_of(dates, registration, attendance, slot_minutes):
    """Return what one can book of an event: its slots, its sessions, or nothing where one books all of it.

    `dates` have id, starts_at, ends_at and title, in their order.
    """
    if registration == SLOT and slot_minutes:
        return [part for date in dates for part in _slots(date, slot_minutes, with_day=len(dates) > 1)]
    if attendance == SOME_DATES and len(dates) > 1:
        return [Part(f"date:{date.id}", date.starts_at, date.ends_at, date.title) for date in dates]
    return []


def parts_of_event(event):
    """As `parts_of`, of an event that is loaded with its format and dates."""
    return parts_of(event.dates, event.format.registration, event.attendance, event.format.slot_minutes)


def own_parts(registration):
    """Return {date id: [Part]} of what a registration is for; empty where it is for all of its event."""
    found = {}
    for part in parts_of_event(registration.event):
        if part.name in (registration.parts or ()):
            found.setdefault(int(part.name.split(":")[1]), []).append(part)
    return found


def _slots(date, minutes, with_day):
    # Counted from the beginning of the date, so that slots move along with it.
    number = int((date.ends_at - date.starts_at) / timedelta(minutes=minutes))
    for begin in (each * minutes for each in range(number)):
        starts_at = date.starts_at + timedelta(minutes=begin)
        ends_at = starts_at + timedelta(minutes=minutes)
        yield Part(f"slot:{date.id}:{begin}", starts_at, ends_at, is_on_known_day=not with_day)


def choice(key, option):
    """Return the name of the limit of an answer."""
    return f"choice:{key}:{option}"


def capacities(event_id, kind, seats):
    """Return {name: how much there is of it} of all limits that concern a kind of seats at an event."""
    if not has_limits(seats):
        return {}
    found = {}
    if seats.wheelchair_places is not None and kind == ONSITE:
        found[WHEELCHAIRS] = seats.wheelchair_places
    parts = parts_at(event_id, seats)
    if parts:
        own = seats.capacity - seats.house
        # Several printers, say: as many at once as the seats of the event make.
        each = own if seats.registration != SLOT else math.ceil(own / len(parts))
        found |= dict.fromkeys((of_kind(kind, part.name) for part in parts), each)
    return found | {choice(key, option): most for key, option, most in asked.limited(seats.questions)}


def of_kind(kind, part):
    """Return the name of the limit of a part: seats on site and digital are counted apart."""
    return f"{kind}/{part}"


def parts_at(event_id, seats):
    """As `parts_of`, of an event by its number."""
    if seats.registration != SLOT and seats.attendance != SOME_DATES:
        return []
    dates = db.session.execute(
        sa.select(EventDate.id, EventDate.starts_at, EventDate.ends_at, EventDate.title)
        .where(EventDate.event_id == event_id)
        .order_by(EventDate.starts_at)
    ).all()
    return parts_of(dates, seats.registration, seats.attendance, seats.slot_minutes)


def free(event_id, kind, seats):
    """Return {name: how much of it is left}; what is not in it has no limit."""
    all_of_it = capacities(event_id, kind, seats)
    if not all_of_it:
        return {}
    select = sa.select(SeatLimit.name, SeatLimit.taken).where(SeatLimit.event_id == event_id)
    taken = dict(db.session.execute(select).all())
    return {name: capacity - taken.get(name, 0) for name, capacity in all_of_it.items()}


def is_counted(event_id):
    """Tell whether anything was ever taken of a limit of an event."""
    return db.session.scalar(sa.select(sa.exists().where(SeatLimit.event_id == event_id)))


def words_of(name, event_id, seats):
    """Return what people call a limit: the session, the time of the slot."""
    if name == WHEELCHAIRS:
        return _("Plätze für Rollstühle")
    part = next((each for each in parts_at(event_id, seats) if name.endswith(f"/{each.name}")), None)
    if part is None:
        return _("eine Zeit, die es dann nicht mehr gibt")
    return part_words(part)


def chosen_words(registration, event):
    """Return what a registration is for, where it is not for all of its event: sessions or a slot, in words."""
    return [part_words(part) for part in parts_of_event(event) if part.name in registration.parts]


def part_text(part, kind, left):
    """Return a session or slot in words, with how many seats it has left."""
    free = left.get(of_kind(kind, part.name)) if kind else None
    text = part_words(part)
    if free is None:
        return text
    if free <= 0:
        return _("%(part)s – vergeben", part=text)
    return ngettext("%(part)s – noch %(num)s Platz", "%(part)s – noch %(num)s Plätze", free, part=text)


def part_words(part):
    """Return what people call a session or a slot."""
    words = display.time_span if part.is_on_known_day else display.span
    span = words(part.starts_at, part.ends_at)
    return f"{span}: {part.title}" if part.title else span


def demand(kind, seats, wheelchairs, parts, choices, all_parts=()):
    """Return what a registration takes of each limit; who chose no parts comes to all of them."""
    wanted = Counter({WHEELCHAIRS: wheelchairs} if wheelchairs and kind == ONSITE else {})
    wanted.update({of_kind(kind, name): seats for name in parts or all_parts})
    wanted.update(choices)
    return wanted


def why_not(wanted, left):
    """Return the name of the first limit that does not allow what is wanted, or None."""
    return next((name for name, number in wanted.items() if name in left and number > left[name]), None)


def count(event_id, kind, seats, wanted):
    """Take what is wanted of the limits (below zero: give it back). Part of an act; the constraint has the last say."""
    all_of_it = capacities(event_id, kind, seats)
    touched = {name for name in all_of_it if wanted.get(name)}
    sessions = {name for name in all_of_it if _is_session(name)}
    if touched & sessions:
        # Of the others too there must be known that nothing is taken of them.
        touched |= sessions
    for name in sorted(touched):
        _count(event_id, name, all_of_it[name], wanted.get(name, 0))
    if touched & sessions:
        _tell_ledger(event_id, kind, sessions)


def counts_by_session(seats):
    """Tell whether seats are taken of sessions one by one; the ledger then says how full the emptiest of them is."""
    return seats.attendance == SOME_DATES and seats.registration != SLOT


def recount(event_id, kind, seats, registrations):
    """Count the limits of a kind of seats anew, as the event or its format has changed. Part of an act.

    `registrations` are those that hold seats of the kind. Returns the name of a limit that has less than is taken of
    it, or None; then the act must be refused.
    """
    all_of_it, taken = capacities(event_id, kind, seats), Counter()
    sessions = [name for name in all_of_it if _is_session(name)]
    everything = everything_of(event_id, seats)
    for each in registrations:
        taken.update(demand(kind, each.seats, each.wheelchairs, each.parts, each.choices, everything))
    # What is chosen counts for both kinds of seats together.
    own = {name: capacity for name, capacity in all_of_it.items() if not name.startswith("choice:")}
    if broken := next((name for name, capacity in own.items() if taken[name] > capacity), None):
        return broken
    if any(taken[name] for name in taken if "/slot:" in name and name not in own):
        return next(name for name in taken if "/slot:" in name and name not in own)
    gone = (SeatLimit.name.like(f"{kind}/%"), SeatLimit.name == WHEELCHAIRS) if kind == ONSITE else (
        SeatLimit.name.like(f"{kind}/%"),
    )  # fmt: skip
    db.session.execute(sa.delete(SeatLimit).where(SeatLimit.event_id == event_id, sa.or_(*gone)))
    for name, capacity in own.items():
        if taken[name] or _is_session(name):
            _count(event_id, name, capacity, taken[name])
    if sessions:
        _tell_ledger(event_id, kind, sessions)
    return None


def everything_of(event_id, seats):
    """Return the names of all sessions where one can choose, for who comes to all of them; else nothing."""
    return [part.name for part in parts_at(event_id, seats)] if counts_by_session(seats) else []


def _is_session(name):
    return "/date:" in name


def _tell_ledger(event_id, kind, sessions):
    emptiest = sa.select(sa.func.min(SeatLimit.taken)).where(
        SeatLimit.event_id == event_id, SeatLimit.name.in_(sessions)
    )
    db.session.execute(
        sa.update(SeatLedger)
        .where(SeatLedger.event_id == event_id, SeatLedger.kind == kind)
        .values(taken=SeatLedger.house + emptiest.scalar_subquery(), revision=SeatLedger.revision + 1)
        .execution_options(synchronize_session=False)
    )


def _count(event_id, name, capacity, number):
    insert = insert_into(SeatLimit)
    db.session.execute(
        insert.values(event_id=event_id, name=name, capacity=max(capacity, 0), taken=0).on_conflict_do_nothing()
    )
    # Less than is taken there can be only where somebody made it less afterwards: those who have it keep it.
    taken = SeatLimit.taken + number
    least = sa.case((taken < SeatLimit.capacity, taken), else_=SeatLimit.capacity)
    db.session.execute(
        sa.update(SeatLimit)
        .where(SeatLimit.event_id == event_id, SeatLimit.name == name)
        .values(taken=taken, capacity=sa.case((taken > capacity, least), else_=capacity))
        .execution_options(synchronize_session=False)
    )
