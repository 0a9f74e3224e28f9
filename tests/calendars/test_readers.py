"""What reads hard: four readers that we did not write see each text and each hour as it was typed."""

from types import SimpleNamespace

import ical.calendar_stream
import icalendar
import pytest
import vobject

from app import clock
from app.programme import actions
from tests.calendars import ical_js
from tests.calendars.conftest import FEED
from tests.calendars.readers import READERS, by_icalendar
from tests.calendars.world import local
from tests.make import an_event

each_reader = pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)

TITLES = (
    "Komma, Semikolon; Doppelpunkt: Schluss", "Pfad C:\\Werkstatt\\Holz\\", "Zeile eins\nZeile zwei",
    '"In Gänsefüßchen" und ‘anderen’', "Nähen 🧵 mit 👩🏽‍🔧 und 🇺🇦", "מפגש שכונתי, עם קפה",
    "Wutrobnje witajće do Łužicy", " am Rand ", "BEGIN:VEVENT", "100 % ^ & <b>fett</b> {{ 7*7 }}", "ÄÖÜß€🧵" * 33,
)  # fmt: skip
# icalendar itself reads "\\n", an escaped backslash before an n, as a line break: a fault of that reader only.
BACKSLASHES = ("C:\\Neu", "C:\\neu", "\\n\\N")
# The hour from 2 to 3 comes twice: 0 is the first, 1 the second.
HOURS = (
    (("2027-10-31T02:15", 1), ("2027-10-31T02:45", 1)), (("2027-10-31T00:30", 0), ("2027-10-31T02:30", 1)),
    (("2027-10-31T02:30", 1), ("2027-10-31T04:00", 0)), (("2027-10-31T00:30", 0), ("2027-10-31T02:30", 0)),
)  # fmt: skip
# recurring_ical_events puts moments in UTC into X-WR-TIMEZONE and takes what begins in the first hour for the second.
FIRST_HOURS = (
    (("2027-10-31T02:15", 0), ("2027-10-31T02:45", 0)), (("2027-10-31T02:15", 0), ("2027-10-31T02:45", 1)),
)  # fmt: skip
# 3,000 characters, folded into some fifty lines or many more, with each of these at the end of a line somewhere.
REASONS = tuple(
    ('Leider; ja, "leider" 🧵 C:\\Holz שלום\n' * 100)[: 3000 - len(end)] + end + "."
    for end in ("\\", ",", "🧵", "ä", "\n", " ")
)


@pytest.fixture(scope="module")
def told(make_lasting_app):
    """The feed, and by UID what was written: titles, spans, descriptions."""
    app = make_lasting_app()
    told = SimpleNamespace(titles={}, backslashes={}, hours={}, first_hours={}, reasons={})
    noon = (local("2027-05-01T10:00"), local("2027-05-01T12:00"))
    with app.app_context():
        clock.stand_still(local("2027-03-01T12:00"))
        for found, titles in ((told.titles, TITLES), (told.backslashes, BACKSLASHES)):
            for title in titles:
                found[uid_of(an_event(spans=[noon], title=title))] = title
        for found, spans in ((told.hours, HOURS), (told.first_hours, FIRST_HOURS)):
            for begin, end in spans:
                span = local(*begin), local(*end)
                found[uid_of(an_event(spans=[span]))] = tuple(moment.timestamp() for moment in span)
        for reason in REASONS:
            event = an_event(spans=[noon])
            actions.cancel_event(event.id, reason)
            told.reasons[uid_of(event)] = reason
    web = app.test_client()
    told.raw, told.empty = web.get(FEED).data, web.get(f"{FEED}?ort=nirgends").data
    return told


def uid_of(event):
    """The name of its one date."""
    return event.dates[0].uid


@each_reader
def test_a_title_reads_as_it_was_written(told, read):
    written = told.titles if read is by_icalendar else told.titles | told.backslashes

    assert {seen.uid: seen.title for seen in read(told.raw) if seen.uid in written} == written


@each_reader
def test_readers_tell_the_two_hours_of_october_apart(told, read):
    written = told.hours if read is by_icalendar else told.hours | told.first_hours

    seen = {seen.uid: (seen.begin.timestamp(), seen.end.timestamp()) for seen in read(told.raw)}

    assert {uid: span for uid, span in seen.items() if uid in written} == written


@each_reader
def test_a_long_reason_reads_as_it_was_written(told, read):
    descriptions = DESCRIPTIONS[read.__name__](told.raw)

    for uid, reason in told.reasons.items():
        assert len(reason) == 3001
        assert descriptions[uid].startswith(f"Fällt aus: {reason}\n")


# {UID: description}, by the library that a reader stands on.
DESCRIPTIONS = {
    "by_icalendar": lambda raw: {
        str(event["UID"]): str(event["DESCRIPTION"]) for event in icalendar.Calendar.from_ical(raw).events
    },
    "by_ical": lambda raw: {
        event.uid: event.description
        for event in ical.calendar_stream.IcsCalendarStream.calendar_from_ics(raw.decode()).events
    },
    "by_vobject": lambda raw: {
        event.uid.value: event.description.value for event in vobject.readOne(raw.decode()).vevent_list
    },
    "by_ical_js": lambda raw: {event["uid"]: event["description"] for event in ical_js.read(raw)},
}


@each_reader
def test_readers_read_an_empty_feed(told, read):
    assert read(told.empty) == []
