"""A digital room that somebody has booked for a meeting of their own has a door, too."""

from datetime import timedelta

import pytest

from app import clock, jobs
from app.lobby import doors
from app.rooms import actions as rooms
from app.rooms import deciding, links
from tests.lobby import bbb
from tests.lobby.test_door import is_in
from tests.lobby.test_team import send
from tests.make import a_digital_room, a_member_of_staff, a_policy, a_room, a_room_request, a_video_server, an_event


def a_meeting(room=None, hours_ahead=6.5):
    """A request for a digital room today at 18:30, accepted: (request, booking)."""
    room = room or a_digital_room(opens_before_min=15, closes_after_min=20)
    a_policy(room, "ask")
    request = a_room_request(room, starts_at=clock.now() + timedelta(hours=hours_ahead))
    deciding.accept(request.id, a_member_of_staff(f"raum{request.id}@example.org").id)
    return request, request.bookings[0]


def link_of(booking):
    """The path of the link that they give to others."""
    return doors.of_booking(booking.id).path


@pytest.mark.parametrize(
    ("moment", "opens"), [("18:14:59", False), ("18:15:00", True), ("20:49:59", True), ("20:50:00", False)]
)
def test_who_has_the_link_gets_in_while_the_room_is_open(house, guest, at, moment, opens):
    _request, booking = a_meeting()
    path = link_of(booking)
    at(f"2026-05-04 {moment}")

    assert is_in(guest.post(path, name="Jana")) == opens
    assert guest.get(path).status == 200


def test_who_booked_leads_and_finds_the_link_for_others(house, service, guest, at):
    server = a_video_server(address=service.address, secret=bbb.SECRET)
    request, booking = a_meeting(a_digital_room(server, opens_before_min=15))
    here = links.manage_path(request)
    at("2026-05-04 18:20")

    page, leads = guest.get(f"{here}/raum"), guest.post(f"{here}/raum")
    comes = guest.post(link_of(booking), name="Jana")

    assert guest.get(here).links("Zum digitalen Raum") == [f"{here}/raum"]
    assert page.links("http://localhost/dabei/treffen/") == [f"http://localhost{link_of(booking)}"]
    assert ("role=MODERATOR" in leads.location, "role=VIEWER" in comes.location) == (True, True)
    assert service.names() == ["create"]


def test_the_job_makes_its_room_as_that_of_an_event(house, service, at):
    a_meeting(a_digital_room(a_video_server(address=service.address, secret=bbb.SECRET), opens_before_min=15))
    at("2026-05-04 18:14")

    jobs.run_once(house, "open_digital_rooms")

    assert service.names() == ["create"]


def test_before_it_opens_nobody_leads_but_the_team(house, staff, at):
    request, booking = a_meeting()
    at("2026-05-04 18:00")

    own = staff.post(f"{links.manage_path(request)}/raum")
    team = send(staff, f"/team/raumbuchungen/{booking.id}/raum")

    assert (own.status, own.location) == (409, None)
    assert is_in(team)


@pytest.mark.parametrize("how", ["called off", "forged", "of an event"])
def test_where_there_is_no_meeting_there_is_no_door(house, guest, at, how):
    request, booking = a_meeting()
    path = link_of(booking)
    at("2026-05-04 18:20")
    if how == "called off":
        rooms.cancel_booking(booking.id)
    elif how == "forged":
        path += "x"
    else:
        room = a_digital_room()
        event = an_event(room_ids=[room.id], seats={"online": 5})
        path = path.rpartition("/")[0] + "/" + doors.tokens.make(doors.OWN_MEETING, event.dates[0].bookings[0].id, "x")

    assert guest.get(path).status == 404
    assert request.id is not None


def test_a_moved_meeting_keeps_its_link(house, guest, at):
    _request, booking = a_meeting()
    path = link_of(booking)
    rooms.move_booking(booking.id, booking.starts_at + timedelta(hours=1), booking.ends_at + timedelta(hours=1))
    at("2026-05-04 19:15")

    assert is_in(guest.post(path, name="Jana"))


def test_a_room_in_the_house_has_no_such_door(house, guest):
    room = a_room()
    a_policy(room, "ask")
    request = a_room_request(room, starts_at=clock.now() + timedelta(days=2))

    assert guest.get(f"{links.manage_path(request)}/raum").status == 404
