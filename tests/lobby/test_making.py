"""One meeting is made at the service, in time, and looked after until it is ended."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.database import db, transaction
from app.lobby import actions, making, queries, video_servers
from app.lobby.models import RoomDoor, VideoServer
from app.programme import actions as programme
from app.programme.models import DRAFT
from tests.lobby import bbb
from tests.lobby.conftest import a_digital_guest
from tests.lobby.test_door import came, door_of, press
from tests.make import a_digital_room, a_video_server


@pytest.fixture
def tick(house):
    """A function that runs the job."""
    return lambda: jobs.run_once(house, "open_digital_rooms")


def row_of(event):
    """The door of an event's only room, as it is stored."""
    db.session.rollback()
    return db.session.scalar(
        sa.select(RoomDoor)
        .where(RoomDoor.booking_id == event.dates[0].bookings[0].id)
        .execution_options(populate_existing=True)
    )


@pytest.mark.parametrize(("moment", "calls"), [("18:13:59", []), ("18:14:00", ["create"]), ("20:50:00", [])])
def test_a_room_is_made_a_minute_before_it_opens(by_service, service, tick, at, moment, calls):
    by_service()
    at(f"2026-05-04 {moment}")

    tick()

    assert service.names() == calls


def test_a_room_is_made_once_however_often_the_job_runs(by_service, service, tick, at):
    by_service()
    for seconds in range(0, 50, 10):
        at(f"2026-05-04 18:14:{seconds:02}")
        tick()

    assert service.names() == ["create"]


def test_a_job_that_is_late_makes_the_room_still(by_service, service, tick, at):
    by_service()
    at("2026-05-04 20:00")

    tick()

    assert service.names() == ["create"]


@pytest.mark.parametrize("state", ["draft", "off"])
def test_for_what_nobody_comes_to_no_room_is_made(by_service, service, tick, at, state):
    event = by_service(**({"state": DRAFT} if state == "draft" else {}))
    if state == "off":
        programme.cancel_event(event.id, "Fällt aus.")
    at("2026-05-04 18:15")

    tick()

    assert service.names() == []


def test_who_presses_before_any_job_makes_the_room(by_service, service, guest, at):
    registration = a_digital_guest(by_service())
    at("2026-05-04 18:15")

    page = press(guest, registration)

    assert service.names() == ["create"]
    assert page.location.startswith(f"{service.address}api/join?meetingID=wir-")
    assert came(registration) == {"online": 1}


def test_two_meetings_at_once_in_one_room_are_two_rooms_at_the_service(service, evening, tick, guest, at):
    server = a_video_server(address=service.address, secret=bbb.SECRET)
    room = a_digital_room(server, sessions=2, opens_before_min=15)
    guests = [a_digital_guest(evening(room=room)) for _ in range(2)]
    at("2026-05-04 18:15")
    tick()

    for each in guests:
        press(guest, each)

    assert len(service.meetings) == 2
    assert service.names() == ["create", "create"]


def test_a_service_that_fails_is_tried_again_after_growing_pauses_and_the_team_reads_it(
    by_service, service, tick, guest, staff, at
):
    event = by_service()
    registration = a_digital_guest(event)
    service.instead = lambda handler: bbb.send(handler, b"Wartung", 503)
    tried = []
    for second in range(0, 60, 5):
        at(f"2026-05-04 18:15:{second:02}")
        tick()
        tried.append(row_of(event).failures)
    page = press(guest, registration)
    todo = staff.get("/team/aufgaben")

    assert tried == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4]
    assert page.status == 503
    assert "Der Videodienst antwortet gerade nicht" in page.words
    assert int(page.headers["Retry-After"]) in range(1, 61)
    assert "macht Schwierigkeiten, zuletzt um 18:15 Uhr: Der Server antwortet mit dem Fehler 503." in todo.words
    assert came(registration) == {}

    service.instead = None
    at("2026-05-04 18:17")
    tick()

    assert (row_of(event).failures, row_of(event).failure) == (0, "")
    assert press(guest, registration).status == 303
    assert "Schwierigkeiten" not in staff.get("/team/aufgaben").words


def test_while_one_makes_it_others_are_told_to_wait_a_moment(by_service, service, guest, at):
    event = by_service()
    registration = a_digital_guest(event)
    at("2026-05-04 18:15")
    with transaction():
        making.open_row(event.dates[0].bookings[0].id).making_until = clock.now() + timedelta(seconds=20)

    page = press(guest, registration)

    assert (page.status, page.headers["Retry-After"], service.names()) == (503, "3", [])
    assert "Der Raum wird gerade aufgeschlossen" in page.words


def test_whoever_vanished_while_making_it_holds_up_nobody_for_long(by_service, service, tick, at):
    event = by_service()
    at("2026-05-04 18:15")
    with transaction():
        making.open_row(event.dates[0].bookings[0].id).making_until = clock.now() + timedelta(seconds=20)
    tick()
    before = service.names()
    at("2026-05-04 18:15:20")
    tick()

    assert (before, service.names()) == ([], ["create"])


def test_a_room_is_looked_at_every_minute_and_made_anew_after_a_restart_of_the_service(by_service, service, tick, at):
    event = by_service()
    at("2026-05-04 18:15")
    tick()
    service.meetings.clear()
    for moment in ("18:15:30", "18:16:00", "18:16:10"):
        at(f"2026-05-04 {moment}")
        tick()

    assert service.names() == ["create", "getMeetingInfo", "create"]
    assert row_of(event).made_with is not None


def test_a_service_that_does_not_answer_for_a_while_keeps_its_room(by_service, service, tick, at):
    event = by_service()
    at("2026-05-04 18:15")
    tick()
    service.instead = lambda handler: bbb.send(handler, b"Wartung", 503)
    at("2026-05-04 18:17")
    tick()
    service.instead = None

    assert row_of(event).made_with is not None
    assert len(service.meetings) == 1


def test_how_many_are_in_it_is_kept_for_the_team(by_service, service, tick, staff, guest, at):
    event = by_service()
    at("2026-05-04 18:15")
    tick()
    service.joined[next(iter(service.meetings))] = [("Jana", "VIEWER"), ("Jan", "VIEWER")]
    at("2026-05-04 18:16")
    tick()

    assert "Gerade sind 2 Personen im Raum (gezählt um 18:16 Uhr)." in staff.get(
        f"/team/veranstaltungen/{event.id}/raum"
    ).words


@pytest.mark.parametrize("how", ["over", "closed", "off"])
def test_a_meeting_is_ended_when_its_door_is_over_closed_or_off(by_service, service, tick, at, how):
    event = by_service()
    at("2026-05-04 18:15")
    tick()
    if how == "closed":
        actions.close_door(event.dates[0].bookings[0].id)
    elif how == "off":
        programme.cancel_event(event.id, "Fällt aus.")
    at("2026-05-04 20:50" if how == "over" else "2026-05-04 18:16")
    tick()
    tick()

    assert service.names() == ["create", "end"]
    assert (service.meetings, row_of(event).made_with) == ({}, None)


def test_a_meeting_that_cannot_be_ended_is_let_go_after_six_hours(by_service, service, tick, at):
    event = by_service()
    at("2026-05-04 18:15")
    tick()
    service.instead = lambda handler: bbb.send(handler, b"Wartung", 503)
    at("2026-05-04 20:50")
    tick()
    still = row_of(event).made_with
    at("2026-05-05 02:31")
    tick()

    assert (still is not None, row_of(event).made_with) == (True, None)


def test_with_another_server_the_room_is_made_there_and_ended_here(by_service, service, tick, guest, at):
    event = by_service()
    registration = a_digital_guest(event)
    at("2026-05-04 18:15")
    tick()
    with bbb.running() as other:
        with transaction():
            second = VideoServer(kind="bigbluebutton", name="Zweiter", address=other.address, secret=bbb.SECRET)
            db.session.add(second)
            db.session.flush()
        video_servers.set_video(event.rooms[0].id, second.id, "")
        page = press(guest, registration)

        assert page.location.startswith(other.address)
        assert (service.names(), other.names()) == (["create", "end"], ["create"])


def test_nothing_is_asked_of_a_service_inside_a_transaction(house, by_service, service, tick, at):
    """fetching refuses that; here it is seen that whoever comes while the service is slow is answered at once."""
    event = by_service()
    at("2026-05-04 18:15")
    seen = []
    make_it = service.create

    def create(parameters):
        # In the middle of the call: nobody holds anything.
        with transaction():
            seen.append(making.open_row(event.dates[0].bookings[0].id).making_until)
        return make_it(parameters)

    def in_context(parameters):
        # The server's thread has no app of its own.
        with house.app_context():
            return create(parameters)

    service.create = in_context
    tick()

    assert seen == [clock.now() + timedelta(seconds=20)]


def test_what_is_called_off_while_its_room_is_made_lets_nobody_in(house, by_service, service, guest, tick, at):
    event = by_service()
    registration = a_digital_guest(event)
    at("2026-05-04 18:15")
    make_it = service.create

    def create(parameters):
        with house.app_context():
            programme.cancel_event(event.id, "Fällt aus.")
        return make_it(parameters)

    service.create = create
    page = press(guest, registration)
    tick()

    assert (page.status, "Die Veranstaltung fällt aus" in page.words) == (409, True)
    assert (service.names(), service.meetings) == (["create", "end"], {})
    assert came(registration) == {}


def test_a_telephone_number_of_the_service_is_shown_with_its_code(by_service, service, tick, guest, at):
    service.has_telephone = True
    registration = a_digital_guest(by_service())
    at("2026-05-04 18:14")
    tick()

    assert "+49 3583 5550, Code 70757" in guest.get(door_of(registration)).words


def test_doors_that_come_are_told_in_few_statements(evening, house):
    from bench import statements

    counts = []
    for _ in range(3):
        evening()
        with statements.counted() as seen:
            queries.coming_doors(clock.now())
        counts.append(len(seen))

    assert counts[0] == counts[2]
