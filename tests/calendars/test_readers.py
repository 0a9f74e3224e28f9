"""Four readers that we did not write see what the database holds, wherever they run."""

import time
from datetime import datetime

import pytest

from app import clock
from app.programme import actions
from app.programme.models import DRAFT, ONLINE, ONSITE
from tests.calendars.readers import READERS, in_the_database
from tests.make import a_place, a_room, an_event

each_reader = pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)


def local(text, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=clock.BERLIN, fold=fold)


@pytest.fixture
def engine():
    """Other tests see to the databases; here it is the readers that differ."""
    return "sqlite"


@pytest.fixture(params=["UTC", "Europe/Berlin", "America/New_York"])
def somewhere(request, monkeypatch):
    """The program runs in another part of the world."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def a_year_of_events():
    """All kinds, over both changes of the clock."""
    hall, studio = a_room(place=a_place(street="Markt 1")), a_room(kind="digital")
    spans = [
        ("2027-03-27T22:00", "2027-03-28T01:30"),
        ("2027-03-28T01:00", "2027-03-28T03:30"),
        ("2027-03-28T03:00", "2027-03-28T04:00"),
        ("2027-07-01T18:00", "2027-07-01T20:00"),
        ("2027-10-30T22:00", "2027-10-31T02:30"),
        ("2027-10-31T01:00", "2027-10-31T03:00"),
        ("2027-10-31T03:00", "2027-10-31T05:00"),
        ("2027-12-31T22:00", "2028-01-01T02:00"),
    ]
    for number, (begin, end) in enumerate(spans):
        an_event(spans=[(local(begin), local(end))], title=f"Lange Nacht {number}")
    two_days = [(local(f"2027-03-{day}T10:00"), local(f"2027-03-{day}T16:00")) for day in (27, 28)]
    an_event(spans=two_days, title="Zwei Tage", room_ids=[hall.id])
    an_event(spans=[(local("2027-05-01T10:00"), local("2027-05-01T12:00"))], title="Beides",
             room_ids=[hall.id, studio.id], seats={ONSITE: 3, ONLINE: 9})  # fmt: skip
    an_event(spans=[(local("2027-05-02T10:00"), local("2027-05-02T12:00"))], external="Zgorzelec, Gastort")
    moved = an_event(spans=[(local("2027-03-26T10:00"), local("2027-03-26T12:00"))], title="Verlegt")
    actions.move_event(moved.id, [(local("2027-03-29T10:00"), local("2027-03-29T12:00"))])
    off = an_event(spans=[(local("2027-10-31T10:00"), local("2027-10-31T12:00"))], title="Fällt aus")
    actions.cancel_event(off.id, "Krank")
    an_event(spans=[(local("2027-04-01T10:00"), local("2027-04-01T12:00"))], title="Entwurf", state=DRAFT)


@each_reader
def test_readers_see_what_the_database_holds(app, at, feed, somewhere, read):
    at("2027-03-01 12:00")
    a_year_of_events()

    seen = read(feed())

    assert seen == in_the_database()
    assert len(seen) == 14


@each_reader
def test_readers_see_an_event_where_it_was_moved_to(app, at, feed, read):
    at("2027-03-01 12:00")
    event = an_event(spans=[(local("2027-03-27T10:00"), local("2027-03-27T12:00"))])
    feed()

    actions.move_event(event.id, [(local("2027-03-28T10:00"), local("2027-03-28T12:00"))])

    assert read(feed()) == in_the_database()
    assert [seen.begin for seen in read(feed())] == [local("2027-03-28T10:00")]


@each_reader
@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (("2027-10-31T02:15", 1), ("2027-10-31T02:45", 1)),
        (("2027-10-31T00:30", 0), ("2027-10-31T02:30", 1)),
        (("2027-10-31T02:30", 1), ("2027-10-31T04:00", 0)),
        (("2027-10-31T02:15", 0), ("2027-10-31T02:45", 0)),
    ],
)
def test_readers_tell_the_two_hours_of_october_apart(app, at, feed, read, begin, end):
    at("2027-03-01 12:00")
    an_event(spans=[(local(*begin), local(*end))])

    assert read(feed()) == in_the_database()


# recurring_ical_events puts moments in UTC into X-WR-TIMEZONE and loses which of the two hours is meant.
@pytest.mark.parametrize("read", READERS[1:], ids=lambda read: read.__name__)
def test_an_event_may_last_from_the_first_hour_into_the_second(app, at, feed, read):
    at("2027-03-01 12:00")
    an_event(spans=[(local("2027-10-31T02:15"), local("2027-10-31T02:45", fold=1))])

    assert read(feed()) == in_the_database()


@each_reader
def test_readers_read_an_empty_feed(app, at, feed, read):
    at("2027-03-01 12:00")

    assert read(feed()) == []


@each_reader
@pytest.mark.parametrize(
    "title",
    [
        "Komma, Semikolon; Doppelpunkt: Schluss",
        "Pfad C:\\Werkstatt\\Holz\\",
        "Zeile eins\nZeile zwei",
        '"In Gänsefüßchen" und ‘anderen’',
        "Nähen 🧵 mit 👩🏽‍🔧 und 🇺🇦",
        "מפגש שכונתי, עם קפה",
        "Wutrobnje witajće do Łužicy",
        " am Rand ",
        "BEGIN:VEVENT",
        "100 % ^ & <b>fett</b> {{ 7*7 }}",
        "ÄÖÜß€🧵" * 33,
    ],
    ids=lambda title: title[:12],
)
def test_a_title_reads_as_it_was_written(app, at, feed, read, title):
    at("2027-03-01 12:00")
    an_event(spans=[(local("2027-05-01T10:00"), local("2027-05-01T12:00"))], title=title)

    assert [seen.title for seen in read(feed())] == [title]


# icalendar itself reads "\\n", an escaped backslash before an n, as a line break: a fault of that reader only.
@pytest.mark.parametrize("read", READERS[1:], ids=lambda read: read.__name__)
@pytest.mark.parametrize("title", ["C:\\Neu", "C:\\neu", "\\n\\N"])
def test_a_backslash_before_an_n_is_no_line_break(app, at, feed, read, title):
    at("2027-03-01 12:00")
    an_event(spans=[(local("2027-05-01T10:00"), local("2027-05-01T12:00"))], title=title)

    assert [seen.title for seen in read(feed())] == [title]


@each_reader
@pytest.mark.parametrize("end", ["\\", ",", "🧵", "ä", "\n", " "])
def test_a_long_reason_reads_as_it_was_written(app, at, feed, read, end):
    """3,000 characters stand in the description, folded into some fifty lines or many more."""
    at("2027-03-01 12:00")
    reason = ('Leider; ja, "leider" 🧵 C:\\Holz שלום\n' * 100)[: 3000 - len(end)] + end + "."
    event = an_event(spans=[(local("2027-05-01T10:00"), local("2027-05-01T12:00"))])
    actions.cancel_event(event.id, reason)

    raw = feed()

    assert len(reason) == 3001
    assert read(raw) == in_the_database()
    assert describe(read, raw).startswith(f"Fällt aus: {reason}\n")


def describe(read, raw):
    """The one description, by the library that a reader stands on."""
    import ical.calendar_stream
    import icalendar
    import vobject

    from tests.calendars import ical_js

    text = raw.decode()
    return {
        "by_icalendar": lambda: str(icalendar.Calendar.from_ical(raw).events[0]["DESCRIPTION"]),
        "by_ical": lambda: ical.calendar_stream.IcsCalendarStream.calendar_from_ics(text).events[0].description,
        "by_vobject": lambda: vobject.readOne(text).vevent.description.value,
        "by_ical_js": lambda: ical_js.read(raw)[0]["description"],
    }[read.__name__]()
