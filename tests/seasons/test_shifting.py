"""A season moved to other weeks keeps its wall times."""

from datetime import date

import pytest

from app.seasons.reading import SeasonFaults, read_season
from app.seasons.shifting import shift
from tests.seasons.season_examples import a_season, a_span, an_event, faults_of, in_bytes


def a_read_season(*occurrences, **changes):
    """Return a season with one event on these dates, as the reader returns it."""
    return read_season(in_bytes(a_season(an_event(occurrences=list(occurrences), **changes))))


def dates_of(season):
    """Return the dates of the only event."""
    return season["events"][0]["occurrences"]


def test_the_week_of_the_anchor_becomes_the_wanted_week():
    season = a_read_season(a_span("2027-02-06"), a_span("2027-02-08"))

    moved = shift(season, date(2027, 11, 22))

    assert moved["anchor"] == "2027-11-22"
    assert dates_of(moved) == [a_span("2027-11-27"), a_span("2027-11-29")]


def test_any_day_of_the_wanted_week_will_do():
    season = a_read_season(a_span())

    assert shift(season, date(2027, 11, 28)) == shift(season, date(2027, 11, 22))


def test_a_season_can_move_back():
    season = a_read_season(a_span("2027-02-06"))

    assert dates_of(shift(season, date(2026, 2, 2))) == [a_span("2026-02-07")]


def test_wall_time_stays_on_either_side_of_the_clock_change():
    season = a_read_season(a_span("2027-02-06"))

    assert dates_of(shift(season, date(2027, 6, 7))) == [a_span("2027-06-12", offset="+02:00")]


def test_the_old_time_of_a_moved_event_moves_along():
    season = a_read_season(a_span(), state="moved", moved_from=[a_span("2027-02-05")])

    moved = shift(season, date(2027, 6, 7))

    assert moved["events"][0]["moved_from"] == [a_span("2027-06-11", offset="+02:00")]


def test_nothing_but_dates_changes():
    season = a_read_season(a_span())

    moved = shift(shift(season, date(2030, 1, 7)), date(2027, 2, 1))

    assert moved == season


def test_the_season_given_stays_as_it_was():
    season = a_read_season(a_span("2027-02-06"))

    shift(season, date(2027, 6, 7))

    assert dates_of(season) == [a_span("2027-02-06")]


def test_the_same_week_changes_nothing_even_in_the_doubled_hour():
    later_hour = ["2026-10-25T02:30:00+01:00", "2026-10-25T03:30:00+01:00"]
    season = a_read_season(later_hour)

    assert dates_of(shift(season, date(2027, 2, 1))) == [later_hour]


def test_in_the_skipped_hour_a_date_takes_the_first_time_that_exists():
    season = a_read_season(a_span("2027-02-07", "02:30", "04:00"))

    moved = shift(season, date(2027, 3, 22))

    assert dates_of(moved) == [["2027-03-28T03:00:00+02:00", "2027-03-28T04:00:00+02:00"]]


def test_a_date_inside_the_skipped_hour_keeps_its_length():
    season = a_read_season(a_span("2027-02-07", "02:15", "02:45"))

    moved = shift(season, date(2027, 3, 22))

    assert dates_of(moved) == [["2027-03-28T03:00:00+02:00", "2027-03-28T03:30:00+02:00"]]


def test_the_doubled_hour_means_the_first():
    season = a_read_season(a_span("2027-02-07", "02:30", "04:00"))

    moved = shift(season, date(2027, 10, 25))

    assert dates_of(moved) == [["2027-10-31T02:30:00+02:00", "2027-10-31T04:00:00+01:00"]]


def test_a_shifted_season_is_read_again():
    season = a_read_season(a_span("2027-02-07", "02:15", "02:45"), a_span("2027-02-08"))

    moved = shift(season, date(2027, 3, 22))

    assert faults_of(moved) == []


@pytest.mark.parametrize("monday", [date(1, 1, 1), date(1999, 12, 20), date(2101, 1, 3), date(9999, 12, 31)])
def test_a_week_too_far_away_is_refused(monday):
    season = a_read_season(a_span())

    with pytest.raises(SeasonFaults) as refused:
        shift(season, monday)

    assert str(refused.value) == "Diese Woche liegt zu fern. Bitte einen Montag von 2000 bis 2100 wählen."
