"""Shutting rooms for a time, with a decision about every booking that this hits; and opening them again."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.accounts import audit
from app.alliance.models import Place
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.notifications import outbox
from app.rooms import actions, closing_queries, closure_plans, days
from app.rooms.bookings import BOOKED, CANCELLED, DECLINED, HELD, PROPOSED, REQUESTED, Booking
from app.rooms.closure_plans import ClosureRefusal
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.models import Layout
from app.rooms.persons import RoomRequest
from app.rooms.rules import HORIZON, RoomRefusal

# What is decided about a booking: it takes place all the same, or not at all; or the id of the room it moves to.
STAY, CALL_OFF = "stay", "call_off"
# What happened to it, as the mail tells it.
STAYS, CALLED_OFF, MOVED = "stays", "called_off", "moved"
# A family of numbers for lock_numbers: one closure is made at a time, as each may need bookings of the whole house.
CLOSURES = 6


def create_closure(plan, decisions, by_id=None):
    """Shut what a Plan says. `decisions` has STAY, CALL_OFF or the id of a room for each booking that is hit.

    All of it or nothing; whoever asked for a booking or made it is told. Raises Refused, also where a booking is hit
    that nobody decided about.
    """
    with transaction():
        lock_numbers(CLOSURES, [1])
        now = clock.now()
        spans = [(date.starts_at, date.ends_at) for date in closure_plans.dates(plan, now)]
        bookings = _lock_hits(closing_queries.shut_rooms(plan.place_id, plan.room_id), spans, decisions, now)
        closure = Closure(
            place_id=plan.place_id, room_id=plan.room_id, reason=plan.reason, rule=plan.rule,
            wall_start=plan.wall_start, wall_end=plan.wall_end, made_at=now,
        )  # fmt: skip
        closure.spans = [ClosureSpan(starts_at=starts_at, ends_at=ends_at) for starts_at, ends_at in spans]
        db.session.add(closure)
        db.session.flush()
        done = _carry_out(bookings, decisions, plan.reason, now, by_id)
        audit.note("close_rooms", about(closure), by_id, reason=plan.reason, bookings=_outcomes(done))
        _tell(about(closure), plan.reason, done, now)
    return closure


def keep_holidays(place_id, region, catholic, closes, decisions, by_id=None):
    """Say whose public holidays count at a place, and whether its rooms are shut on them.

    As `create_closure`: `decisions` about each booking on a day that is then shut. What was decided before, as is
    written in its broken rules, stays decided. Raises Refused.
    """
    with transaction():
        lock_numbers(CLOSURES, [1])
        place, now = lock(Place, place_id), clock.now()
        spans = shut_holidays(region, catholic, closes, now)
        bookings = _lock_hits(closing_queries.shut_rooms(place_id), spans, decisions, now, is_new=True)
        place.holiday_region, place.holidays_catholic, place.holidays_close = region, catholic, closes
        db.session.flush()
        reason = _("an Feiertagen")
        done = _carry_out(bookings, decisions, reason, now, by_id)
        audit.note(
            "keep_holidays", f"place:{place_id}", by_id, region=region, catholic=catholic, closes=closes,
            bookings=_outcomes(done),
        )  # fmt: skip
        _tell(f"place:{place_id}", reason, done, now)


def shut_holidays(region, catholic, closes, now):
    """Return the (starts_at, ends_at) of the holidays on which rooms would be shut, as far ahead as one can book."""
    wish = Place(holiday_region=region, holidays_catholic=catholic, holidays_close=closes)
    first, last = clock.today(now), clock.today(now + HORIZON) + timedelta(days=1)
    return [(starts_at, ends_at) for starts_at, ends_at, _name in days.closed_days(wish, first, last)]


def _outcomes(done):
    return {each.booking.id: each.outcome for each in done}


def end_closure(closure_id, by_id=None):
    """Open again from now on: dates to come are dropped, one that is going on ends. What was, stays on record."""
    with transaction():
        closure, now = lock(Closure, closure_id), clock.now()
        for span in closing_queries.coming_spans(closure_id, now):
            if span.starts_at < now:
                span.ends_at = now
            else:
                db.session.delete(span)
        db.session.flush()
        audit.note("open_rooms", about(closure), by_id, reason=closure.reason)
        _end_rule(closure)


def open_on(span_id, by_id=None):
    """Open again on one date of a closure. Raises LookupError where there is no such date."""
    with transaction():
        span = db.session.get(ClosureSpan, span_id)
        if span is None:
            raise LookupError(f"No date {span_id}")
        closure = lock(Closure, span.closure_id)
        now = clock.now()
        if span.ends_at > now:
            audit.note("open_rooms_once", about(closure), by_id, day=f"{clock.today(span.starts_at)}")
            if span.starts_at < now:
                span.ends_at = now
            else:
                db.session.delete(span)
            db.session.flush()
            if not db.session.scalar(sa.select(sa.func.count()).where(ClosureSpan.closure_id == closure.id)):
                db.session.delete(closure)


def extend(closure_id):
    """Write out a closure without end for another while."""
    with transaction():
        closure, now = lock(Closure, closure_id), clock.now()
        if not closure_plans.is_endless(closure.rule):
            return
        found = closure_plans.written_out(closure.rule, closure.wall_start, closure.wall_end, now)
        latest = sa.select(ClosureSpan.starts_at).where(ClosureSpan.closure_id == closure_id)
        last = db.session.scalar(latest.order_by(ClosureSpan.starts_at.desc()).limit(1))
        # What lies nearer was written before; if it is not there, somebody opened on that date.
        since = max(now + HORIZON, last or now)
        db.session.add_all(
            ClosureSpan(closure_id=closure_id, starts_at=date.starts_at, ends_at=date.ends_at)
            for date in found
            if date.starts_at > since
        )


def about(closure):
    """Return how messages and the audit trail name a closure."""
    return f"closure:{closure.id}"


def _end_rule(closure):
    """Let the rule of a closure end with the last date that is left; with none, the closure is gone."""
    last = db.session.scalar(sa.select(sa.func.max(ClosureSpan.starts_at)).where(ClosureSpan.closure_id == closure.id))
    if last is None:
        db.session.delete(closure)
    elif closure.rule:
        closure.rule = closure_plans.ended(closure.rule, closure.wall_start, clock.today(last))


def _lock_hits(room_ids, spans, decisions, now, is_new=False):
    """Lock all that a closure concerns, in the order in which acts on single bookings do; return the hit bookings.

    Requests, owners, bookings, rooms. Looked at twice: who books meanwhile is seen, or finds the room shut. Raises
    Refused where one of them is not decided about. `is_new`: only what does not break a closure already.
    """
    found = closing_queries.hits(room_ids, spans, now, is_new)
    for request_id in sorted({booking.request_id for booking in found if booking.request_id}):
        lock(RoomRequest, request_id)
    ids = {booking.id for booking in found}
    for booking_id in sorted(ids):
        ids |= _owned_with(booking_id)
    targets = {decision for decision in decisions.values() if isinstance(decision, int)}
    actions.lock_bookings(ids, room_ids | targets)
    bookings = closing_queries.hits(room_ids, spans, now, is_new)
    if any(booking.id not in decisions or booking.id not in ids for booking in bookings):
        raise Refused(ClosureRefusal.UNDECIDED)
    return bookings


def _owned_with(booking_id):
    """Lock the owner of a booking (an event); return the ids of all its bookings, none where it has no owner."""
    return {other for owner in actions.BOOKING_OWNERS for other in owner(booking_id)}


@dataclass(frozen=True)
class _Done:
    """What became of a booking, in which room it was, and whether it has an owner, whose guests are told by others."""

    booking: Booking
    outcome: str
    was: str
    is_owned: bool


def _carry_out(bookings, decisions, reason, now, by_id):
    """Do what was decided about each booking, and note it there."""
    done = []
    for booking in bookings:
        was, is_owned = booking.room.place_line, bool(_owned_with(booking.id))
        outcome = _decide(booking, decisions[booking.id], reason, now, is_owned)
        audit.note(f"{outcome}_for_closure", booking.about, by_id, reason=reason, was=was, now=booking.room.place_line)
        done.append(_Done(booking, outcome, was, is_owned))
    return done


def _decide(booking, decision, reason, now, is_owned):
    """Let one booking stay, call it off, or move it; return what happened."""
    if decision == STAY:
        booking.broken_rules = sorted({*booking.broken_rules, RoomRefusal.CLOSED.name})
        return STAYS
    if decision == CALL_OFF:
        if is_owned:
            raise Refused(ClosureRefusal.BELONGS_TO_EVENT, title=booking.title)
        actions.cancel_booking(booking.id, DECLINED if booking.state in (REQUESTED, PROPOSED) else CANCELLED)
        _settle(booking.request, reason, now)
        return CALLED_OFF
    _move(booking, decision)
    return MOVED


def _move(booking, room_id):
    if booking.state != BOOKED:
        raise Refused(ClosureRefusal.ONLY_ASKED, title=booking.title)
    facts = {"is_exception": True} if booking.series_id is not None else {}
    try:
        # What it breaks already it may go on breaking, such as hours that are the same in the other room.
        actions.move_booking(
            booking.id, booking.starts_at, booking.ends_at, room_id=room_id, knowingly=bool(booking.broken_rules),
            layout_id=_same_layout(booking, room_id), **facts,
        )  # fmt: skip
    except Refused as refused:
        raise Refused(ClosureRefusal.CANNOT_MOVE, title=booking.title, why=refused.sentence) from refused


def _same_layout(booking, room_id):
    """Return the id of the layout of the same name in another room, or None."""
    if booking.layout is None:
        return None
    same = sa.and_(Layout.room_id == room_id, Layout.name == booking.layout.name)
    return db.session.scalar(sa.select(Layout.id).where(same))


def _settle(request, reason, now):
    """Tell the person why, on their page, and note when the last open booking of their request was decided."""
    if request is None:
        return
    request.answer = _("Geschlossen: %(reason)s", reason=reason)
    if not any(each.state in (HELD, REQUESTED, PROPOSED) for each in request.bookings):
        request.decided_at = request.decided_at or now


def _tell(about, reason, done, now):
    """Write one mail to each person concerned: whoever asked (with a proven address), else who booked for the house."""
    by_request, by_account = {}, {}
    for each in done:
        request, account = each.booking.request, each.booking.booked_by
        facts = [each.booking.id, each.outcome, each.was]
        if request is not None:
            by_request.setdefault(request, []).append(facts)
        elif account is not None and not each.is_owned:
            by_account.setdefault(account, []).append(facts)
    for request, bookings in by_request.items():
        if request.email and request.confirmed_at:
            outbox.queue(
                request.email, "rooms/mail/closed", request.about, now,
                request_id=request.id, reason=reason, bookings=bookings,
            )  # fmt: skip
    for account, bookings in by_account.items():
        outbox.queue(
            account.email, "rooms/mail/closed_for_team", about, now,
            account_id=account.id, reason=reason, bookings=bookings,
        )  # fmt: skip
