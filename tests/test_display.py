"""Moments in words, in the time of the house."""

from datetime import UTC, datetime, timedelta

import pytest

from app import clock, display
from app.database.types import UtcDateTime


@pytest.fixture(autouse=True)
def _in_the_house(make_app, at):
    at("2026-05-01 12:00")
    with make_app().test_request_context():
        yield


def berlin(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ("2026-06-06 14:00", "2026-06-06 17:00", "Samstag, 6. Juni, 14 bis 17 Uhr"),
        ("2026-06-06 14:30", "2026-06-06 17:05", "Samstag, 6. Juni, 14:30 bis 17:05 Uhr"),
        ("2027-02-06 14:00", "2027-02-06 17:00", "Samstag, 6. Februar 2027, 14 bis 17 Uhr"),
        ("2026-06-06 22:00", "2026-06-07 06:00", "Samstag, 6. Juni, 22 Uhr bis Sonntag, 7. Juni, 6 Uhr"),
    ],
)
def test_spans_read_like_spoken(starts, ends, words):
    assert display.span(berlin(starts), berlin(ends)).replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ("2026-03-29 00:00", "2026-03-30 00:00", "Sonntag, 29. März"),
        ("2026-06-06 00:00", "2026-06-09 00:00", "Samstag, 6. Juni bis Montag, 8. Juni"),
        ("2026-06-06 00:00", "2026-06-06 17:00", "Samstag, 6. Juni, 0 bis 17 Uhr"),
    ],
)
def test_whole_days_are_told_without_hours(at, starts, ends, words):
    at("2026-05-01 12:00")

    assert display.whole_days(berlin(starts), berlin(ends)).replace("\xa0", " ") == words


def test_the_night_of_the_clock_change_shows_wall_time():
    assert display.time_span(berlin("2026-03-28 22:00"), berlin("2026-03-29 06:00")) == "22 bis 6 Uhr"


@pytest.mark.parametrize(("number", "words"), [(1, "1 Platz"), (2, "2 Plätze"), (0, "0 Plätze")])
def test_seats_are_counted_in_words(number, words):
    assert display.seats(number) == words


@pytest.mark.parametrize(("minutes", "words"), [(45, "45 Minuten"), (60, "1 Stunde"), (150, "2 Stunden 30 Minuten")])
def test_lengths_read_like_spoken(minutes, words):
    assert display.duration(minutes) == words


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="without zone"):
        UtcDateTime().process_bind_param(datetime(2026, 5, 1), None)


def test_the_clock_stands_still_for_aware_moments_only():
    with pytest.raises(ValueError, match="aware"):
        clock.stand_still(datetime(2026, 5, 1))


def test_today_is_the_day_of_the_house():
    assert clock.today(datetime(2026, 5, 1, 22, 30, tzinfo=UTC)) == datetime(2026, 5, 2).date()


def test_half_an_hour_is_half_an_hour():
    assert berlin("2026-10-25 04:00") - berlin("2026-10-25 01:00") == timedelta(hours=4)
