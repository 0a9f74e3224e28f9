"""What stands in the feed, line by line."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.calendars import entries
from app.database import db
from app.programme import actions
from app.programme.models import DRAFT, ONLINE, ONSITE, PUBLISHED
from app.rooms import actions as rooms
from tests.calendars.conftest import FEED
from tests.calendars.lint import events, lint, properties, unfold
from tests.calendars.world import local
from tests.make import a_place, a_registration, a_room, an_event

TWO_HOURS = timedelta(hours=2)


def entry(raw):
    """The one entry of a feed, as {name: value}."""
    (only,) = events(raw)
    return only


def head(raw):
    """What the calendar says of itself: [(name, parameters, value)]."""
    found = unfold(raw)
    return properties(found[1 : found.index("BEGIN:VTIMEZONE")])


def a_season(start):
    """One of each kind: seats, digital, hybrid, two days, elsewhere, moved, cancelled, draft."""
    studio = a_room(kind="digital", name="Studio", join_url="https://video.example.org/geheim")
    hall = a_room(place=a_place(street="Markt 1, Hinterhaus", postal_code="02763"), step_free=True)
    days = [(start + timedelta(days=n), start + timedelta(days=n) + TWO_HOURS) for n in range(1, 9)]
    an_event(spans=days[:1], title="Sitze; Kissen, Decken\\Neu", room_ids=[hall.id])
    an_event(spans=days[1:2], room_ids=[studio.id], seats={ONLINE: 20})
    an_event(spans=days[2:3], room_ids=[hall.id, studio.id], seats={ONSITE: 5, ONLINE: 20})
    an_event(spans=days[3:5], title="Zwei Tage 🧵", room_ids=[hall.id])
    an_event(spans=days[5:6], external="Zgorzelec, Gastort")
    moved = an_event(spans=days[6:7], title="Verlegt", room_ids=[hall.id])
    actions.move_event(moved.id, [(a + TWO_HOURS, b + TWO_HOURS) for a, b in days[6:7]])
    off = an_event(spans=days[7:8], title="Fällt aus", room_ids=[hall.id])
    actions.cancel_event(off.id, "Krank; wir suchen, was nachkommt")
    an_event(spans=days[:1], title="Entwurf", state=DRAFT)


def test_a_whole_season_has_no_fault(app, at, feed):
    a_season(at("2027-03-24 18:00"))

    raw = feed()

    assert lint(raw) == []
    assert len(events(raw)) == 8


def test_an_entry_says_where_on_the_map_it_is_if_it_is_at_one_known_place(app, at, feed):
    day, known = timedelta(days=1), {"latitude": 50.896, "longitude": 14.807}
    begin = at("2027-03-24 18:00") + day
    hall, stage, barn = a_room(place=a_place(**known)), a_room(place=a_place(**known)), a_room()
    studio, yard = a_room(kind="digital"), a_room(place=hall.place)
    held = [[hall, studio], [hall, yard], [hall, stage], [barn], [studio], []]
    for number, rooms_of_date in enumerate(held):
        external = None if rooms_of_date else "Zgorzelec, Gastort"
        an_event(starts_at=begin + number * day, room_ids=[room.id for room in rooms_of_date], external=external)

    raw = feed()

    assert [each.get("GEO") for each in events(raw)] == ["50.896;14.807", "50.896;14.807", None, None, None, None]
    assert lint(raw) == []


def test_a_feed_without_events_is_a_calendar_too(app, at, feed):
    at("2027-03-24 18:00")

    raw = feed()

    assert lint(raw) == []
    assert events(raw) == []


def test_every_single_event_has_no_fault(app, at, feed):
    a_season(at("2027-03-24 18:00"))
    slugs = {found["URL"].rpartition("/")[2] for found in events(feed())}

    assert [lint(feed(path=f"/veranstaltungen/{slug}.ics")) for slug in slugs] == [[]] * 7


@pytest.fixture(scope="module")
def one_event(make_lasting_app):
    """The feed of an event."""
    app = make_lasting_app()
    with app.app_context():
        clock.stand_still(local("2027-03-24T18:00"))
        an_event()
    raw = app.test_client().get(FEED).data
    clock.stand_still(None)
    return raw


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"STATUS:CONFIRMED", b"STATUS:CANCELED"),
        (b"\r\nSTATUS", b"\nSTATUS"),
        (b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR"),
        (b"SUMMARY:", b"SUMMARY:;"),
        (b"\r\nSTATUS", b"\r\nATTENDEE:mailto:gast@example.org\r\nSTATUS"),
        (b";VALUE=DURATION", b""),
        (b"\r\nDTSTAMP:20", b"\r\nDTSTART:20"),
        (b"DTEND;TZID=Europe/Berlin:2027", b"DTEND;TZID=Europe/Berlin:2026"),
        (b"SUMMARY:", b"SUMMARY:" + b"x" * 70),
        (b"SUMMARY:", b"SUMMARY:\xc3\r\n \xa4"),
    ],
)
def test_the_lint_finds_faults(one_event, good, bad):
    """A lint that finds nothing proves nothing."""
    raw = one_event

    assert lint(raw) == []
    assert lint(raw.replace(good, bad, 1)) != []


def test_the_calendar_says_its_name_and_how_often_to_look_again(app, at, feed):
    at("2027-03-24 18:00")

    found = head(feed())

    assert sorted(found) == [
        ("CALSCALE", "", "GREGORIAN"),
        ("NAME", "", "WIRkstätte Lausitz"),
        ("PRODID", "", "-//WIRkstaette//WIRkstaette//DE"),
        ("REFRESH-INTERVAL", ";VALUE=DURATION", "PT1H"),
        ("SOURCE", ";VALUE=URI", "http://localhost/kalender/programm.ics"),
        ("UID", "", entries.feed_uid("programm?")),
        ("VERSION", "", "2.0"),
        ("X-PUBLISHED-TTL", "", "PT1H"),
        ("X-WR-CALNAME", "", "WIRkstätte Lausitz"),
        ("X-WR-TIMEZONE", "", "Europe/Berlin"),
    ]


def test_an_entry_says_all_that_a_diary_shows(app, at, feed):
    start = at("2027-03-24 18:00")
    house = a_place(name="Haus am Markt", street="Markt 1", postal_code="02763")
    room = a_room(name="Werkraum", place=house, step_free=True)
    event = an_event(
        starts_at=start + timedelta(days=1),
        title="Nähen",
        room_ids=[room.id],
        format_facts={"summary": "Nadel, Faden."},
    )

    found = entry(feed())

    link = f"http://localhost/veranstaltungen/{event.slug}"
    assert found == {
        "UID": event.dates[0].uid,
        "DTSTAMP": "20270324T170000Z",
        "CREATED": "20270324T170000Z",
        "LAST-MODIFIED": "20270324T170000Z",
        "SEQUENCE": "0",
        "DTSTART": "20270325T180000",
        "DTEND": "20270325T200000",
        "SUMMARY": "Nähen",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "CATEGORIES": event.area.title,
        "LOCATION": "Werkraum\\, Haus am Markt\\, Markt 1\\, 02763 Zittau",
        "DESCRIPTION": f"Nadel\\, Faden.\\nVor Ort\\nStufenfrei erreichbar.\\n{link}",
        "URL": link,
    }


def test_two_rooms_of_a_house_share_its_address(app, at, feed):
    start = at("2027-03-24 18:00")
    place = a_place(name="Zittau", street="Markt 1", postal_code="02763")
    halves = [a_room(name=name, place=place) for name in ("Nord", "Süd")]
    an_event(starts_at=start + timedelta(days=1), room_ids=[room.id for room in halves])

    assert entry(feed())["LOCATION"] == "Nord + Süd\\, Markt 1\\, 02763 Zittau"


def test_a_hybrid_event_takes_place_where_its_room_is(app, at, feed):
    start = at("2027-03-24 18:00")
    room, studio = a_room(name="Saal", place=a_place(name="Zittau", street="Markt 1")), a_room(kind="digital")
    an_event(starts_at=start + timedelta(days=1), room_ids=[room.id, studio.id], seats={ONSITE: 5, ONLINE: 5})

    found = entry(feed())

    assert found["LOCATION"] == "Saal\\, Markt 1\\, Zittau"
    assert "Vor Ort und digital" in found["DESCRIPTION"]


def test_an_event_whose_place_is_not_known_yet_says_none(app, at, feed):
    an_event(starts_at=at("2027-03-24 18:00") + TWO_HOURS)

    assert "LOCATION" not in entry(feed())


def test_each_date_says_the_room_of_its_own(app, at, feed):
    start = at("2027-03-24 18:00")
    first, second = a_room(name="Eins"), a_room(name="Zwei")
    spans = [(start + timedelta(days=n), start + timedelta(days=n) + TWO_HOURS) for n in (1, 2)]
    event = an_event(spans=spans, room_ids=[first.id])

    rooms.move_booking(event.dates[1].bookings[0].id, *spans[1], room_id=second.id)

    assert [found["LOCATION"].partition("\\")[0] for found in events(feed())] == ["Eins", "Zwei"]


def test_the_address_of_a_digital_room_stands_nowhere(app, at, feed):
    start = at("2027-03-24 18:00")
    studio = a_room(kind="digital", name="Studio", provider="jitsi", join_url="https://video.example.org/geheim")
    event = an_event(starts_at=start + timedelta(days=1), room_ids=[studio.id], seats={ONLINE: 5})

    for raw in (feed(), feed(path=f"/veranstaltungen/{event.slug}.ics")):
        assert b"video.example.org" not in raw.replace(b"\r\n ", b"")
        assert entry(raw)["LOCATION"] == "Digital"


def test_no_participant_is_named(app, at, feed):
    event = an_event(capacity=1, starts_at=at("2027-03-24 18:00") + timedelta(days=9))
    people = [{"name": "Jana Nowak", "email": "jana@example.net"}, {"name": "Piotr Żak", "email": "piotr@example.net"}]
    a_registration(event, **people[0])
    a_registration(event, would_wait=True, **people[1])

    for raw in (feed(), feed(path=f"/veranstaltungen/{event.slug}.ics")):
        text = raw.replace(b"\r\n ", b"").decode()
        assert [word for person in people for word in person.values() if word in text] == []


def test_a_draft_never_appears(app, at, feed, web):
    event = an_event(starts_at=at("2027-03-24 18:00") + TWO_HOURS, state=DRAFT)

    assert events(feed()) == []
    assert web.get(f"/veranstaltungen/{event.slug}.ics").status_code == 404


def test_a_draft_that_is_published_appears(app, at, feed):
    event = an_event(starts_at=at("2027-03-24 18:00") + timedelta(days=3), state=DRAFT)

    actions.change_event(event.id, state=PUBLISHED)

    assert entry(feed())["UID"] == event.dates[0].uid


def test_a_title_cannot_break_out_of_its_line(app, at, feed):
    title = "Harmlos\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Fremd"
    an_event(starts_at=at("2027-03-24 18:00") + TWO_HOURS, title=title)

    raw = feed()

    assert lint(raw) == []
    assert entry(raw)["SUMMARY"] == "Harmlos\\nEND:VEVENT\\nBEGIN:VEVENT\\nSUMMARY:Fremd"


def statements_of_a_feed(make_app, url):
    """The statements of the first call, and of the second, by a process that has just started."""
    other = make_app(url=url)
    found = [[], []]
    for kept in found:
        with other.app_context():
            engine = db.engine

        def keep(_connection, _cursor, statement, *_more, kept=kept):
            if not statement.startswith("BEGIN"):
                kept.append(statement)

        sa.event.listen(engine, "before_cursor_execute", keep)
        assert other.test_client().get("/kalender/programm.ics").status_code == 200
        sa.event.remove(engine, "before_cursor_execute", keep)
    return [len(kept) for kept in found]


def test_a_feed_takes_the_same_few_statements_for_any_number_of_events(app, at, make_app):
    start = at("2027-03-24 18:00")

    def a_few_more(first, last):
        for number in range(first, last):
            days = [start + timedelta(days=number * 3 + n) for n in (1, 2)]
            an_event(spans=[(day, day + TWO_HOURS) for day in days], room_ids=[a_room().id, a_room(kind="digital").id])
        return statements_of_a_feed(make_app, app.config["SQLALCHEMY_DATABASE_URI"])

    one, three = a_few_more(0, 1), a_few_more(1, 3)

    assert one == three
    # The revision, the events, their dates; from memory the revision only (which may be asked past the engine).
    assert one[0] <= 3
    assert one[1] <= 1
