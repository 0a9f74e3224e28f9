"""Dates of calendars of others: what we make of rules, exceptions and zones, against a library that knows them."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events

from app import clock
from app.calendars import importing_process
from app.calendars.importing_reading import NotRead
from tests.calendars.sources import calendar

BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
BERLIN = "TZID=Europe/Berlin"


def read(*entries, head="", body=None):
    """What we find in a calendar."""
    return importing_process.read_here(body or calendar(*entries, head=head), BEGIN, END)


def starts(found):
    """When its dates begin, in UTC."""
    return [f"{date.starts_at:%Y-%m-%d %H:%M}" for date in found.dates]


def an_entry(begins, *more, uid="1", hours=1, zone="TZID=Europe/Berlin"):
    """The lines of an entry that lasts some hours."""
    ends = datetime.strptime(begins, "%Y%m%dT%H%M%S") + timedelta(hours=hours)
    mark, utc = (f";{zone}", "") if zone not in ("UTC", "") else ("", "Z" if zone else "")
    return "\n".join([
        f"UID:{uid}", "SUMMARY:Chor", f"DTSTART{mark}:{begins}{utc}", f"DTEND{mark}:{ends:%Y%m%dT%H%M%S}{utc}", *more,
    ])  # fmt: skip


RULES = {
    "weekly over both clock changes": [an_entry("20260105T180000", "RRULE:FREQ=WEEKLY;UNTIL=20261231T000000Z")],
    "begun long ago": [an_entry("20100105T180000", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH")],
    "in the hour that is skipped": [an_entry("20260301T023000", "RRULE:FREQ=DAILY;COUNT=60")],
    "last Friday": [an_entry("20260130T190000", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=9")],
    "the 31st": [an_entry("20260131T190000", "RRULE:FREQ=MONTHLY;BYMONTHDAY=31")],
    "by set position": [an_entry("20260105T070000", "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=2;COUNT=12")],
    "the leap day": [an_entry("20240229T120000", "RRULE:FREQ=YEARLY")],
    "left out and added": [
        an_entry("20260105T180000", "RRULE:FREQ=WEEKLY;COUNT=9", f"EXDATE;{BERLIN}:20260112T180000,20260119T180000",
                 f"RDATE;{BERLIN}:20260121T090000")
    ],
    "New York": [an_entry("20260105T180000", "RRULE:FREQ=WEEKLY;COUNT=30", zone="TZID=America/New_York")],
    "in UTC": [an_entry("20260105T180000", "RRULE:FREQ=WEEKLY;COUNT=30", zone="UTC")],
    "days": ["UID:1\nSUMMARY:Markt\nDTSTART;VALUE=DATE:20260107\nRRULE:FREQ=MONTHLY;BYDAY=1WE;COUNT=20"],
    "one moved, one called off": [
        an_entry("20260105T180000", "RRULE:FREQ=WEEKLY;COUNT=9"),
        an_entry("20260113T090000", f"RECURRENCE-ID;{BERLIN}:20260112T180000"),
        an_entry("20260119T180000", "RECURRENCE-ID:20260119T170000Z", "STATUS:CANCELLED"),
    ],
    "moved onto each other": [
        an_entry("20260105T180000", "RRULE:FREQ=WEEKLY;COUNT=3"),
        an_entry("20260119T180000", f"RECURRENCE-ID;{BERLIN}:20260112T180000"),
        an_entry("20260112T180000", f"RECURRENCE-ID;{BERLIN}:20260119T180000"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_dates_are_those_that_others_see(name):
    body = calendar(*RULES[name])
    theirs = [
        event for event in recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(BEGIN, END)
        if event.get("STATUS") != "CANCELLED"
    ]  # fmt: skip

    assert starts(read(body=body)) == sorted(f"{moment(event.start):%Y-%m-%d %H:%M}" for event in theirs)


def moment(value):
    return value.astimezone(UTC) if isinstance(value, datetime) else clock.start_of(value)


def test_this_and_all_that_follow_are_moved_together():
    found = read(
        an_entry("20260105T180000", "RRULE:FREQ=WEEKLY;COUNT=4"),
        an_entry("20260120T190000", f"RECURRENCE-ID;RANGE=THISANDFUTURE;{BERLIN}:20260119T180000", hours=2),
    )

    assert starts(found) == ["2026-01-05 17:00", "2026-01-12 17:00", "2026-01-20 18:00", "2026-01-27 18:00"]
    assert [date.ends_at - date.starts_at for date in found.dates] == [timedelta(hours=n) for n in (1, 1, 2, 2)]


OWN_ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Unsere Zeit\nBEGIN:STANDARD\nDTSTART:19701025T030000\nTZOFFSETFROM:+0500\nTZOFFSETTO:+0400\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:19700329T020000\n"
    "TZOFFSETFROM:+0400\nTZOFFSETTO:+0500\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE"
)  # fmt: skip
ZONES = {
    "by Windows": ("TZID=W. Europe Standard Time", "", "2026-07-01 08:00"),
    "in quotes": ('TZID="Europe/Berlin"', "", "2026-07-01 08:00"),
    "with a maker": ("TZID=/citadel.org/20260101_1/Europe/Berlin", "", "2026-07-01 08:00"),
    "of their own": ("TZID=Unsere Zeit", OWN_ZONE, "2026-07-01 05:00"),
    "floating": ("", "", "2026-07-01 08:00"),
    "floating elsewhere": ("", "X-WR-TIMEZONE:America/New_York", "2026-07-01 14:00"),
    "floating nowhere": ("", "X-WR-TIMEZONE:Mond", "2026-07-01 08:00"),
}


@pytest.mark.parametrize("name", ZONES)
def test_zones_are_known_by_many_names(name):
    zone, head, expected = ZONES[name]
    entry = an_entry("20260701T100000", zone=zone or "").replace("00Z", "00")

    assert starts(read(entry, head=head)) == [expected]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: b"\xef\xbb\xbf" + body,
        lambda body: body.replace(b"\r\n", b"\n"),
        lambda body: body.replace(b"\r\n", b"\r"),
        lambda body: b"\n\n" + body + b"\n\n",
        lambda body: body.replace(b"Chor", "Bühne".encode("cp1252")),
        lambda body: body.replace(b"DTSTART", b"dtstart").replace(b"BEGIN:VEVENT", b"begin:vevent"),
        lambda body: body.replace(b"SUMMARY:Chor", b"SUMMARY:Ch\r\n or\r\nSUMMARY:Chor\r\nX-FOO"),
        lambda body: body.replace(b"SUMMARY:Chor", b"ATTACH:" + b"x" * 9000),
    ],
)
def test_calendars_with_small_faults_are_read(spoil):
    found = read(body=spoil(calendar(an_entry("20260701T100000"))))

    assert (starts(found), found.skipped) == (["2026-07-01 08:00"], [])


def test_the_later_revision_of_an_entry_counts_and_both_are_one():
    found = read(
        an_entry("20260701T120000", "SEQUENCE:2"), an_entry("20260701T100000", "SEQUENCE:1"),
        an_entry("20260701T140000", uid="x" * 300),
    )  # fmt: skip

    assert starts(found) == ["2026-07-01 10:00", "2026-07-01 12:00"]
    assert all(len(date.uid) <= 255 for date in found.dates)


def test_an_entry_that_never_ends_does_not_swallow_the_next():
    body = calendar("UID:offen\nSUMMARY:Offen\nBEGIN:VEVENT", an_entry("20260701T100000"))
    body = body.replace(b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"")

    found = read(body=body)

    assert starts(found) == ["2026-07-01 08:00"]
    assert [(each.title, each.reason) for each in found.skipped] == [("Offen", "BROKEN")]


def test_many_entries_of_the_past_cost_nothing_and_what_is_too_much_is_said():
    past = [an_entry("20200101T100000", uid=f"{number}") for number in range(3000)]
    hourly = an_entry("20260101T100000", "RRULE:FREQ=HOURLY", uid="hourly", hours=0)

    found = read(*past, hourly)

    assert (found.entries, len(found.dates)) == (3001, 2000)
    assert [each.reason for each in found.skipped] == ["TOO_MANY_DATES"]


def test_what_is_no_calendar_says_so():
    with pytest.raises(NotRead, match="NO_CALENDAR"):
        read(body=b"BEGIN:VCARD\nEND:VCARD")
