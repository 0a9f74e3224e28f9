"""Series against each other, and acts on one series at the same moment: no deadlock, nothing mixed, nothing twice."""

from datetime import datetime, time, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import series_actions, series_changes
from app.rooms.bookings import BOOKED, Booking, Occupancy, Series
from app.rooms.series_actions import Wanted
from app.rooms.series_changes import Change
from app.rooms.series_plan import ALL_FUTURE, FOLLOWING
from tests.make import a_room
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import no_part_is_held_twice
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

THIRTY = "FREQ=DAILY;COUNT=30"


def wanted(room, rule=THIRTY, hour=18):
    """Two hours a day, from ten days on."""
    start = datetime.combine(clock.today(clock.now()) + timedelta(days=10), time(hour))
    return Wanted(room.id, rule, start, start + timedelta(hours=2))


def occupancies_fit_bookings():
    """Assert that what is held is what the bookings say."""
    held = db.session.execute(sa.select(Occupancy.booking_id, Occupancy.starts_at, Occupancy.ends_at)).all()
    said = [
        (booking.id, booking.starts_at, booking.ends_at)
        for booking in db.session.scalars(sa.select(Booking).where(Booking.holds))
    ]
    assert sorted(map(tuple, held)) == sorted(said)
    no_part_is_held_twice()


def eight_want_the_same_thirty_dates(race, **conditions):
    """Race for thirty dates of one room; every other series begins an hour later."""
    room = a_room()
    calls = [partial(series_actions.book_series, wanted(room, hour=18 + number % 2), "Chor") for number in range(8)]

    outcomes = race(calls, **conditions)

    assert sorted(outcomes, key=str) == [Outcome(DONE), *[Outcome(REFUSED, "NOT_ALL")] * 7]
    rows = db.session.scalars(sa.select(Booking.state).where(Booking.room_id == room.id)).all()
    assert rows == [BOOKED] * 30
    no_part_is_held_twice()


@in_rounds
def test_of_eight_series_on_the_same_dates_one_is_booked_whole(race, pause):
    eight_want_the_same_thirty_dates(race, pause=pause)


def test_without_locks_series_are_not_given_out_cleanly(race):
    assert breaks(partial(eight_want_the_same_thirty_dates, race, pause=0.02, locks=False))


@in_rounds
def test_changes_of_one_series_come_one_after_the_other(race, pause):
    series = series_actions.book_series(wanted(a_room(), "FREQ=DAILY;COUNT=6"), "Chor")
    changes = [Change(begins=time(hour), facts={"title": str(hour)}) for hour in (9, 11, 13, 15)]
    calls = [partial(series_changes.change_series, series.id, ALL_FUTURE, change) for change in changes]

    outcomes = race(calls, pause=pause)

    assert outcomes == [Outcome(DONE)] * 4
    hour = series.wall_start.hour
    found = {(each.title, each.wall_start.hour, clock.local(each.starts_at).hour) for each in series.bookings}
    assert found == {(str(hour), hour, hour)}
    occupancies_fit_bookings()


@in_rounds
def test_a_series_may_be_split_while_its_dates_are_changed_and_left_out(race, pause):
    series = series_actions.book_series(wanted(a_room(), "FREQ=DAILY;COUNT=6"), "Chor")
    ids = [booking.id for booking in series.bookings]
    other = a_room()
    calls = [
        partial(series_changes.change_series, series.id, FOLLOWING, Change(begins=time(9)), ids[2]),
        partial(series_actions.change_date, ids[3], room_id=other.id),
        partial(series_actions.leave_out, ids[4]),
        partial(series_actions.change_date, ids[5], title="Konzert"),
    ]

    outcomes = race(calls, pause=pause)

    assert outcomes == [Outcome(DONE)] * 4
    assert db.session.scalar(sa.select(sa.func.count(Series.id)).where(Series.split_from_id == series.id)) == 1
    assert db.session.get(Booking, ids[3]).room_id == other.id
    assert db.session.get(Booking, ids[4]).state == "left_out"
    occupancies_fit_bookings()
