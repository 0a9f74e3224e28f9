"""Calendars of others: what stands there blocks rooms, never a booking of ours; whatever a server does."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.calendars import foreign_actions, foreign_todo, importing, importing_process
from app.calendars.foreign import ExternalCalendar, ExternalEvent
from app.calendars.importing_words import Skip, Unreadable
from app.database import db
from app.errors import Refused
from app.fetching import FetchFailure, Limits
from app.rooms import actions, dividing, queries
from app.rooms.bookings import Booking, Occupancy
from app.rooms.closures import SchoolHoliday
from app.rooms.models import Part
from tests.calendars import sources
from tests.calendars.sources import a_calendar, look, read
from tests.make import a_member_of_staff, a_place, a_room, an_organisation
from tests.races.promises import no_part_is_held_twice

# Monday, 4 May 2026: summer time. What is free here is judged by moments of the same day.
NOW = "2026-05-04 08:00"
PRIVATE = {"PRIVATE_HOSTS": frozenset({"127.0.0.1"})}


IN_A_PROCESS = importing_process.read


@pytest.fixture
def house(make_app, engine, at, monkeypatch):
    """An app on either engine that may ask servers on this machine; it reads what it got in this process."""
    at(NOW)
    monkeypatch.setattr(importing_process, "read", importing_process.read_here)
    app = make_app(engine, **PRIVATE)
    with app.app_context():
        yield app
        no_part_is_held_twice()


@pytest.fixture
def server():
    """A server of calendars."""
    with sources.running() as server:
        yield server


def wall(text):
    """A moment of this house, from "05-04 10:00"."""
    return clock.from_wall(datetime.fromisoformat(f"2026-{text}"))


def entry(begins="20260504T100000", ends="20260504T120000", uid="1", more=""):
    """The lines of an entry in Berlin."""
    lines = f"UID:{uid}\nSUMMARY:Chorprobe\nDTSTART;TZID=Europe/Berlin:{begins}\nDTEND;TZID=Europe/Berlin:{ends}"
    return f"{lines}\n{more}" if more else lines


def busy(room):
    """When a room is held, in wall time of this house: ["04 10:00-12:00"]."""
    db.session.rollback()
    spans = queries.busy_spans(room.id, clock.now() - timedelta(days=9), clock.now() + timedelta(days=900))
    walls = [(clock.local(begin), clock.local(end)) for begin, end in spans]
    return [f"{begin:%d %H:%M}-{end:%H:%M}" for begin, end in walls]


def lines():
    """What there is to do about calendars of others."""
    db.session.rollback()
    return list(foreign_todo.foreign_lines(clock.now()))


def test_an_event_of_others_blocks_the_room_until_it_is_gone(house, server):
    room = a_room()
    source = a_calendar(server.publish(entry()), room_id=room.id)

    row = read(source)
    held = busy(room)
    shown = db.session.execute(sa.select(Booking.title, Booking.state).where(Booking.is_foreign)).one()
    with pytest.raises(Refused) as refused:
        actions.book_room(room.id, wall("05-04 11:00"), wall("05-04 13:00"), "Unser Kurs")
    server.publish(entry("20260504T140000", "20260504T150000"))
    read(source)
    moved = busy(room)
    server.publish()
    read(source)

    assert (held, moved, busy(room)) == (["04 10:00-12:00"], ["04 14:00-15:00"], [])
    assert (*shown, row.entries, row.left_out) == ("Belegt (fremder Kalender)", "booked", 0, 0)
    assert "Belegt (fremder Kalender)" in refused.value.sentence


def test_a_booking_of_ours_is_never_overwritten_and_the_rest_is_blocked(house, server, at):
    room = a_room()
    ours = actions.book_room(room.id, wall("05-04 11:00"), wall("05-04 11:30"), "Unser Kurs")
    source = a_calendar(server.publish(entry()), room_id=room.id)

    read(source)

    assert busy(room) == ["04 10:00-11:00", "04 11:00-11:30", "04 11:30-12:00"]
    line = lines()[0]
    assert (line.about, line.title, line.is_clash) == (ours.about, "Unser Kurs", True)
    assert "„Chorprobe“" in line.text
    assert "„Nachbarn“" in line.text

    actions.move_booking(ours.id, wall("05-04 16:00"), wall("05-04 16:30"))
    db.session.rollback()
    importing.fetch(source.id)
    assert lines() == []

    at("2026-05-04 08:40")
    importing.fetch(source.id)
    assert server.asked[-1][1]["If-None-Match"]
    assert busy(room) == ["04 10:00-11:00", "04 11:00-11:30", "04 11:30-12:00", "04 16:00-16:30"]


def test_nobody_here_changes_what_stands_in_a_calendar_of_others(house, server):
    room = a_room()
    read(a_calendar(server.publish(entry()), room_id=room.id))
    booking = db.session.scalar(sa.select(Booking).where(Booking.is_foreign))

    with pytest.raises(Refused, match="FOREIGN"):
        actions.cancel_booking(booking.id)
    with pytest.raises(Refused, match="FOREIGN"):
        actions.move_booking(booking.id, wall("05-05 10:00"), wall("05-05 11:00"))

    assert busy(room) == ["04 10:00-12:00"]


def test_events_that_overlap_each_other_hold_the_room_together(house, server):
    room = a_room()
    late = entry("20260504T110000", "20260504T130000", uid="2")
    source = a_calendar(server.publish(entry(), late), room_id=room.id)

    read(source)
    both = busy(room)
    server.publish(late)
    read(source)

    assert both == ["04 10:00-12:00", "04 12:00-13:00"]
    assert sorted(busy(room)) == ["04 11:00-12:00", "04 12:00-13:00"]
    assert lines() == []


def test_a_hall_is_blocked_with_its_pieces_and_stays_so_when_it_is_divided_anew(house, server):
    place = a_place()
    hall, part = a_room(place=place), Part(name="Nord")
    hall_parts = [*hall.parts]
    piece = a_room(parts=[part], place=place)
    read(a_calendar(server.publish(entry()), room_id=hall.id))
    ours = actions.book_room(piece.id, wall("05-04 11:00"), wall("05-04 11:30"), "Unser Kurs")

    dividing.set_parts(hall.id, [hall_parts[0].id, piece.parts[0].id])

    assert sorted(busy(piece)) == ["04 10:00-11:00", "04 11:00-11:30", "04 11:30-12:00"]
    assert db.session.get(Booking, ours.id).state == "booked"


def test_an_event_at_a_place_blocks_the_room_it_names_or_all(house, server):
    place = a_place()
    hall, north, other = (a_room(place=place, name=name) for name in ("Saal", "Saal Nord", "Küche"))
    everywhere = entry("20260505T100000", "20260505T110000", uid="2")
    address = server.publish(entry(more="LOCATION:Saal Nord\\, 1. Stock"), everywhere)

    read(a_calendar(address, use="place", place_id=place.id))

    assert busy(north) == ["04 10:00-12:00", "05 10:00-11:00"]
    assert busy(hall) == busy(other) == ["05 10:00-11:00"]


def test_of_a_person_only_the_time_is_kept(house, server):
    room, person = a_room(), a_member_of_staff()
    address = server.publish(entry(more="LOCATION:Praxis"))
    source = a_calendar(address, use="person", room_id=room.id, account_id=person.id)

    read(source)

    event = db.session.scalar(sa.select(ExternalEvent))
    assert (busy(room), event.title, event.location) == (["04 10:00-12:00"], "", "")


def test_in_a_room_for_several_each_event_takes_one_place(house, server):
    room = a_room([Part(name=f"Platz {number}") for number in range(3)], kind="digital", sessions=3)
    at_once = [entry(uid=str(number)) for number in range(2)]

    read(a_calendar(server.publish(*at_once), room_id=room.id))
    actions.book_room(room.id, wall("05-04 10:00"), wall("05-04 12:00"), "Unser Kurs")

    assert db.session.scalar(sa.select(sa.func.count(sa.distinct(Occupancy.part_id)))) == 3
    with pytest.raises(Refused):
        actions.book_room(room.id, wall("05-04 10:00"), wall("05-04 12:00"), "Noch einer")


def test_what_is_free_over_or_called_off_blocks_nothing(house, server):
    room = a_room()
    address = server.publish(
        entry(uid="free", more="TRANSP:TRANSPARENT"), entry(uid="off", more="STATUS:CANCELED"),
        entry("20260401T100000", "20260401T120000", uid="over"),
        entry("20260504T130000", "20260504T130000", uid="short"),
    )  # fmt: skip

    row = read(a_calendar(address, room_id=room.id))

    assert (busy(room), row.left_out) == ([], 0)


def test_days_on_end_are_held_day_by_day(house, server):
    room = a_room()
    address = server.publish("UID:1\nSUMMARY:Umbau\nDTSTART;VALUE=DATE:20260505\nDTEND;VALUE=DATE:20260508")

    read(a_calendar(address, room_id=room.id))

    assert busy(room) == ["05 00:00-00:00", "06 00:00-00:00", "07 00:00-00:00"]


def test_school_holidays_mark_days_and_the_same_again_changes_nothing(house, server):
    holidays = "UID:1\nSUMMARY:Sommerferien\nDTSTART;VALUE=DATE:20260704\nDTEND;VALUE=DATE:20260815"
    endless = "UID:2\nSUMMARY:Rente\nDTSTART;VALUE=DATE:20260704\nDTEND;VALUE=DATE:20280815"
    source = a_calendar(server.publish(holidays, endless), use="holidays", region="DE-SN")

    row = read(source)
    first = db.session.scalars(sa.select(SchoolHoliday)).one()
    read(source)

    assert (first.name, str(first.first_on), str(first.last_on)) == ("Sommerferien", "2026-07-04", "2026-08-14")
    assert db.session.scalars(sa.select(SchoolHoliday.id)).one() == first.id
    assert [reason for _title, reason, _facts in row.skipped] == [Skip.STRANGE_DAYS.name]


def test_an_unchanged_calendar_is_not_sent_again_but_read_anew_once_a_day(house, server, at):
    room = a_room()
    source = a_calendar(server.publish(entry()), room_id=room.id)
    importing.fetch(source.id)
    at("2026-05-04 09:00")
    importing.fetch(source.id)
    at("2026-05-05 09:30")
    importing.fetch(source.id)

    conditions = [headers.get("If-None-Match") for _path, headers in server.asked]
    assert [bool(each) for each in conditions] == [False, True, False]
    assert look(source).answered_at == clock.now()


def test_what_is_not_due_is_not_asked_for(house, server):
    source = a_calendar(server.publish(entry()), room_id=a_room().id)

    importing.fetch_calendars()
    importing.fetch_calendars()

    assert len(server.asked) == 1
    assert look(source).next_at == clock.now() + importing.EVERY


def test_while_the_server_is_away_what_was_known_stays_and_the_team_is_told_after_a_day(house, server, at):
    room = a_room()
    source = a_calendar(server.publish(entry("20260508T100000", "20260508T120000")), room_id=room.id)
    read(source)
    server.answers["/kalender.ics"] = (503, {}, b"")
    row = read(source)
    soon = lines()
    at("2026-05-05 09:00")
    read(source)

    assert (busy(room), soon) == (["08 10:00-12:00"], [])
    assert row.failure == str(Unreadable.STATUS.value) % {"status": 503}
    line = lines()[0]
    assert (line.rule, line.href) == ("foreign-fails", f"/team/kalender-quellen/{source.id}")

    server.publish()
    read(source)
    assert (busy(room), lines(), look(source).failing_since) == ([], [], None)


BAD = {
    "cut off": (lambda body: body[: len(body) // 2], Unreadable.CUT_OFF),
    "a web page": (lambda _body: b"<!doctype html><title>Anmelden</title>", Unreadable.NO_CALENDAR),
    "nothing": (lambda _body: b"", Unreadable.NO_CALENDAR),
    "many entries": (
        lambda _body: b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 60_001 + b"END:VCALENDAR",
        Unreadable.TOO_MANY,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_whole_calendar_changes_nothing(house, server, kind):
    spoil, reason = BAD[kind]
    room = a_room()
    source = a_calendar(server.publish(entry()), room_id=room.id)
    read(source)
    server.answers["/kalender.ics"] = spoil(sources.calendar(entry(), entry(uid="2")))

    row = read(source)

    assert (row.failure, busy(room)) == (str(reason.value), ["04 10:00-12:00"])


SERVERS = {
    "a redirect loop": ((302, {"Location": "/kalender.ics"}, b""), FetchFailure.REDIRECTED),
    "to a private network": ((302, {"Location": "http://10.0.0.1/"}, b""), FetchFailure.PRIVATE),
    "a byte a minute": (sources.a_byte_a_minute, FetchFailure.TOO_SLOW),
    "a hundred megabytes": (sources.a_hundred_megabytes, FetchFailure.TOO_LARGE),
}


@pytest.mark.parametrize("kind", SERVERS)
def test_a_hostile_server_stops_nobody(house, server, kind, monkeypatch):
    monkeypatch.setattr(importing, "LIMITS", Limits(seconds=2, most_bytes=10_000_000, redirects=5))
    answer, reason = SERVERS[kind]
    server.answers["/kalender.ics"] = answer
    hostile = a_calendar(server.address + "/kalender.ics", room_id=a_room().id)
    room = a_room()
    a_calendar(server.publish(entry(), path="/brav.ics"), room_id=room.id, name="Brav")

    importing.fetch_calendars()

    assert look(hostile).failure == str(reason.value)
    assert busy(room) == ["04 10:00-12:00"]


def test_private_networks_are_not_asked(make_app, server, at):
    at(NOW)
    with make_app().app_context():
        row = read(a_calendar(server.publish(entry()), room_id=a_room().id))

        assert (row.failure, server.asked) == (str(FetchFailure.PRIVATE.value), [])


def test_one_bad_entry_is_left_out_and_named_and_the_rest_is_read(house, server, monkeypatch):
    # With the limits of the process that reads.
    monkeypatch.setattr(importing_process, "read", IN_A_PROCESS)
    room = a_room()
    bad = (
        "UID:zone\nSUMMARY:Mond\nDTSTART;TZID=Mond/Krater:20260504T130000",
        "UID:second\nSUMMARY:Jede Sekunde\nDTSTART:20260504T130000Z\nRRULE:FREQ=SECONDLY",
        "UID:still\nSUMMARY:Steht still\nDTSTART:20260504T130000Z\nRRULE:FREQ=DAILY;INTERVAL=0",
        "UID:back\nSUMMARY:Rückwärts\nDTSTART:20260504T130000Z\nDTEND:20260504T120000Z",
        "UID:none\nSUMMARY:Ohne Anfang",
        "UID:rule\nSUMMARY:Regel\nDTSTART:20260504T130000Z\nRRULE:FREQ=NIEMALS",
        "UID:never\nSUMMARY:Nie\nDTSTART:20260504T130000Z\nRRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
    )
    source = a_calendar(server.publish(*bad, entry()), room_id=room.id)

    row = read(source)

    assert busy(room) == ["04 10:00-12:00"]
    assert {title: reason for title, reason, _facts in row.skipped} == {
        "Mond": "UNKNOWN_ZONE", "Jede Sekunde": "TOO_OFTEN", "Steht still": "BAD_RULE", "Rückwärts": "ENDS_FIRST",
        "Ohne Anfang": "NO_START", "Regel": "BAD_RULE", "Nie": "TOO_LONG",
    }  # fmt: skip
    assert [(line.rule, line.settle != "") for line in lines()] == [("foreign-skips", True)]


def test_an_entry_that_can_no_longer_be_read_stays_as_it_was(house, server):
    room = a_room()
    source = a_calendar(server.publish(entry()), room_id=room.id)
    read(source)
    server.publish("UID:1\nSUMMARY:Chorprobe\nDTSTART;TZID=Mond/Krater:20260504T130000")

    read(source)

    assert busy(room) == ["04 10:00-12:00"]


def test_another_address_or_none_gives_the_room_back(house, server):
    room = a_room()
    source = a_calendar(server.publish(entry()), room_id=room.id)
    read(source)
    a_calendar(server.publish(path="/neu.ics"), room_id=room.id, name="Nachbarn 2")

    foreign_actions.remove(source.id)

    assert busy(room) == []
    assert db.session.scalar(sa.select(sa.func.count(ExternalEvent.id))) == 0
    assert db.session.scalars(sa.select(ExternalCalendar.name)).all() == ["Nachbarn 2"]


def test_what_somebody_changed_while_it_was_read_is_not_kept(house, server):
    room = a_room()
    source = a_calendar(server.publish(entry()), room_id=room.id)

    def swap(handler):
        with house.app_context():
            foreign_actions.remove(source.id)
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(sources.calendar(entry()))

    server.answers["/kalender.ics"] = swap
    importing.fetch(source.id)

    assert busy(room) == []


def test_partners_programmes_stand_beside_ours_escaped_and_not_to_be_booked(house, server):
    partner = an_organisation()
    address = server.publish(
        entry("20260505T190000", "20260505T210000", more="LOCATION:Rathaus").replace("Chorprobe", "<script>x</script>")
        + "\nURL:javascript:alert(1)"
    )
    client = house.test_client()
    before = client.get("/programm").text
    read(a_calendar(address, use="programme", organisation_id=partner.id, link="https://partner.example.org/"))

    page = client.get("/programm").text
    filtered = client.get("/programm?art=digital").text

    assert "Bei unseren Partnern" not in before + filtered
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<script>x" not in page
    assert "javascript:" not in page
    assert f'href="https://partner.example.org/" rel="external nofollow noopener noreferrer">{partner.name}' in page
    assert busy(a_room()) == []
