"""Events of calendars of others against bookings of ours: who comes first has the room, and nobody has it twice."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.calendars import foreign_actions, foreign_keeping, foreign_queries
from app.calendars.foreign import ExternalCalendar, ExternalEvent
from app.calendars.importing_expanding import Date, Found
from app.database import db
from app.rooms import actions
from app.rooms.bookings import Booking, Occupancy
from tests.calendars.sources import a_calendar
from tests.make import a_room
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import no_part_is_held_twice
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

WON, TAKEN = Outcome(DONE), Outcome(REFUSED, "TAKEN")
HOURS = 7


def keep(calendar_id, begins, number=1):
    """Keep events of a calendar, each of HOURS, as if they had just been read."""
    now, lasts = clock.now(), timedelta(hours=HOURS)
    dates = [
        Date(f"{each}", "", "Chor", "", "", begins, begins + lasts, False, False) for each in range(number)
    ]
    calendar = db.session.get(ExternalCalendar, calendar_id)
    db.session.expunge(calendar)
    found = Found(dates, [], number)
    foreign_keeping.keep(calendar, found, now - timedelta(days=1), now + timedelta(days=500), now)


def noon():
    """A noon in ten days."""
    return clock.start_of(clock.today(clock.now() + timedelta(days=10))) + timedelta(hours=10)


def an_event_against_bookings(race, **conditions):
    """Race one event of others against bookings of each of its hours."""
    room = a_room()
    source = a_calendar("https://nachbarn.example.org/k.ics", name=f"Nachbarn {room.id}", room_id=room.id)
    begins, hour = noon(), timedelta(hours=1)
    books = [
        partial(actions.book_room, room.id, begins + number * hour, begins + (number + 1) * hour, "Kurs")
        for number in range(HOURS)
    ]

    kept, *booked = race([partial(keep, source.id, begins), *books], **conditions)

    assert kept == WON
    assert set(booked) <= {WON, TAKEN}
    no_part_is_held_twice()
    ours = sa.select(Booking.id).where(Booking.room_id == room.id, ~Booking.is_foreign)
    assert len(db.session.scalars(ours).all()) == booked.count(WON)
    # The event holds all that is left, and knows whether it met somebody.
    spans = sorted(db.session.execute(
        sa.select(Occupancy.starts_at, Occupancy.ends_at).where(Occupancy.part_id == room.parts[0].id)
    ).all())  # fmt: skip
    assert (spans[0][0], spans[-1][1]) == (begins, begins + HOURS * hour)
    assert all(before[1] == after[0] for before, after in zip(spans, spans[1:], strict=False))
    event = db.session.scalar(sa.select(ExternalEvent).where(ExternalEvent.calendar_id == source.id))
    assert event.collides == (WON in booked)
    clashes = [each for each in foreign_queries.clashes(clock.now()) if each[1].id == room.id]
    assert len(clashes) == booked.count(WON)


@in_rounds
def test_an_event_of_others_and_bookings_share_a_room_without_a_gap(race, pause):
    an_event_against_bookings(race, pause=pause)


def test_without_locks_the_database_has_the_last_word_and_somebody_fails(race):
    assert breaks(partial(an_event_against_bookings, race, pause=0.02, locks=False))


@in_rounds
def test_calendars_of_the_same_room_and_their_removal_leave_nothing_held_twice(race, pause):
    room = a_room()
    sources = [
        a_calendar("https://nachbarn.example.org/k.ics", name=f"Nachbarn {room.id} {number}", room_id=room.id)
        for number in range(4)
    ]
    begins = noon()
    keep(sources[0].id, begins, number=3)

    outcomes = race(
        [
            partial(foreign_actions.remove, sources[0].id),
            *(partial(keep, source.id, begins + timedelta(hours=1), number=3) for source in sources[1:]),
        ],
        pause=pause,
    )  # fmt: skip

    assert set(outcomes) == {WON}
    no_part_is_held_twice()
    held = sa.select(sa.func.min(Occupancy.starts_at), sa.func.max(Occupancy.ends_at))
    held = db.session.execute(held.where(Occupancy.part_id == room.parts[0].id)).one()
    assert tuple(held) == (begins + timedelta(hours=1), begins + timedelta(hours=1 + HOURS))
