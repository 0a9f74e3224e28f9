"""Rules of series, date by date, over clock changes, ends of months and leap years (Europe/Berlin)."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app import clock
from app.errors import Refused
from app.rooms import recurrence
from app.rooms.recurrence import RuleRefusal


def expand(rule, start, hours=2, **more):
    """The dates of a rule from a wall time on ("2026-01-06 18:00"), lasting so many hours on the wall."""
    wall = datetime.fromisoformat(start)
    return recurrence.expand(rule, wall, wall + timedelta(hours=hours), **more)


def days(rule, start):
    """The days of a rule as "30.01."."""
    return [f"{each.wall_start:%d.%m.}" for each in expand(rule, start)]


def utc(moments):
    return [f"{moment:%d.%m. %H:%M}" for moment in moments]


def lengths(dates):
    return [(each.ends_at - each.starts_at) / timedelta(hours=1) for each in dates]


def refusal(rule, start="2026-01-06 18:00", hours=2):
    """Why a rule is refused; it must be said at once."""
    begin = time.process_time()
    with pytest.raises(Refused) as refused:
        expand(rule, start, hours)
    assert time.process_time() - begin < 2
    return refused.value.reason


# The clock change.
def test_weekly_at_six_stays_at_six_when_summer_time_begins():
    found = expand("FREQ=WEEKLY;BYDAY=TU;COUNT=3", "2026-03-17 18:00")

    assert utc(each.starts_at for each in found) == ["17.03. 17:00", "24.03. 17:00", "31.03. 16:00"]
    assert {clock.local(each.starts_at).hour for each in found} == {18}
    assert not any(each.is_shifted for each in found)


def test_only_the_date_in_the_skipped_hour_takes_the_first_time_that_exists():
    found = expand("FREQ=DAILY;COUNT=3", "2026-03-28 02:30", hours=1)

    assert [each.is_shifted for each in found] == [False, True, False]
    assert utc(each.starts_at for each in found) == ["28.03. 01:30", "29.03. 01:00", "30.03. 00:30"]
    assert [f"{clock.local(each.starts_at):%H:%M}" for each in found] == ["02:30", "03:00", "02:30"]
    assert [f"{clock.local(each.ends_at):%H:%M}" for each in found] == ["03:30", "03:30", "03:30"]
    assert [each.wall_start.hour for each in found] == [2, 2, 2]


def test_what_lies_in_the_skipped_hour_altogether_keeps_its_length():
    (found,) = recurrence.by_hand([(datetime(2026, 3, 29, 2, 15), datetime(2026, 3, 29, 2, 45))])

    assert found.is_shifted
    assert (clock.local(found.starts_at).hour, found.ends_at - found.starts_at) == (3, timedelta(minutes=30))


@pytest.mark.parametrize("minutes", range(5, 180, 5))
def test_nothing_ever_lasts_no_time(minutes):
    wall = datetime(2026, 3, 29, 0, 30) + timedelta(minutes=minutes)

    found = recurrence.localise(wall, wall + timedelta(minutes=5))

    assert found.starts_at < found.ends_at


def test_what_ends_in_the_skipped_hour_ends_when_the_clock_jumps():
    (found,) = recurrence.by_hand([(datetime(2026, 3, 29, 1), datetime(2026, 3, 29, 2, 30))])

    assert found.is_shifted
    assert f"{clock.local(found.ends_at):%H:%M}" == "03:00"


def test_the_doubled_hour_means_the_first():
    (found,) = recurrence.by_hand([(datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 4))])

    assert found.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert not found.is_shifted


def test_a_night_is_shorter_in_march_and_longer_in_october():
    assert lengths(expand("FREQ=WEEKLY;BYDAY=SA;COUNT=3", "2026-03-21 22:00", hours=8)) == [8, 7, 8]
    assert lengths(expand("FREQ=WEEKLY;BYDAY=SA;COUNT=3", "2026-10-17 22:00", hours=8)) == [8, 9, 8]


def test_a_whole_day_lasts_23_hours_in_march_and_25_in_october():
    assert lengths(expand("FREQ=DAILY;COUNT=3", "2026-03-28 00:00", hours=24)) == [24, 23, 24]
    assert lengths(expand("FREQ=DAILY;COUNT=3", "2026-10-24 00:00", hours=24)) == [24, 25, 24]


def test_an_update_of_the_time_zone_moves_no_local_time(monkeypatch):
    rule, start = "FREQ=WEEKLY;BYDAY=TU;COUNT=20", "2026-06-02 18:00"
    before = [each.wall_start for each in expand(rule, start)]
    # As if summer time were given up.
    monkeypatch.setattr(clock, "BERLIN", ZoneInfo("Africa/Algiers"))

    after = expand(rule, start)

    assert [each.wall_start for each in after] == before
    assert {clock.local(each.starts_at).hour for each in after} == {18}
    assert {each.starts_at.hour for each in after} == {17}


# Months.
def test_the_31st_and_the_last_day_of_the_month_are_two_rules():
    assert days("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4", "2026-01-31 10:00") == ["31.01.", "31.03.", "31.05.", "31.07."]
    assert days("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4", "2026-01-31 10:00") == ["31.01.", "28.02.", "31.03.", "30.04."]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("-1FR", ["30.01.", "27.02.", "27.03.", "24.04."]),
        ("-2FR", ["23.01.", "20.02.", "20.03.", "17.04."]),
        ("5FR", ["30.01.", "29.05.", "31.07.", "30.10."]),
    ],
)
def test_fridays_counted_from_the_end_and_the_fifth(day, expected):
    assert days(f"FREQ=MONTHLY;BYDAY={day};COUNT=4", "2026-01-01 18:00") == expected


def test_no_date_lies_before_the_first_day():
    assert days("FREQ=MONTHLY;BYDAY=1MO;COUNT=2", "2026-01-20 18:00") == ["02.02.", "02.03."]
    assert days("FREQ=MONTHLY;BYMONTHDAY=15;COUNT=2", "2026-01-31 18:00") == ["15.02.", "15.03."]


def test_weeks_begin_on_monday_where_every_other_counts():
    found = days("FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=WE,SU;COUNT=4", "2026-01-07 18:00")

    assert found == ["07.01.", "11.01.", "21.01.", "25.01."]


def test_several_days_a_week_and_every_third_day():
    assert days("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3", "2026-01-06 18:00") == ["08.01.", "12.01.", "15.01."]
    assert days("FREQ=DAILY;INTERVAL=3;COUNT=3", "2026-01-30 18:00") == ["30.01.", "02.02.", "05.02."]


# Ends.
@pytest.mark.parametrize("until", ["20260331", "20260331T000000", "20260331T180000", "20260331T160000Z"])
def test_the_last_day_is_included(until):
    assert days(f"FREQ=WEEKLY;BYDAY=TU;UNTIL={until}", "2026-03-17 18:00") == ["17.03.", "24.03.", "31.03."]


def test_a_count_counts_real_dates():
    assert len(expand("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=7", "2026-01-01 10:00")) == 7


def test_as_many_dates_as_the_limit_are_fine():
    assert len(expand("FREQ=DAILY;COUNT=730", "2026-01-01 10:00")) == 730
    assert len(expand("FREQ=DAILY;UNTIL=20271231", "2026-01-01 10:00")) == 730


# Years.
def test_the_29th_of_february_is_in_leap_years_only_or_as_said():
    def years(part):
        return [str(each.wall_start.date()) for each in expand(f"FREQ=YEARLY;{part};COUNT=4", "2027-01-01 10:00")]

    assert years("BYMONTH=2;BYMONTHDAY=29") == ["2028-02-29", "2032-02-29", "2036-02-29", "2040-02-29"]
    assert years("BYMONTH=2;BYMONTHDAY=-1") == ["2027-02-28", "2028-02-29", "2029-02-28", "2030-02-28"]
    assert years("BYYEARDAY=60") == ["2027-03-01", "2028-02-29", "2029-03-01", "2030-03-01"]


def test_a_year_may_have_a_weekday_of_a_month():
    assert days("FREQ=YEARLY;BYMONTH=9;BYDAY=-1SU;COUNT=2", "2026-01-01 10:00") == ["27.09.", "26.09."]


# What cannot be.
@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", RuleRefusal.NEVER_ENDS),
        ("FREQ=DAILY;COUNT=10000", RuleRefusal.TOO_MANY),
        ("FREQ=DAILY;COUNT=731", RuleRefusal.TOO_MANY),
        ("FREQ=DAILY;UNTIL=99991231", RuleRefusal.TOO_MANY),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;UNTIL=20500101", RuleRefusal.TOO_MANY),
        ("FREQ=YEARLY;UNTIL=99991231", RuleRefusal.TOO_FAR),
        ("FREQ=YEARLY;COUNT=730", RuleRefusal.TOO_FAR),
        ("FREQ=YEARLY;INTERVAL=366;COUNT=2", RuleRefusal.TOO_FAR),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", RuleRefusal.NEVER_HAPPENS),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=99991231", RuleRefusal.NEVER_HAPPENS),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;COUNT=3", RuleRefusal.NEVER_HAPPENS),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29;UNTIL=20600101", RuleRefusal.NEVER_HAPPENS),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260211", RuleRefusal.NEVER_HAPPENS),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20251231", RuleRefusal.UNTIL_BEFORE_START),
    ],
)
def test_rules_without_end_or_date_are_refused_quickly(rule, reason):
    # A Tuesday in February: some rules depend on the month they start in.
    assert refusal(rule, "2026-02-10 18:00") is reason


@pytest.mark.parametrize(
    "rule",
    [
        "", "Unsinn", "FREQ=", "FREQ=SECONDLY;COUNT=3", "FREQ=HOURLY;COUNT=3", "COUNT=3", "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=viele", "FREQ=DAILY;INTERVAL=0;COUNT=3",
        "FREQ=DAILY;INTERVAL=-2;COUNT=3", "FREQ=DAILY;UNTIL=20260401T1", "FREQ=DAILY;UNTIL=20260401T250000",
        "FREQ=DAILY;INTERVAL=100000;COUNT=3", "FREQ=DAILY;COUNT=3;COUNT=4", "FREQ=DAILY;COUNT=3;UNTIL=20260401",
        "FREQ=WEEKLY;BYDAY=XX;COUNT=3", "FREQ=WEEKLY;BYDAY=1MO;COUNT=3", "FREQ=WEEKLY;BYDAY=;COUNT=3",
        "FREQ=MONTHLY;BYDAY=6MO;COUNT=3", "FREQ=MONTHLY;BYDAY=0MO;COUNT=3", "FREQ=MONTHLY;BYMONTHDAY=32;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=0;COUNT=3", "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20;COUNT=3",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO;COUNT=3", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
        "FREQ=DAILY;BYHOUR=25;COUNT=3", "FREQ=DAILY;BYSECOND=61;COUNT=3", "FREQ=WEEKLY;WKST=SU;BYDAY=SU;COUNT=3",
        "FREQ=DAILY;UNTIL=20260230", "FREQ=DAILY;UNTIL=bald", "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1;COUNT=3",
        "FREQ=YEARLY;BYMONTHDAY=29;COUNT=3", "DTSTART:20260101T100000\nRRULE:FREQ=DAILY;COUNT=3",
        "FREQ=DAILY;COUNT=" + "9" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_rule_of_ours_is_refused(rule):
    assert refusal(rule) is RuleRefusal.UNREADABLE


@pytest.mark.parametrize("start", ["9999-12-31 18:00", "9998-01-01 18:00", "0001-01-01 00:00"])
def test_years_that_nobody_lives_in_are_refused(start):
    assert refusal("FREQ=DAILY;COUNT=3", start) is RuleRefusal.TOO_FAR


@pytest.mark.parametrize("hours", [0, -1])
def test_a_date_that_ends_before_it_starts_is_refused(hours):
    assert refusal("FREQ=DAILY;COUNT=3", hours=hours) is RuleRefusal.ENDS_BEFORE_START


def test_the_limit_is_said():
    with pytest.raises(Refused) as refused:
        expand("FREQ=DAILY;COUNT=10000", "2026-01-01 10:00")

    assert refused.value.facts == {"limit": 730}


# By hand, and written down.
def test_dates_by_hand_are_in_order_and_each_is_there_once():
    first = datetime(2026, 5, 4, 18), datetime(2026, 5, 4, 20)
    second = datetime(2026, 5, 12, 10), datetime(2026, 5, 12, 11)

    found = recurrence.by_hand([second, first, second])

    assert [(each.wall_start, each.wall_end) for each in found] == [first, second]


def test_no_dates_by_hand_are_none():
    with pytest.raises(Refused) as refused:
        recurrence.by_hand([])

    assert refused.value.reason is RuleRefusal.NEVER_HAPPENS


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=3;COUNT=5",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,SU;WKST=MO;UNTIL=20260331",
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4",
        "FREQ=MONTHLY;BYDAY=-2FR;COUNT=4",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2",
        "FREQ=YEARLY;BYYEARDAY=60;UNTIL=20300101",
    ],
)
def test_a_rule_is_written_as_it_was_read(rule):
    assert str(recurrence.read(rule)) == rule


def test_a_rule_gets_another_end():
    rule = recurrence.read("FREQ=WEEKLY;BYDAY=TU;WKST=MO;COUNT=5")

    assert str(rule.ending(until=date(2026, 3, 31))) == "FREQ=WEEKLY;BYDAY=TU;WKST=MO;UNTIL=20260331"
