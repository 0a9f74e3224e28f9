"""Whatever is done with events, in whatever order: the rooms held are exactly those of the living events.

Hypothesis makes up the sequences. Which act is refused is the house's business; what it leaves behind is looked at
after each: setup and teardown included, nothing of a refused or rehearsed act, seats never beyond their number.
"""

import os
from datetime import datetime, timedelta
from unittest import mock

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app import clock
from app.database import db, rehearsal, transaction
from app.errors import Refused
from app.programme import (
    actions,
    event_series,
    event_series_changes,
    planning,
    restoring,
    sessions,
    settling,
)
from app.programme.groupings import EventSeries
from app.programme.models import ONLINE, ONSITE, PUBLISHED, Event, SeatLedger
from app.registrations import queries
from app.registrations.models import Registration
from app.rooms.bookings import BOOKED, Booking, Occupancy
from tests.make import a_format, a_registration, a_room
from tests.races.promises import no_part_is_held_twice

pytestmark = pytest.mark.slow

SOAK = os.environ.get("SOAK") == "1"
SETTINGS = settings(
    max_examples=500 if SOAK else 20, deadline=None, derandomize=not SOAK, database=None,
    suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    phases=[Phase.generate, Phase.shrink] if SOAK else [Phase.generate],
)  # fmt: skip
BEGIN = clock.from_wall(datetime(2026, 5, 1, 8))
which, slots, lengths, days = st.integers(0, 9), st.integers(0, 8), st.integers(1, 4), st.integers(1, 2)
rooms = st.sets(st.integers(0, 3), max_size=2)
ACTS = {
    "plan": {"rooms": rooms, "slot": slots, "length": lengths, "days": days},
    "move": {"which": which, "slot": slots, "length": lengths},
    "shorten": {"which": which},
    "settle": {"which": which, "rooms": rooms},
    "switch": {"which": which, "is_online": st.booleans()},
    "book": {"which": which},
    "cancel": {"which": which},
    "undo": {"which": which},
    "plan_series": {"rooms": rooms, "slot": slots, "length": lengths, "days": st.integers(2, 3)},
    "retime_following": {"which": which, "slot": slots, "length": lengths},
    "settle_following": {"which": which, "rooms": rooms},
    "cancel_following": {"which": which},
    "split": {"which": which},
    "add_session": {"which": which, "slot": slots},
    "drop_session": {"which": which, "number": st.integers(0, 2)},
    "wait": {"minutes": st.sampled_from([3, 11])},
}  # fmt: skip
sequences = st.lists(
    st.tuples(st.one_of(*(st.tuples(st.just(name), st.fixed_dictionaries(facts)) for name, facts in ACTS.items())),
              st.sampled_from([False, False, True])),
    min_size=20, max_size=25,
)  # fmt: skip


class House:
    """Three rooms, two of which share a part in one hall, and a digital one; events of one format."""

    def __init__(self):
        self.morning = BEGIN + timedelta(days=5)
        a, b = a_room(setup_min=15), a_room(teardown_min=30)
        hall = a_room(parts=[*a.parts, *b.parts], capacity=100)
        self.rooms = [a, b, hall, a_room(kind="digital")]
        self.format, self.events = a_format(capacity=5), []
        # {event id: ids of the rooms it was given last}
        self.given = {}
        for chosen, slot in (({0, 3}, 0), ({1}, 4)):
            self.do("plan", {"rooms": chosen, "slot": slot, "length": 2, "days": 2}, is_rehearsed=False)

    def span(self, slot, length, day=0):
        begin = self.morning + timedelta(days=day, hours=slot)
        return begin, begin + timedelta(hours=length)

    def pick(self, which):
        return self.events[which % len(self.events)] if self.events else None

    def plan(self, rooms, slot, length, days):
        ids = [self.rooms[number].id for number in rooms]
        seats = {ONSITE: 2, ONLINE: 2} if 3 in rooms else {ONSITE: 2}
        spans = [self.span(slot, length, day) for day in range(days)]
        event = actions.plan_event(
            self.format, spans, room_ids=ids, seats=seats, state=PUBLISHED, languages=["de"]
        )
        return event.id, set(ids)

    def move(self, which, slot, length):
        event = db.session.get(Event, which)
        actions.move_event(which, [self.span(slot, length, day) for day in range(len(event.dates))])

    def shorten(self, which):
        spans = db.session.get(Event, which).spans
        actions.move_event(which, [(begin, begin + (end - begin) / 2) for begin, end in spans])

    def settle(self, which, rooms):
        ids = [self.rooms[number].id for number in rooms]
        settling.settle_event(which, ids)
        return which, set(ids)

    def switch(self, which, is_online):
        event = db.session.get(Event, which)
        onsite = [room.id for room in event.rooms if not room.is_digital]
        ids = [self.rooms[3].id] if is_online else onsite or [self.rooms[0].id]
        settling.settle_event(which, ids, seats={ONSITE: 0, ONLINE: 4} if is_online else {ONSITE: 4, ONLINE: 0})
        return which, set(ids)

    def book(self, which):
        event = db.session.get(Event, which)
        ledger = next(ledger for ledger in event.ledgers if ledger.capacity)
        a_registration(event, kind=ledger.kind, would_wait=True)

    def cancel(self, which):
        actions.cancel_event(which, "Krank")

    def undo(self, which):
        restoring.restore_event(which)

    def plan_series(self, rooms, slot, length, days):
        ids = [self.rooms[number].id for number in rooms]
        begin, end = (clock.local(moment).replace(tzinfo=None) for moment in self.span(slot, length))
        seats = {ONSITE: 2, ONLINE: 2} if 3 in rooms else {ONSITE: 2}
        wanted = planning.Plan(self.format.id, (), tuple(ids), seats, {"languages": ["de"]})
        repeat = event_series.Repeat(f"FREQ=DAILY;COUNT={days}", begin, end)
        return {event.id: set(ids) for event in event_series.plan_series(wanted, repeat, is_public=True)}

    def retime_following(self, which, slot, length):
        begin, end = (clock.local(moment).time() for moment in self.span(slot, length))
        event_series_changes.retime(which, begin, end)

    def settle_following(self, which, rooms):
        ids = [self.rooms[number].id for number in rooms]
        changed = event_series_changes.settle(which, event_series_changes.Where(tuple(ids)))
        return {event.id: set(ids) for event in changed}

    def cancel_following(self, which):
        event_series_changes.cancel(which, "Krank")

    def split(self, which):
        event_series_changes.split(which)

    def add_session(self, which, slot):
        sessions.add_session(which, self.span(slot, 1, day=1))

    def drop_session(self, which, number):
        dates = db.session.get(Event, which).dates
        sessions.drop_session(which, dates[number % len(dates)].id)

    def do(self, name, facts, is_rehearsed):
        """Do an act, or try it and take it back; a refusal is an answer like any other."""
        if name == "wait":
            clock.stand_still(clock.now() + timedelta(minutes=facts["minutes"]))
            return
        if "which" in facts:
            if not self.events:
                return
            facts = {**facts, "which": self.pick(facts["which"])}
        try:
            if is_rehearsed and name != "book":
                with rehearsal():
                    getattr(self, name)(**facts)
            elif given := getattr(self, name)(**facts):
                self.given |= given if isinstance(given, dict) else dict([given])
                self.events = sorted(self.given)
        except Refused:
            pass
        db.session.rollback()
        db.session.expire_all()

    def check(self):
        """Compare what is held with what the events say."""
        wanted = set()
        for event in db.session.scalars(sa.select(Event)):
            for date in event.dates:
                assert {booking.room_id for booking in date.bookings} == self.given[event.id]
                for booking in date.bookings:
                    assert (booking.state == BOOKED) == (not event.is_cancelled), (event.state, booking.state)
                    if event.is_cancelled:
                        continue
                    assert (booking.starts_at, booking.ends_at) == (date.starts_at, date.ends_at)
                    room = booking.room
                    begin = date.starts_at - timedelta(minutes=room.setup_min)
                    end = date.ends_at + timedelta(minutes=room.teardown_min)
                    wanted |= {(part.id, begin, end) for part in room.parts}
        held = db.session.execute(sa.select(Occupancy.part_id, Occupancy.starts_at, Occupancy.ends_at)).all()
        assert sorted(map(tuple, held)) == sorted(wanted)
        no_part_is_held_twice()
        for ledger in db.session.scalars(sa.select(SeatLedger)):
            assert ledger.taken == queries.promised_seats(ledger.event_id, ledger.kind) <= ledger.capacity
        emails = db.session.execute(sa.select(Registration.event_id, Registration.email)).all()
        assert len(emails) == len(set(emails))


def check_sequences():
    """Do many sequences, each in an empty house."""

    @SETTINGS
    @given(sequences)
    def check(sequence):
        with transaction():
            for model in (Occupancy, Registration, Event, EventSeries, Booking):
                db.session.execute(sa.delete(model))
        db.session.expunge_all()
        clock.stand_still(BEGIN)
        house = House()
        for (name, facts), is_rehearsed in sequence:
            house.do(name, facts, is_rehearsed)
            house.check()

    check()


def test_after_any_sequence_the_rooms_held_are_those_of_the_living_events(app, at):
    at("2026-05-01 08:00")

    check_sequences()


@pytest.mark.parametrize(
    "fault",
    [
        mock.patch.object(settling, "_give_up", return_value=[]),
        mock.patch.object(restoring.rooms, "move_booking", return_value=None),
        mock.patch.object(actions.rooms, "cancel_booking", return_value=None),
    ],
    ids=["old rooms stay", "rooms do not come back", "rooms stay held"],
)
def test_a_fault_in_an_act_is_found_by_some_sequence(make_app, at, fault):
    at("2026-05-01 08:00")

    with make_app().app_context(), fault, pytest.raises((AssertionError, sa.exc.IntegrityError)):
        check_sequences()
