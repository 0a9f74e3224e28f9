"""Series of events against each other, and acts on one series at the same moment: all of each, or nothing."""

from datetime import datetime, time, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.programme import event_series, event_series_changes, planning
from app.programme.groupings import EventSeries
from app.programme.models import CANCELLED, ONSITE, Event
from app.rooms.bookings import BOOKED, Booking
from tests.make import a_format, a_room, a_thing
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import no_more_is_lent_than_there_is, no_part_is_held_twice
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow


def a_plan(rooms, title="Abend", hour=18, count=6, interpreting=()):
    """The arguments of `plan_series`: so many evenings of two hours, from ten days on."""
    start = datetime.combine(clock.today(clock.now()) + timedelta(days=10), time(hour))
    repeat = event_series.Repeat(f"FREQ=DAILY;COUNT={count}", start, start + timedelta(hours=2))
    facts = {"title": title, "languages": ["de"]}
    room_ids = tuple(room.id for room in rooms)
    wanted = planning.Plan(a_format().id, (), room_ids, {ONSITE: 10}, facts, interpreting=interpreting)
    return wanted, repeat


def rooms_are_those_of_the_living():
    """Every booking of the house is of an event that takes place, at its time."""
    events = db.session.scalars(sa.select(Event).where(Event.state != CANCELLED)).all()
    said = sorted((booking.id, *span) for event in events for date in event.dates for booking in date.bookings
                  for span in [(date.starts_at, date.ends_at)])  # fmt: skip
    booked = sa.select(Booking.id, Booking.starts_at, Booking.ends_at).where(Booking.state == BOOKED)
    assert sorted(map(tuple, db.session.execute(booked))) == said
    no_part_is_held_twice()
    no_more_is_lent_than_there_is()


def eight_want_the_same_evenings(race, **conditions):
    """Race for six evenings in two rooms, named in either order; every other series begins an hour later."""
    first, second = a_room(), a_room()
    a_thing(interprets="pl")
    before = db.session.scalar(sa.select(sa.func.count(EventSeries.id)))
    calls = []
    for number in range(8):
        rooms = (first, second) if number % 2 else (second, first)
        # All of one title and first day: they also race for their addresses.
        wanted, repeat = a_plan(rooms, hour=18 + number % 2, interpreting=("pl",))
        calls.append(partial(event_series.plan_series, wanted, repeat))

    outcomes = race(calls, **conditions)

    assert sorted(outcomes, key=str) == [Outcome(DONE), *[Outcome(REFUSED, "NOT_ALL")] * 7]
    assert db.session.scalar(sa.select(sa.func.count(EventSeries.id))) == before + 1
    rooms_are_those_of_the_living()


@in_rounds
def test_of_eight_series_in_the_same_rooms_one_is_planned_whole(race, pause):
    eight_want_the_same_evenings(race, pause=pause)


def test_without_locks_more_than_one_is_tried(race):
    assert breaks(partial(eight_want_the_same_evenings, race, pause=0.02, locks=False))


@in_rounds
def test_series_of_one_name_in_rooms_of_their_own_do_not_stand_in_each_others_way(race, pause):
    calls = [partial(event_series.plan_series, *a_plan([a_room()], title=f"Gleich {pause}")) for _number in range(6)]

    outcomes = race(calls, pause=pause)

    assert outcomes == [Outcome(DONE)] * 6
    slugs = db.session.scalars(sa.select(Event.slug).where(Event.title == f"Gleich {pause}")).all()
    assert len(set(slugs)) == len(slugs) >= 36
    rooms_are_those_of_the_living()


@in_rounds
def test_a_series_is_changed_split_and_called_off_at_once_and_rooms_follow(race, pause):
    events = event_series.plan_series(*a_plan([a_room()]))
    other, ids = a_room(), [event.id for event in events]
    in_a_month = [(events[3].starts_at + timedelta(days=30), events[3].ends_at + timedelta(days=30))]
    calls = [
        partial(event_series_changes.retime, ids[1], time(9), time(11)),
        partial(event_series_changes.split, ids[3]),
        partial(event_series_changes.settle, ids[2], event_series_changes.Where((other.id,))),
        partial(event_series_changes.cancel, ids[4], "Krank."),
        partial(planning.move_event, ids[3], in_a_month),
    ]

    outcomes = race(calls, pause=pause)

    # Whoever was called off first can neither be moved nor split off.
    assert {outcome.end for outcome in outcomes} <= {DONE, REFUSED}
    assert outcomes[3] == Outcome(DONE)
    states = db.session.scalars(sa.select(Event.state).where(Event.id.in_(ids)).order_by(Event.id)).all()
    assert states[4:] == [CANCELLED, CANCELLED]
    rooms_are_those_of_the_living()
