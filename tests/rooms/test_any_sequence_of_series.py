"""Series booked, split, changed and closed in any order: what is held is what the bookings say, and the rest stays.

As test_any_sequence.py, with acts on many bookings at once. What each comes to is told elsewhere; here it is asked what
must hold whatever happens: an act that is refused leaves no trace, and no change of a series touches the past, what
was left out or what somebody changed by itself.
"""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app import clock
from app.accounts.models import AuditEntry
from app.database import db, transaction
from app.errors import Refused
from app.rooms import actions, closing, door, series_actions, series_changes
from app.rooms.bookings import LEFT_OUT, LIVING, Booking, Loan, Occupancy, Series
from app.rooms.closure_plans import Plan
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.models import Part
from app.rooms.series_actions import Choices, Wanted
from app.rooms.series_changes import Change
from app.rooms.series_plan import ALL_FUTURE, FOLLOWING
from tests.make import a_room, a_thing
from tests.races.promises import no_more_is_lent_than_there_is, no_part_is_held_twice
from tests.rooms.test_any_sequence import SETTINGS

pytestmark = pytest.mark.slow

# Two days before summer time begins, so that series run over it.
BEGIN = datetime(2026, 3, 27, 8)
numbers, either = st.integers(0, 99), st.booleans()
rooms, hours = st.integers(0, 2), st.sampled_from([9, 10, 11])
rules = st.sampled_from(["FREQ=DAILY;COUNT=4", "FREQ=DAILY;INTERVAL=2;COUNT=3", "FREQ=WEEKLY;COUNT=3;WKST=MO"])
ACTS = {
    "book_series": {"room": rooms, "rule": rules, "hour": hours, "things": st.integers(0, 1), "only_free": either},
    "change_hour": {"which": numbers, "hour": hours, "only_free": either, "all_future": either},
    "change_room": {"which": numbers, "room": rooms, "only_free": either, "all_future": either},
    "change_rule": {"which": numbers, "rule": rules, "only_free": either, "all_future": either},
    "change_words": {"which": numbers, "title": st.sampled_from(["Chor", "Probe"]), "all_future": either},
    "change_date": {"which": numbers, "room": rooms},
    "leave_out": {"which": numbers},
    "take_up": {"which": numbers, "room": rooms},
    "cancel": {"which": numbers},
    "book_room": {"room": rooms, "day": st.integers(0, 5), "hour": hours},
    "use_now": {"room": rooms},
    "end_early": {"which": numbers},
    "close": {"room": rooms, "day": st.integers(0, 5), "calls_off": either},
    "wait": {"hours": st.sampled_from([1, 14, 25])},
}  # fmt: skip
sequences = st.lists(
    st.one_of(
        *(st.tuples(st.just(name), st.fixed_dictionaries(facts)) for name, facts in ACTS.items()),
        st.tuples(st.just("book_series"), st.fixed_dictionaries(ACTS["book_series"])),
    ),
    min_size=14, max_size=18,
)  # fmt: skip


class House:
    """A hall that divides in two, one of its halves, another room; and one thing to be lent."""

    def __init__(self):
        clock.stand_still(clock.from_wall(BEGIN))
        a, b = Part(name="A"), Part(name="B")
        self.rooms = [a_room(parts, walk_in=True, teardown_min=15) for parts in ([a, b], [a], None)]
        self.thing = a_thing(stock=1)

    def do(self, name, facts):
        """Do an act; where it is refused, nothing has changed."""
        before = snapshot()
        try:
            getattr(self, name)(**facts)
        except Refused:
            db.session.rollback()
            assert snapshot() == before

    def book_series(self, room, rule, hour, things, only_free):
        start = datetime.combine(clock.today(clock.now()) + timedelta(days=1), time(hour))
        wanted = Wanted(
            self.rooms[room].id, rule, start, start + timedelta(hours=1), equipment_ids=(self.thing.id,) * things
        )
        series_actions.book_series(wanted, "Chor", Choices(only_free=only_free))

    def change_hour(self, hour, **where):
        self.change(Change(begins=time(hour)), **where)

    def change_room(self, room, **where):
        self.change(Change(room_id=self.rooms[room].id), **where)

    def change_rule(self, rule, **where):
        self.change(Change(rule=rule), **where)

    def change_words(self, title, **where):
        held = occupancies()
        self.change(Change(facts={"title": title}), **where, only_free=False)
        assert occupancies() == held

    def change(self, change, which, all_future, only_free):
        """Change a series from a date on, or all to come; what is frozen stays as it was."""
        date = pick(which, Booking.series_id.is_not(None))
        if date is None:
            return
        frozen = {each.id: facts_of(each) for each in all_bookings() if self.is_frozen(each)}
        scope, anchor = (ALL_FUTURE, None) if all_future else (FOLLOWING, date.id)
        series_changes.change_series(date.series_id, scope, change, anchor, Choices(only_free=only_free))
        now = {each.id: facts_of(each) for each in all_bookings()}
        assert {ident: now[ident] for ident in frozen} == frozen

    def is_frozen(self, booking):
        return booking.starts_at <= clock.now() or booking.is_exception or booking.state not in LIVING

    def change_date(self, which, room):
        self.on(which, lambda ident: series_actions.change_date(ident, room_id=self.rooms[room].id))

    def leave_out(self, which):
        self.on(which, series_actions.leave_out)

    def take_up(self, which, room):
        self.on(which, lambda ident: series_actions.take_up(ident, self.rooms[room].id), Booking.state == LEFT_OUT)

    def on(self, which, act, *conditions):
        date = pick(which, Booking.series_id.is_not(None), *conditions)
        if date is not None:
            act(date.id)

    def cancel(self, which):
        booking = pick(which)
        if booking is not None:
            actions.cancel_booking(booking.id)

    def book_room(self, room, day, hour):
        start = self.moment(day, hour)
        actions.book_room(self.rooms[room].id, start, start + timedelta(minutes=90), "Probe")

    def use_now(self, room):
        door.use_now(self.rooms[room].id)

    def end_early(self, which):
        booking = pick(which)
        if booking is not None:
            door.end_early(booking.id)

    def close(self, room, day, calls_off):
        """Shut a room for a day; all bookings that this hits are called off, or all stay."""
        wall = datetime.combine(clock.today(self.moment(day, 8)), time(8))
        plan = Plan("Inventur", wall, wall + timedelta(hours=12), room_id=self.rooms[room].id)
        decision = closing.CALL_OFF if calls_off else closing.STAY
        closing.create_closure(plan, {booking.id: decision for booking in all_bookings()})

    def wait(self, hours):
        clock.stand_still(clock.now() + timedelta(hours=hours))

    def moment(self, day, hour):
        return clock.from_wall(datetime.combine(clock.today(clock.now()) + timedelta(days=day), time(hour)))


def all_bookings():
    return db.session.scalars(sa.select(Booking).order_by(Booking.id)).all()


def pick(which, *conditions):
    found = db.session.scalars(sa.select(Booking).where(*conditions).order_by(Booking.id)).all()
    return found[which % len(found)] if found else None


def facts_of(booking):
    return booking.room_id, booking.starts_at, booking.ends_at, booking.state, booking.holds


def occupancies():
    return db.session.execute(sa.select(Occupancy.__table__).order_by(Occupancy.id)).all()


def snapshot():
    return [
        db.session.execute(sa.select(model.__table__).order_by(model.__table__.c.id)).all()
        for model in (Booking, Occupancy, Loan, Series, ClosureSpan)
    ]


def test_after_any_sequence_with_series_what_is_held_is_what_the_bookings_say(app):
    @SETTINGS
    @given(sequences)
    def check(sequence):
        with transaction():
            for model in (Occupancy, Loan, Booking, Series, ClosureSpan, Closure, AuditEntry):
                db.session.execute(sa.delete(model))
        db.session.expunge_all()
        house = House()
        for name, facts in sequence:
            house.do(name, facts)
            db.session.rollback()
            db.session.expire_all()
            no_part_is_held_twice()
            no_more_is_lent_than_there_is()

    try:
        check()
    finally:
        clock.stand_still(None)
