"""Our constant zone against the zone database, and against rules spelled out by hand."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.calendars import zone
from tests.calendars.lint import blocks, properties

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)


def rules():
    """[(month, wall hour of the change, offset before, offset after)] as the constant says them."""
    found = []
    for name in ("STANDARD", "DAYLIGHT"):
        values = {key: value for key, _, value in properties(blocks(zone.LINES, name)[0])}
        month = int(re.fullmatch(r"FREQ=YEARLY;BYMONTH=(\d+);BYDAY=-1SU", values["RRULE"])[1])
        offsets = [timedelta(hours=int(values[key][:3])) for key in ("TZOFFSETFROM", "TZOFFSETTO")]
        found.append((month, datetime.strptime(values["DTSTART"], "%Y%m%dT%H%M%S"), *offsets))
    return found


def last_sunday(year, month):
    day = datetime(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def changes(year):
    """[(moment of the change, offset after)] of a year, worked out from the constant."""
    return sorted(
        ((last_sunday(year, month) + timedelta(hours=first.hour) - before).replace(tzinfo=UTC), after)
        for month, first, before, after in rules()
    )


@pytest.mark.parametrize("year", range(2020, 2041))
def test_the_zone_is_that_of_the_zone_database_around_every_change(year):
    (to_summer, summer), (to_winter, winter) = changes(year)

    for change, before, after in ((to_summer, winter, summer), (to_winter, summer, winter)):
        for hours in range(-36, 37):
            expected = after if hours >= 0 else before
            assert (change + hours * HOUR).astimezone(BERLIN).utcoffset() == expected
        assert (change - timedelta(seconds=1)).astimezone(BERLIN).utcoffset() == before


def test_each_rule_begins_on_a_day_that_it_names():
    for month, first, _before, _after in rules():
        assert first.date() == last_sunday(first.year, month).date()


def test_the_zone_says_when_its_offsets_change_by_rules_only():
    assert not [line for line in zone.LINES if line.startswith("RDATE")]
