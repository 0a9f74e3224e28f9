"""When a room is open, on the clock on the wall."""

from datetime import date, datetime, time

import pytest

from app import clock
from app.rooms import hours
from app.rooms.models import RoomHours


def at_wall(text):
    return clock.from_wall(datetime.fromisoformat(text))


def weekly(weekday, opens, closes):
    return RoomHours(weekday=weekday, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))


# 1 May 2026 is a Friday.
@pytest.mark.parametrize(
    ("start", "end", "is_open"),
    [
        ("2026-05-01 08:00", "2026-05-01 12:00", True),
        ("2026-05-01 07:59", "2026-05-01 12:00", False),
        ("2026-05-01 11:00", "2026-05-01 13:00", False),
        ("2026-05-01 18:00", "2026-05-02 02:00", True),
        ("2026-05-02 01:00", "2026-05-02 02:00", True),
        ("2026-05-02 01:00", "2026-05-02 02:01", False),
        ("2026-05-01 23:00", "2026-05-02 05:00", False),
    ],
)
def test_a_room_is_open_within_its_hours_also_past_midnight(start, end, is_open):
    friday = [weekly(4, "08:00", "12:00"), weekly(4, "18:00", "02:00")]

    assert hours.is_open(friday, at_wall(start), at_wall(end)) is is_open


def test_hours_that_touch_are_one():
    both = [weekly(4, "18:00", "00:00"), weekly(5, "00:00", "06:00")]

    assert hours.is_open(both, at_wall("2026-05-01 20:00"), at_wall("2026-05-02 04:00"))


def test_a_room_without_hours_is_always_open():
    assert hours.is_open([], at_wall("2026-05-01 03:00"), at_wall("2026-05-01 04:00"))


@pytest.mark.parametrize(("day", "length"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-05-03", 24)])
def test_a_day_that_is_open_all_day_is_as_long_as_the_clocks_make_it(day, length):
    day = date.fromisoformat(day)
    sunday = [weekly(6, "00:00", "00:00")]

    spans = [span for span in hours.open_spans(sunday, day, day) if clock.today(span[0]) == day]

    assert [(ends_at - starts_at).total_seconds() / 3600 for starts_at, ends_at in spans] == [length]


@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        ("2026-03-29 01:59", "2026-03-29T00:59+00:00"),
        ("2026-03-29 02:00", "2026-03-29T01:00+00:00"),
        ("2026-03-29 02:30", "2026-03-29T01:00+00:00"),
        ("2026-03-29 03:00", "2026-03-29T01:00+00:00"),
        ("2026-10-25 02:30", "2026-10-25T00:30+00:00"),
        ("2026-10-25 03:00", "2026-10-25T02:00+00:00"),
    ],
)
def test_a_wall_time_is_the_first_moment_that_shows_it_or_the_first_after_it(wall, moment):
    assert at_wall(wall) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("wall", "is_skipped"),
    [("2026-03-29 01:59", False), ("2026-03-29 02:00", True), ("2026-03-29 02:59", True), ("2026-03-29 03:00", False)],
)
def test_only_the_hour_that_march_skips_is_skipped(wall, is_skipped):
    assert clock.is_skipped(datetime.fromisoformat(wall)) is is_skipped
