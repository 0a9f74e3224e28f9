"""An update of the time zone's data moves no local time of a series."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.rooms import actions, series_actions, series_jobs
from app.rooms.bookings import Booking, Occupancy
from app.rooms.series_actions import Wanted
from tests.make import a_room
from tests.rooms.test_series import moment


@pytest.fixture(autouse=True)
def _today(at):
    at("2026-05-20 12:00")


def book(room):
    start, end = datetime(2026, 5, 5, 18), datetime(2026, 5, 5, 20)
    return series_actions.book_series(
        Wanted(room.id, "FREQ=WEEKLY;BYDAY=TU;COUNT=5", start, end), "Chor", series_actions.Choices(knowingly=True)
    )


def local_hours(series):
    return [clock.local(booking.starts_at).hour for booking in series.bookings]


def test_dates_to_come_stay_at_their_time_on_the_wall(app, monkeypatch):
    series = book(a_room())
    series_actions.change_date(series.bookings[4].id, moment("2026-06-03 10:00"), moment("2026-06-03 11:00"))
    # As if summer time were given up.
    monkeypatch.setattr(clock, "BERLIN", ZoneInfo("Africa/Algiers"))
    assert local_hours(series) == [17, 17, 17, 17, 9]

    series_jobs.keep_wall_times()
    series_jobs.keep_wall_times()

    # What is past stays, and so does what somebody set by hand.
    assert local_hours(series) == [17, 17, 17, 18, 9]
    held = db.session.execute(sa.select(Occupancy.booking_id, Occupancy.starts_at)).all()
    starts = {booking.id: booking.starts_at for booking in db.session.scalars(sa.select(Booking))}
    assert {(row.booking_id, row.starts_at) for row in held} == set(starts.items())


def test_without_such_an_update_nothing_moves(app):
    series = book(a_room())

    series_jobs.keep_wall_times()

    assert [booking.sequence for booking in series.bookings] == [0] * 5


def test_where_somebody_else_is_there_now_the_series_stays_and_others_are_brought_back(app, monkeypatch):
    room = a_room()
    stuck, other = book(room), book(a_room())
    actions.book_room(room.id, moment("2026-05-26 20:00"), moment("2026-05-26 21:00"), "Vortrag")
    monkeypatch.setattr(clock, "BERLIN", ZoneInfo("Africa/Algiers"))

    series_jobs.keep_wall_times()

    assert (local_hours(stuck)[3:], local_hours(other)[3:]) == ([17, 17], [18, 18])
