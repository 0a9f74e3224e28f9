"""The feed is the same to the byte until something public changes, and then it says so."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from app import clock
from app.database import db, transaction
from app.programme import actions, areas, format_pictures, formats, translating
from app.programme.models import DRAFT, INVITE, Event
from app.registrations import actions as registrations
from app.rooms import furnishing, placing
from tests.calendars.conftest import FEED
from tests.calendars.lint import events
from tests.make import a_format, a_place, a_registration, a_room, an_event
from tests.make_formats import a_picture

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def event(app, at):
    """An event with a room, and a second one beside it."""
    now = at("2027-03-24 18:00")
    room = a_room(name="Saal", place=a_place(street="Markt 1"))
    an_event(starts_at=now + 9 * DAY, title="Anderes", state=DRAFT)
    return an_event(starts_at=now + 3 * DAY, title="Nähen", room_ids=[room.id], capacity=2)


def the_event(raw):
    (only,) = [entry for entry in events(raw) if "Nähen" in entry["SUMMARY"]]
    return only


def move(event):
    actions.move_event(event.id, [(date.starts_at + HOUR, date.ends_at + HOUR) for date in event.dates])


def delete(event):
    with transaction():
        db.session.delete(db.session.get(Event, event.id))


CHANGES = {
    "move": move,
    "cancel": lambda event: actions.cancel_event(event.id, "Krank"),
    "rename": lambda event: actions.change_event(event.id, title="Nähen und Flicken"),
    "unpublish": lambda event: actions.change_event(event.id, state=DRAFT),
    "delete": delete,
    "new event": lambda event: an_event(starts_at=event.starts_at + DAY),
    "rename room": lambda event: furnishing.change_room(event.rooms[0].id, name="Großer Saal"),
    "open steps": lambda event: furnishing.change_room(event.rooms[0].id, step_free=True),
    "move house": lambda event: placing.change_place(event.rooms[0].place_id, street="Markt 2"),
    "find house on map": lambda event: placing.change_place(
        event.rooms[0].place_id, latitude=50.896, longitude=14.807
    ),
    "rename area": lambda event: areas.change_area(event.area_id, title="Handwerk"),
    "reword format": lambda event: formats.change_format(event.format_id, summary="Mit Nadel und Faden"),
    "show picture": lambda event: format_pictures.set_picture(event.format_id, a_picture(), "Jemand näht."),
    "close format": lambda event: formats.change_format(event.format_id, registration=INVITE),
    "translate format": lambda event: translating.translate_format(event.format_id, "pl", summary="Igłą i nitką"),
}


@pytest.mark.parametrize("act", CHANGES.values(), ids=CHANGES.keys())
def test_each_change_gives_other_bytes_another_etag_and_a_higher_sequence(event, web, at, act):
    uid = event.dates[0].uid
    first = web.get(FEED)

    at("2027-03-24 18:10")
    act(event)
    second = web.get(FEED, headers={"If-None-Match": first.headers["ETag"]})

    assert second.status_code == 200
    assert second.data != first.data
    assert second.headers["ETag"] != first.headers["ETag"]
    assert web.get(FEED, headers={"If-None-Match": second.headers["ETag"]}).status_code == 304
    was, now = ([entry for entry in events(answer.data) if entry["UID"] == uid] for answer in (first, second))
    for entry in now if was != now else []:
        assert (entry["SEQUENCE"], entry["DTSTAMP"]) == ("1", "20270324T171000Z")


@pytest.mark.parametrize("act", ["book", "confirm", "change", "give up", "wait"])
def test_a_seat_does_not_change_the_feed(event, web, at, act):
    registration = a_registration(event, seats=1, is_confirmed=act != "confirm")
    first = web.get(FEED)
    at("2027-03-24 18:10")

    {
        "book": lambda: a_registration(event),
        "confirm": lambda: registrations.confirm(registration.id),
        "change": lambda: registrations.change_seats(registration.id, 2),
        "give up": lambda: registrations.give_up(registration.id),
        "wait": lambda: a_registration(event, seats=2, would_wait=True),
    }[act]()

    assert web.get(FEED, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_moved_date_keeps_its_uid_and_raises_its_sequence(event, feed, at):
    before = the_event(feed())
    at("2027-03-24 18:10")

    move(event)

    after = the_event(feed())
    told = {name for name in before if before[name] != after[name]}
    assert told == {"DTSTART", "DTEND", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DESCRIPTION"}
    assert (after["SEQUENCE"], after["DTSTAMP"], after["LAST-MODIFIED"]) == (
        "1",
        "20270324T171000Z",
        "20270324T171000Z",
    )
    assert after["DESCRIPTION"].startswith("Verlegt. Ursprünglich: Samstag\\, 27. März\\, 18 bis 20 Uhr.\\n")


def test_a_cancelled_date_says_so_in_status_and_title(event, feed, at):
    before = the_event(feed())
    at("2027-03-24 18:10")

    actions.cancel_event(event.id, "Die Leitung ist krank.")

    after = the_event(feed())
    told = {name: after[name] for name in after if before[name] != after[name]}
    assert told == {
        "SUMMARY": "Abgesagt: Nähen",
        "STATUS": "CANCELLED",
        "SEQUENCE": "1",
        "DTSTAMP": "20270324T171000Z",
        "LAST-MODIFIED": "20270324T171000Z",
        "DESCRIPTION": f"Fällt aus: Die Leitung ist krank.\\n{before['DESCRIPTION']}",
    }
    assert after["TRANSP"] == "TRANSPARENT"


def test_a_new_time_after_a_move_raises_the_sequence_again(event, feed):
    move(event)
    move(event)

    assert the_event(feed())["SEQUENCE"] == "2"


def test_the_dates_of_an_event_have_uids_of_their_own_for_ever(app, at, feed):
    now = at("2027-03-24 18:00")
    event = an_event(spans=[(now + days * DAY, now + days * DAY + HOUR) for days in (1, 2)])
    before = [entry["UID"] for entry in events(feed())]

    move(event)
    actions.cancel_event(event.id, "Krank")

    assert [entry["UID"] for entry in events(feed())] == before
    assert len(set(before)) == 2


def test_the_uids_of_the_event_s_own_file_are_those_of_the_feed(event, feed):
    (own,) = events(feed(path=f"/veranstaltungen/{event.slug}.ics"))

    assert own == the_event(feed())


def test_the_recent_past_stays_for_ninety_days(event, feed, at):
    at("2027-06-24 12:00")
    assert len(events(feed())) == 1

    at("2027-06-27 12:00")
    assert len(events(feed())) == 0


def modified(web):
    return parsedate_to_datetime(web.get(FEED).headers["Last-Modified"])


def test_last_modified_is_when_the_programme_changed(event, web, at):
    changed = at("2027-03-24 18:10")
    move(event)
    at("2027-03-24 19:00")

    assert modified(web) == changed


def test_last_modified_moves_with_the_window(event, web, at):
    at("2027-03-25 09:00")

    assert modified(web) == at("2027-03-25 00:00")


def test_last_modified_never_goes_back(event, web, at):
    """Clocks of two machines differ, and who waits for the row's turn asked the clock before."""
    at("2027-03-24 18:30")
    move(event)

    at("2027-03-24 18:20")
    move(event)

    at("2027-03-24 19:00")
    assert modified(web) == clock.local(at("2027-03-24 18:30"))


def test_the_second_of_a_change_has_no_last_modified(event, web):
    """Another change in the same second would bear the same date, and a client would never ask again."""
    assert "Last-Modified" not in web.get(FEED).headers


def test_the_name_of_a_format_s_event_is_escaped_once(app, at, feed):
    now = at("2027-03-24 18:00")
    an_event(starts_at=now + DAY, format=a_format(name="Nähen, Flicken; Stopfen"))

    assert events(feed())[0]["SUMMARY"] == "Nähen\\, Flicken\\; Stopfen"
