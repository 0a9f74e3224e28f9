"""Whatever is done with rooms, in whatever order: what is held is what the bookings say, and nothing is held twice.

Hypothesis makes up the sequences. Beside the house runs a model that only knows lists and compares each with each; for
every act it says how it must end, and the house must agree.
"""

import os
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from unittest import mock

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app import clock
from app.database import db, transaction
from app.errors import Refused
from app.rooms import actions, rules
from app.rooms import bookings as states
from app.rooms.bookings import BOOKED, LIVING, Booking, Loan, Occupancy
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.models import Part
from app.rooms.rules import RoomRefusal
from tests.make import a_place, a_room, a_thing
from tests.races.promises import no_more_is_lent_than_there_is, no_part_is_held_twice

pytestmark = pytest.mark.slow

SOAK = os.environ.get("SOAK") == "1"
SETTINGS = settings(
    max_examples=1000 if SOAK else 40, deadline=None, derandomize=not SOAK, database=None,
    suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    # Making a failing sequence shorter takes minutes: for those who look for the fault.
    phases=[Phase.generate, Phase.shrink] if SOAK else [Phase.generate],
)  # fmt: skip
# A usual day, the one that has 23 hours and the one that has 25: few slots, so that much collides.
DAYS = ("2026-05-04 08:00", "2026-03-29 00:00", "2026-10-25 00:00")
SLOT, MOST_SLOTS = timedelta(minutes=30), 12
SHUTS_ALL, SHUTS_THE_PLACE = -2, -1
numbers, starts, lengths = st.integers(0, 99), st.integers(0, MOST_SLOTS), st.integers(1, 5)
rooms, buffers, either = st.integers(0, 5), st.sampled_from([0, 10, 30]), st.booleans()
# What can be done, with what it needs to know; `which` is one of those that are there, whatever their number.
ACTS = {
    "book": {
        "room": rooms, "start": starts, "length": lengths, "setup": buffers, "teardown": buffers,
        "things": st.integers(0, 2), "state": st.sampled_from([BOOKED, BOOKED, states.HELD, states.REQUESTED]),
        "holds": either, "knowingly": either,
    },
    "move": {"which": numbers, "room": rooms, "start": starts, "length": lengths, "holds": either, "knowingly": either},
    "shorten": {"which": numbers, "slots": st.integers(1, 3)},
    "accept": {"which": numbers, "knowingly": either},
    "cancel": {"which": numbers, "end": st.sampled_from([states.CANCELLED, states.DECLINED, states.LAPSED])},
    "close": {"where": st.integers(SHUTS_ALL, 5), "start": starts, "length": lengths},
    "open_again": {"which": numbers},
}  # fmt: skip
OFTEN = ["book", "book", "book", "move"]
sequences = st.lists(
    st.one_of(*(st.tuples(st.just(name), st.fixed_dictionaries(ACTS[name])) for name in [*OFTEN, *ACTS])),
    min_size=20, max_size=25,
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A booking as the model knows it."""

    room: object
    starts_at: datetime
    ends_at: datetime
    setup_min: int = 0
    teardown_min: int = 0
    state: str = BOOKED
    holds: bool = True
    things: tuple = ()
    parts: frozenset = frozenset()

    @property
    def span(self):
        return rules.held_span(self.starts_at, self.ends_at, self.setup_min, self.teardown_min)

    def meets(self, starts_at, ends_at):
        return self.span[0] < ends_at and self.span[1] > starts_at


class House:
    """A hall of three parts and its pieces, a digital room with two sessions, a thing of which there are two."""

    def __init__(self, day):
        self.morning = clock.from_wall(datetime.fromisoformat(day))
        place = a_place()
        a, b, c = (Part(name=name) for name in "ABC")
        self.rooms = [a_room(parts, place=place) for parts in ([a, b, c], [a, b], [b, c], [a], [c])]
        self.rooms += [a_room([Part(name="1"), Part(name="2")], kind="digital", sessions=2)]
        self.thing = a_thing(stock=2)
        self.bookings, self.closures = {}, {}

    def moments(self, start, length):
        return self.morning + start * SLOT, self.morning + (start + length) * SLOT

    def book(self, room, start, length, setup, teardown, things, state, holds, knowingly):
        holds = holds or state == BOOKED
        wanted = Wanted(self.rooms[room], *self.moments(start, length), setup, teardown, state, holds)
        wanted = replace(wanted, things=(self.thing.id,) * things)
        expected = self.why_not(wanted, knowingly)

        def act():
            return actions.book_room(
                wanted.room.id, wanted.starts_at, wanted.ends_at, "Probe", setup, teardown, wanted.things,
                state=state, holds=holds, knowingly=knowingly,
            )  # fmt: skip

        self.expect(expected, act, wanted)

    def move(self, which, room, start, length, holds, knowingly):
        self.change(which, holds, knowingly, room=self.rooms[room], span=self.moments(start, length))

    def shorten(self, which, slots):
        booking = self.bookings.get(self.pick(which))
        if booking is None:
            return
        span = (booking.starts_at, max(booking.ends_at - slots * SLOT, booking.starts_at + SLOT))
        self.change(which, booking.holds, True, span=span)

    def accept(self, which, knowingly):
        self.change(which, True, knowingly, state=BOOKED)

    def change(self, which, holds, knowingly, room=None, span=None, state=None):
        """Move a booking, or give it another state: the booking as it will be must fit beside all others."""
        ident = self.pick(which)
        if ident is None:
            return
        was = self.bookings[ident]
        state = state or was.state
        wanted = replace(
            was, room=room or was.room, state=state, holds=holds or state == BOOKED,
            **(dict(zip(("starts_at", "ends_at"), span, strict=True)) if span else {}),
        )  # fmt: skip
        expected = RoomRefusal.ENDED if was.state not in LIVING else self.why_not(wanted, knowingly, but_not=ident)

        def act():
            return actions.move_booking(
                ident, wanted.starts_at, wanted.ends_at, wanted.room.id, knowingly=knowingly, state=state,
                holds=wanted.holds,
            )  # fmt: skip

        self.expect(expected, act, wanted)

    def cancel(self, which, end):
        ident = self.pick(which)
        if ident is None:
            return
        actions.cancel_booking(ident, end)
        if self.bookings[ident].state in LIVING:
            self.bookings[ident] = replace(self.bookings[ident], state=end, holds=False, parts=frozenset())

    def close(self, where, start, length):
        """Shut the house, the place, or a room. Who is there already stays: that is for the team to decide."""
        room = self.rooms[where] if where >= 0 else None
        place_id = self.rooms[0].place_id if where == SHUTS_THE_PLACE else None
        starts_at, ends_at = self.moments(start, length)
        with transaction():
            closure = Closure(
                reason="Inventur", room_id=room and room.id, place_id=place_id, made_at=clock.now(),
                wall_start=datetime(2026, 5, 4), wall_end=datetime(2026, 5, 5),
            )  # fmt: skip
            closure.spans = [ClosureSpan(starts_at=starts_at, ends_at=ends_at)]
            db.session.add(closure)
            db.session.flush()
        self.closures[closure.id] = (room, place_id, starts_at, ends_at)

    def open_again(self, which):
        if not self.closures:
            return
        ident = sorted(self.closures)[which % len(self.closures)]
        with transaction():
            db.session.delete(db.session.get_one(Closure, ident))
        del self.closures[ident]

    def agrees(self):
        """The database says what the model says."""
        db.session.rollback()
        db.session.expire_all()
        no_part_is_held_twice()
        no_more_is_lent_than_there_is()
        stored = {booking.id: booking for booking in db.session.scalars(sa.select(Booking))}
        assert set(stored) == set(self.bookings)
        for ident, booking in self.bookings.items():
            row = stored[ident]
            assert (row.room_id, row.starts_at, row.ends_at, row.state, row.holds) == (
                booking.room.id, booking.starts_at, booking.ends_at, booking.state, booking.holds,
            )  # fmt: skip
        assert held_by_booking(Occupancy.part_id) == {
            ident: sorted(booking.parts) for ident, booking in self.bookings.items() if booking.parts
        }
        assert held_by_booking(Loan.equipment_id) == {
            ident: list(booking.things) for ident, booking in self.bookings.items() if booking.holds and booking.things
        }

    def pick(self, which):
        return sorted(self.bookings)[which % len(self.bookings)] if self.bookings else None

    def expect(self, expected, act, wanted):
        """Do it; it must end as the model says, and where it is refused nothing has changed."""
        if expected is not None:
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.reason is expected
            return
        booking = act()
        parts = frozenset(held_by_booking(Occupancy.part_id)[booking.id])
        if wanted.room.sessions > 1 and wanted.holds:
            assert len(parts) == 1
            assert parts <= self.free_parts(wanted, but_not=booking.id)
        else:
            assert parts == (frozenset(part.id for part in wanted.room.parts) if wanted.holds else frozenset())
        self.bookings[booking.id] = replace(wanted, parts=parts)

    def why_not(self, wanted, knowingly, but_not=None):
        """Say why a booking is to be refused, or None: each booking is compared with each other."""
        if not knowingly and self.is_closed(wanted):
            return RoomRefusal.CLOSED
        if not wanted.holds:
            return None
        free = self.free_parts(wanted, but_not)
        if not free or (wanted.room.sessions == 1 and len(free) < len(wanted.room.parts)):
            return RoomRefusal.TAKEN
        holders = [other for ident, other in self.bookings.items() if ident != but_not and other.holds]
        for moment in [wanted.span[0], *(other.span[0] for other in holders)]:
            out = sum(len(other.things) for other in holders if other.meets(moment, moment + timedelta(seconds=1)))
            if wanted.things and out + len(wanted.things) > 2 and wanted.meets(moment, moment + timedelta(seconds=1)):
                return RoomRefusal.LENT
        return None

    def free_parts(self, wanted, but_not=None):
        taken = set()
        for ident, other in self.bookings.items():
            if ident != but_not and other.holds and other.meets(*wanted.span):
                taken |= other.parts
        return frozenset(part.id for part in wanted.room.parts) - taken

    def is_closed(self, wanted):
        mine = set(wanted.room.parts)
        for room, place_id, starts_at, ends_at in self.closures.values():
            shut = mine & set(room.parts) if room else place_id in (None, wanted.room.place_id)
            if shut and starts_at < wanted.ends_at and ends_at > wanted.starts_at:
                return True
        return False


def held_by_booking(what):
    """Return {booking id: what it holds, sorted}."""
    held = defaultdict(list)
    for booking_id, ident in db.session.execute(sa.select(what.class_.booking_id, what)):
        held[booking_id] += [ident]
        held[booking_id].sort()
    return held


def check_sequences():
    """Do many sequences, each in an empty house; after each act the database must say what the model says."""

    @SETTINGS
    @given(st.sampled_from(DAYS), sequences)
    def check(day, sequence):
        with transaction():
            for model in (Occupancy, Loan, Booking, ClosureSpan, Closure):
                db.session.execute(sa.delete(model))
        db.session.expunge_all()
        house = House(day)
        for name, facts in sequence:
            getattr(house, name)(**facts)
            house.agrees()

    check()


def test_after_any_sequence_what_is_held_is_what_the_bookings_say(app, at):
    at("2026-03-01 12:00")

    check_sequences()


def let_go_of_parts_only(booking_id):
    db.session.execute(sa.delete(Occupancy).where(Occupancy.booking_id == booking_id))


@pytest.mark.parametrize(
    "fault",
    [
        mock.patch.object(actions, "_let_go", let_go_of_parts_only),
        mock.patch("app.rooms.queries.loans_between", return_value=[]),
        mock.patch("app.rooms.checking.broken_rules", return_value=[]),
        mock.patch("app.rooms.queries.find_occupancy", return_value=None),
    ],
    ids=["things stay lent", "the stock is not seen", "closures are not seen", "bookings are not seen"],
)
def test_a_fault_in_an_act_is_found_by_some_sequence(app, at, fault):
    at("2026-03-01 12:00")

    # Something else than the model says, or the last word of the database.
    with fault, pytest.raises((AssertionError, pytest.fail.Exception, sa.exc.IntegrityError)):
        check_sequences()
