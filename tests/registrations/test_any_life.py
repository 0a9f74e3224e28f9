"""Any life of any registrations, against a simple model of what must be true; the clock jumps.

The model knows who should sit and who should wait, by the plainest rules one can write: it holds lists and counts, no
database. After every act the house must say the same, seat by seat, place by place.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app import clock
from app.database import db
from app.errors import Refused
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme.models import ONSITE, SeatLedger
from app.registrations import actions, door, jobs, queries, waiting
from app.registrations.models import SEATED, Registration
from app.registrations.offering import offer_until
from tests.make import a_person, an_event

pytestmark = pytest.mark.slow

SOAK = os.environ.get("SOAK") == "1"
SETTINGS = settings(
    max_examples=300 if SOAK else 40, stateful_step_count=100 if SOAK else 60, deadline=None, derandomize=not SOAK,
    database=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    phases=[Phase.generate, Phase.shrink] if SOAK else [Phase.generate],
)  # fmt: skip
BEGIN = clock.from_wall(datetime(2026, 5, 1, 10))
START = clock.from_wall(datetime(2026, 5, 14, 18))
DAY = clock.from_wall(datetime(2026, 5, 14))
which = st.integers(0, 9)


@dataclass
class Guest:
    """Somebody as the model sees them."""

    ident: int
    seats: int
    state: str
    until: datetime | None
    is_sure: bool = False
    takes_fewer: bool = False
    was_offered: bool = False


class Life(RuleBasedStateMachine):
    """One event with few seats, and all that can be done with registrations for it."""

    def __init__(self):
        super().__init__()
        self.guests, self.capacity, self.now = [], 4, BEGIN

    @initialize(offers=st.booleans(), capacity=st.integers(2, 4))
    def begin(self, offers, capacity):
        clock.stand_still(BEGIN)
        self.offers, self.capacity = offers, capacity
        facts = {"offers_seats": offers, "companions_max": 3}
        self.event = an_event(capacity=capacity, starts_at=START, format_facts=facts)
        self.event_id, self.date_id = self.event.id, self.event.dates[0].id

    # What is done.

    @rule(seats=st.integers(1, 3), would_wait=st.sampled_from([True, True, True, False]))
    def book(self, seats, would_wait):
        if seats > self._free():
            self._lapse_all(only_seated=True)
        fits = seats <= self._free()
        person = a_person()
        try:
            actions.book_seat(self.event_id, ONSITE, seats, would_wait=would_wait, **person)
        except Refused:
            # A refusal leaves nothing behind, not even what was let go to see whether there is room.
            assert not fits and not would_wait or not self._is_open()
            self._read_anew()
            return
        ident = queries.find_same(self.event_id, person["email"], None).id
        state, until = ("held" if fits else "waiting"), db.session.get(Registration, ident).held_until
        self.guests.append(Guest(ident, seats, state, until))

    @rule(seats=st.integers(1, 3))
    def come(self, seats):
        """What most people do: book, wait if they must, and confirm."""
        known = len(self.guests)
        self.book(seats, True)
        if len(self.guests) > known:
            self._confirm(self.guests[-1])

    @rule(number=which)
    def confirm(self, number):
        guest = self._pick(number, "held", "waiting", "lapsed")
        if guest is not None:
            self._confirm(guest)

    def _confirm(self, guest):
        if guest.is_sure or guest.state not in ("held", "waiting", "lapsed"):
            return
        if not self._is_open():
            return self._refused(actions.confirm, guest)
        if guest.state != "held" and guest.seats <= self._free():
            guest.state = "confirmed"
        else:
            guest.state = "confirmed" if guest.state == "held" else "waiting"
        guest.is_sure = True
        actions.confirm(guest.ident)

    @rule(number=which, seats=st.integers(1, 3))
    def change(self, number, seats):
        guest = self._pick(number, "held", "confirmed", "waiting", "offered")
        if guest is None or guest.state not in ("held", "confirmed", "waiting", "offered"):
            return
        more = seats - guest.seats if guest.state in SEATED else 0
        if seats != guest.seats and (not self._is_open() or more > self._free()):
            return self._refused(lambda ident: actions.change_seats(ident, seats), guest)
        changed = seats != guest.seats
        guest.seats = seats
        actions.change_seats(guest.ident, seats)
        if changed:
            self._move_list()

    @rule()
    def first_gives_up(self):
        self.give_up(1)

    @rule(number=which)
    def give_up(self, number):
        guest = self._pick(number, "confirmed", "offered")
        if guest is None:
            return
        if guest.state in ("held", "confirmed", "waiting", "offered"):
            guest.state = "declined" if guest.state == "offered" else "given_up"
            self._move_list()
        actions.give_up(guest.ident)

    @rule(number=which)
    def accept(self, number):
        guest = self._pick(number, "offered", "lapsed")
        if guest is None or not guest.was_offered or guest.state == "confirmed":
            return
        is_late = guest.state == "lapsed" and guest.seats <= self._free()
        if not self._is_open() or not (guest.state == "offered" or is_late):
            return self._refused(waiting.accept, guest)
        guest.state = "confirmed"
        waiting.accept(guest.ident)

    @rule(number=which)
    def take_fewer(self, number):
        guest = self._pick(number, "waiting")
        if guest is None or guest.state != "waiting":
            return
        guest.takes_fewer = True
        waiting.take_fewer(guest.ident, True)
        self._move_list()

    @rule(hours=st.sampled_from([0.1, 0.5, 1, 3, 13, 25]))
    def wait(self, hours):
        self.now += timedelta(hours=hours)
        clock.stand_still(self.now)

    @rule(number=which)
    def check_in(self, number):
        guest = self._pick(number, "confirmed", "held", "offered")
        if guest is None or self.now < DAY or (guest.state == "waiting" and guest.seats > self._free()):
            return
        if guest.state not in ("confirmed", "held", "offered", "waiting", "attended"):
            return self._refused(lambda ident: door.check_in(ident, self.date_id), guest)
        guest.state, guest.is_sure = "attended", True
        door.check_in(guest.ident, self.date_id)

    @rule(number=which)
    def undo(self, number):
        guest = self._pick(number, "attended")
        if guest is not None:
            guest.state = "confirmed" if guest.state == "attended" else guest.state
            door.undo(guest.ident, self.date_id)

    @rule(number=which)
    def the_day_comes(self, number):
        if number > 7:
            self.now = max(self.now, START - timedelta(hours=3))
            clock.stand_still(self.now)

    @rule()
    def let_jobs_run(self):
        jobs.lapse_holds()
        self._lapse_all()

    @rule()
    def a_day_passes(self):
        self.wait(25)
        self.let_jobs_run()

    @rule(capacity=st.integers(1, 6))
    def resize(self, capacity):
        if self.now >= START + timedelta(hours=2):
            return
        if capacity < self._taken():
            with pytest.raises(Refused):
                programme.change_event(self.event_id, seats={ONSITE: capacity})
            return
        programme.change_event(self.event_id, seats={ONSITE: capacity})
        self.capacity = capacity
        self._move_list()

    # What must be true.

    @invariant()
    def the_house_says_the_same(self):
        if not hasattr(self, "event_id"):
            return
        db.session.expire_all()
        rows = db.session.scalars(sa.select(Registration).order_by(Registration.id)).all()
        assert [(row.id, row.state, row.seats) for row in rows] == [
            (guest.ident, guest.state, guest.seats) for guest in self.guests
        ]
        ledger = db.session.get(SeatLedger, (self.event_id, ONSITE))
        assert (ledger.taken, ledger.capacity) == (self._taken(), self.capacity)
        assert ledger.taken <= ledger.capacity
        waiting_now = [row.id for row in queries.waiting_list(self.event_id, ONSITE)]
        assert waiting_now == [guest.ident for guest in self.guests if guest.state == "waiting" and guest.is_sure]

    @invariant()
    def nobody_is_told_twice_that_they_moved_up(self):
        rows = db.session.execute(
            sa.select(Message.about, sa.func.count())
            .where(Message.template.in_(("registrations/mail/promoted", "registrations/mail/offered")))
            .group_by(Message.about)
        )
        assert all(number == 1 for _about, number in rows)

    # The model.

    def _pick(self, number, *states):
        """One of those in some states, or, one time in ten, anybody."""
        fitting = [guest for guest in self.guests if guest.state in states and number] or self.guests
        return fitting[number % len(fitting)] if fitting else None

    def _taken(self):
        return sum(guest.seats for guest in self.guests if guest.state in SEATED)

    def _free(self):
        return self.capacity - self._taken()

    def _is_open(self):
        return self.now < START

    def _refused(self, act, guest):
        with pytest.raises(Refused):
            act(guest.ident)

    def _move_list(self):
        if not self._is_open():
            return
        free = self._free()
        for guest in self.guests:
            if guest.state != "waiting" or not guest.is_sure or free < 1:
                continue
            seats = guest.seats if guest.seats <= free else (free if guest.takes_fewer else 0)
            if seats:
                guest.seats, guest.state = seats, "offered" if self.offers else "confirmed"
                guest.was_offered = self.offers
                free -= seats
                if self.offers:
                    guest.until = offer_until(START, self.now)

    def _lapse_all(self, only_seated=False):
        """Let go of what is overdue, in the order of the numbers, as the job does; the list moves after each.

        Where somebody books, only of what holds seats, and the list moves at the end.
        """
        for guest in list(self.guests):
            if guest.until is None or guest.until > self.now:
                continue
            is_list = guest.state == "waiting" and not guest.is_sure and not only_seated
            if guest.state in ("held", "offered") or is_list:
                guest.state = "lapsed"
                if not only_seated:
                    self._move_list()
        if only_seated:
            self._move_list()

    def _read_anew(self):
        """After a refused booking: what was let go within it was taken back as well."""
        for guest, row in zip(self.guests, db.session.scalars(sa.select(Registration).order_by(Registration.id)),
                              strict=True):  # fmt: skip
            guest.state, guest.seats = row.state, row.seats


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"] if SOAK else ["sqlite"])
def test_any_life_is_as_the_model_says(make_app, engine, at):
    app = make_app(engine)

    def machine():
        with app.app_context():
            _empty()
        return Life()

    with app.app_context():
        run_state_machine_as_test(machine, settings=SETTINGS)


def _empty():
    """Begin each life in an empty house, without making a database for each."""
    db.session.rollback()
    with db.engine.begin() as connection:
        for table in (
            "messages", "check_ins", "check_in_undos", "reminders", "seat_limits", "registrations", "seat_ledgers",
            "event_dates",
        ):  # fmt: skip
            connection.execute(sa.text(f"DELETE FROM {table}"))
