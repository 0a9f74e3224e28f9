"""School holidays from a file: read as the RFC says; hostile files are refused with a sentence and leave nothing."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.database import db
from app.errors import Refused
from app.rooms import school_calendars
from app.rooms.closures import SchoolHoliday
from app.rooms.school_calendars import CalendarRefusal


def a_file(*entries):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ferien//DE"]
    for entry in entries:
        lines += ["BEGIN:VEVENT", *entry.splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def an_entry(name="Winterferien", first="20260209", end="20260222", more=""):
    return f"SUMMARY:{name}\nDTSTART;VALUE=DATE:{first}\nDTEND;VALUE=DATE:{end}{more}"


def stored():
    return db.session.execute(
        sa.select(SchoolHoliday.region, SchoolHoliday.name, SchoolHoliday.first_on, SchoolHoliday.last_on).order_by(
            SchoolHoliday.region, SchoolHoliday.first_on
        )
    ).all()


def test_the_end_of_an_all_day_entry_is_exclusive():
    assert school_calendars.read(a_file(an_entry())) == [("Winterferien", date(2026, 2, 9), date(2026, 2, 21))]


@pytest.mark.parametrize(
    ("entry", "days"),
    [
        ("DTSTART;VALUE=DATE:20260515", ("2026-05-15", "2026-05-15")),
        ("DTSTART;VALUE=DATE:20260515\nDTEND;VALUE=DATE:20260515", ("2026-05-15", "2026-05-15")),
        ("DTSTART;VALUE=DATE:20260515\nDURATION:P2D", ("2026-05-15", "2026-05-16")),
        ("DTSTART:20260514T220000Z\nDTEND:20260516T220000Z", ("2026-05-15", "2026-05-16")),
        ("DTSTART:20260515T000000\nDTEND:20260517T000000", ("2026-05-15", "2026-05-16")),
    ],
)
def test_days_are_those_of_the_house(entry, days):
    assert school_calendars.read(a_file(entry)) == [("Schulferien", *map(date.fromisoformat, days))]


def test_a_byte_order_mark_and_doubled_entries_do_no_harm():
    assert len(school_calendars.read(b"\xef\xbb\xbf" + a_file(an_entry(), an_entry()))) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"x" * 500_001, CalendarRefusal.TOO_BIG),
        (b"", CalendarRefusal.NO_CALENDAR),
        (b"\x89PNG\r\n\x1a\n\x00\x00", CalendarRefusal.NO_CALENDAR),
        (b"<html>Ferien</html>", CalendarRefusal.NO_CALENDAR),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY", CalendarRefusal.NO_CALENDAR),
        (a_file(), CalendarRefusal.NO_ENTRIES),
        (a_file(*[an_entry(name=f"F{n}") for n in range(501)]), CalendarRefusal.TOO_MANY),
        (a_file(an_entry(more="\nRRULE:FREQ=YEARLY")), CalendarRefusal.REPEATS),
        (a_file(an_entry(end="20260201")), CalendarRefusal.STRANGE_DAYS),
        (a_file(an_entry(end="20280201")), CalendarRefusal.STRANGE_DAYS),
        (a_file(an_entry(first="00010101", end="00010102")), CalendarRefusal.STRANGE_DAYS),
        (a_file(an_entry(first="99991230", end="99991231")), CalendarRefusal.STRANGE_DAYS),
        (a_file(an_entry(first="gestern")), CalendarRefusal.STRANGE_DAYS),
        (a_file("SUMMARY:Ohne Tag"), CalendarRefusal.STRANGE_DAYS),
    ],
)
def test_what_is_no_file_of_holidays_is_refused(content, reason):
    with pytest.raises(Refused) as refused:
        school_calendars.read(content)

    assert refused.value.reason is reason
    assert "%(" not in refused.value.sentence


@given(st.text(alphabet="BEGINVCALDRSUMT:;=\r\n0129 \\,ä", max_size=300))
def test_whatever_is_in_a_file_it_is_read_or_refused(text):
    with suppress(Refused):
        school_calendars.read(a_file(text))


def test_a_name_stays_on_one_line_and_within_its_column():
    (entry,) = school_calendars.read(a_file(an_entry(name="Ferien\\n" + "x" * 300)))

    assert entry[0].startswith("Ferien xxx")
    assert len(entry[0]) == 200


def test_a_file_takes_the_place_of_what_was_known_of_its_time_and_region(app):
    school_calendars.keep("DE-SN", a_file(an_entry("Sommer", "20250628", "20250809"), an_entry("Winter alt")))
    school_calendars.keep("DE-BB", a_file(an_entry("Winter")))

    number = school_calendars.keep("DE-SN", a_file(an_entry("Winter neu"), an_entry("Ostern", "20260403", "20260411")))

    assert number == 2
    assert stored() == [
        ("DE-BB", "Winter", date(2026, 2, 9), date(2026, 2, 21)),
        ("DE-SN", "Sommer", date(2025, 6, 28), date(2025, 8, 8)),
        ("DE-SN", "Winter neu", date(2026, 2, 9), date(2026, 2, 21)),
        ("DE-SN", "Ostern", date(2026, 4, 3), date(2026, 4, 10)),
    ]


def test_the_same_file_twice_changes_nothing(app):
    content = a_file(an_entry(), an_entry("Ostern", "20260403", "20260411"))
    school_calendars.keep("PL", content)
    before = stored()

    school_calendars.keep("PL", content)

    assert stored() == before


def test_a_refused_file_leaves_what_was_there(app):
    school_calendars.keep("PL", a_file(an_entry()))
    before = stored()

    with pytest.raises(Refused):
        school_calendars.keep("PL", a_file(an_entry("Neu"), an_entry(more="\nRRULE:FREQ=DAILY")))

    assert stored() == before


def test_what_begins_twice_on_a_day_under_one_name_is_the_longer_one():
    found = school_calendars.read(a_file(an_entry(end="20260222"), an_entry(end="20260215")))

    assert found == [("Winterferien", date(2026, 2, 9), date(2026, 2, 21))]


def test_a_whole_year_of_days_is_read_quickly():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(301)]
    entries = [an_entry(f"am {day}", f"{day:%Y%m%d}", f"{after:%Y%m%d}") for day, after in pairwise(days)]

    found = school_calendars.read(a_file(*entries))

    assert len(found) == 300
