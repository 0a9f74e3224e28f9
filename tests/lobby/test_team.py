"""The team at the door: lead at any time, open early, close, keep open, move to another room."""

import pytest

from app.accounts.models import DOOR, PROGRAMME
from app.database import db
from app.lobby import actions, doors
from app.lobby.rules import LobbyRefusal
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme import queries as events
from app.programme.models import ONLINE, ONSITE
from tests.lobby import bbb
from tests.lobby.conftest import a_digital_guest
from tests.lobby.test_door import LINK, came, door_of, is_in, press
from tests.make import PASSWORD, a_digital_room, a_member_of_staff, a_room, a_video_server

HERE = "/team/veranstaltungen/{}/raum"


def send(staff, path, page=None, **fields):
    """Press a button of a page of the team."""
    page = page or staff.get(path.removesuffix("/hinein"))
    token = page.tree.xpath("//input[@name='csrf_token']/@value")[0]
    return staff.post(path, csrf_token=token, **fields)


def act(staff, event, name):
    """Press one of the buttons about the door."""
    return send(staff, HERE.format(event.id), act=name)


@pytest.mark.parametrize("moment", ["2026-05-04 12:00", "2026-05-04 18:14:59", "2026-05-04 20:55"])
def test_the_team_gets_in_at_any_time(evening, staff, at, moment):
    event = evening()
    at(moment)

    page = send(staff, HERE.format(event.id) + "/hinein")

    assert is_in(page)
    assert came(a_digital_guest(event) if moment.endswith("12:00") else type("", (), {"event_id": event.id})) == {}


def test_the_team_leads_and_guests_do_not(by_service, service, staff, new_guest, at):
    event = by_service()
    registration = a_digital_guest(event)
    at("2026-05-04 18:20")

    leads, comes = send(staff, HERE.format(event.id) + "/hinein"), press(new_guest(), registration)

    assert ("role=MODERATOR" in leads.location, "role=VIEWER" in comes.location) == (True, True)
    assert "fullName=Team" in leads.location


def test_opened_early_everybody_gets_in_and_is_counted_on_the_day(evening, staff, new_guest, at):
    event = evening()
    registration = a_digital_guest(event)
    at("2026-05-04 16:00")
    before = press(new_guest(), registration).status

    act(staff, event, "oeffnen")

    assert before == 409
    assert is_in(press(new_guest(), registration))
    assert came(registration) == {ONLINE: 1}


def test_a_rehearsal_on_the_day_before_lets_in_and_counts_nobody(evening, staff, new_guest, at):
    event = evening()
    registration = a_digital_guest(event)
    at("2026-05-03 16:00")
    act(staff, event, "oeffnen")

    page = press(new_guest(), registration)

    assert is_in(page)
    assert came(registration) == {}


def test_closed_nobody_gets_in_until_it_is_opened_again(evening, staff, new_guest, at):
    event = evening()
    registration = a_digital_guest(event)
    at("2026-05-04 18:20")

    act(staff, event, "schliessen")
    closed = new_guest().get(door_of(registration))
    refused = press(new_guest(), registration)
    act(staff, event, "oeffnen")

    assert "Der Raum ist zu" in closed.words
    assert refused.status == 409
    assert is_in(press(new_guest(), registration))


def test_kept_open_it_closes_half_an_hour_later(evening, staff, new_guest, at):
    event = evening()
    registration = a_digital_guest(event)
    at("2026-05-04 20:45")
    act(staff, event, "laenger")
    at("2026-05-04 21:19:59")
    late = press(new_guest(), registration)
    at("2026-05-04 21:20")

    assert (is_in(late), press(new_guest(), registration).status) == (True, 409)


@pytest.mark.parametrize("name", ["oeffnen", "schliessen", "laenger"])
def test_what_is_over_is_neither_opened_nor_closed(evening, staff, at, name):
    event = evening()
    at("2026-05-04 20:50")

    page = act(staff, event, name)

    assert (page.status, str(LobbyRefusal.OVER.value) in page.words) == (409, True)


def test_an_unknown_act_is_none(evening, staff):
    assert act(staff, evening(), "sprengen").status == 400


# --- moving


def rooms_of(event):
    """The ids of an event's rooms, as they are stored."""
    db.session.rollback()
    db.session.expire_all()
    return {room.id for room in events.get_event(event.id).rooms}


def move(staff, event, **fields):
    """Send the form of moving."""
    return send(staff, HERE.format(event.id) + "/umzug", staff.get(HERE.format(event.id) + "/umzug"), **fields)


def test_everybody_at_the_door_goes_along_and_nobody_gets_a_new_link(evening, staff, new_guest, at):
    event = evening()
    registration = a_digital_guest(event)
    path = door_of(registration)
    other = a_digital_room(join_url="https://video.example.org/zweiter-raum", opens_before_min=15)
    at("2026-05-04 18:40")
    mark = new_guest().client.get(path + "/stand").json["mark"]
    mails = db.session.query(Message).count()

    page = move(staff, event, room=str(other.id))

    assert page.location == HERE.format(event.id)
    assert new_guest().client.get(path + "/stand").json["mark"] != mark
    assert new_guest().post(path, name="Jana").location == "https://video.example.org/zweiter-raum"
    assert db.session.query(Message).count() == mails
    assert came(registration) == {ONLINE: 1}


def test_what_the_team_opened_early_stays_open_in_the_other_room(evening, staff, new_guest, at):
    event = evening()
    registration = a_digital_guest(event)
    other = a_digital_room(join_url="https://video.example.org/zweiter-raum")
    at("2026-05-04 17:00")
    act(staff, event, "oeffnen")

    move(staff, event, room=str(other.id))

    assert press(new_guest(), registration).location == "https://video.example.org/zweiter-raum"


def test_the_meeting_in_the_old_room_is_ended(by_service, service, house, staff, at):
    from app import jobs

    event = by_service()
    other = a_digital_room()
    at("2026-05-04 18:15")
    jobs.run_once(house, "open_digital_rooms")

    move(staff, event, room=str(other.id))
    jobs.run_once(house, "open_digital_rooms")

    assert (service.names(), service.meetings) == (["create", "end"], {})


def test_into_a_room_that_is_taken_nobody_moves_and_free_ones_are_offered(evening, staff, at):
    taken = a_digital_room(name="Belegt")
    evening(room=taken)
    event, free = evening(), a_digital_room(name="Frei")

    page = move(staff, event, room=str(taken.id))
    took = send(staff, HERE.format(event.id) + "/umzug", page, room=str(taken.id), take=f"|{free.id}")

    assert page.status == 409
    assert any("Frei" in button for button in page.buttons)
    assert took.location == HERE.format(event.id)
    assert rooms_of(event) == {free.id}


@pytest.mark.parametrize("room", ["", "0", "99999", "viele", "-1"])
def test_into_a_room_that_is_none_nobody_moves(evening, staff, room):
    event = evening()
    a_digital_room()

    page = move(staff, event, room=room)

    assert (page.status, "Bitte wählen Sie einen Raum." in page.words) == (422, True)


def test_a_hybrid_event_keeps_its_room_in_the_house(evening, staff):
    physical, other = a_room(), a_digital_room(name="Anderer")
    event = evening(room_ids=[physical.id, a_digital_room().id], seats={ONSITE: 5, ONLINE: 5})

    move(staff, event, room=str(other.id))

    assert rooms_of(event) == {physical.id, other.id}


def test_the_button_of_a_room_that_was_left_just_now_leads_into_the_new_one(evening, staff, at):
    event = evening()
    old = event.dates[0].bookings[0].id
    other = a_digital_room(join_url="https://video.example.org/zweiter-raum")
    before = staff.get(HERE.format(event.id))
    actions.move_to_room(events.get_event(event.id), event.rooms[0].id, other.id)

    leads = send(staff, HERE.format(event.id) + "/hinein", before, raum=str(old))
    closes = send(staff, HERE.format(event.id), before, raum=str(old), act="schliessen")

    assert leads.location == "https://video.example.org/zweiter-raum"
    assert (closes.status, str(LobbyRefusal.MOVED.value) in closes.words) == (409, True)
    assert doors.of_event(events.get_event(event.id))[0].row is None


# --- several at once


def test_as_many_events_as_a_room_has_meetings_are_in_it_at_once_and_no_more(service, evening, staff):
    server = a_video_server(address=service.address, secret=bbb.SECRET)
    room, free = a_digital_room(server, sessions=2, name="Zwei auf einmal"), a_digital_room(name="Noch frei")
    evening(room=room)
    evening(room=room)
    third = evening(room=a_digital_room())

    page = move(staff, third, room=str(room.id))

    assert page.status == 409
    assert any(free.name in button for button in page.buttons)


# --- who may


@pytest.mark.parametrize(("role", "may_move"), [(PROGRAMME, True), (DOOR, False)])
def test_who_stands_at_the_door_leads_and_only_who_plans_moves(evening, guest, at, role, may_move):
    a_member_of_staff("tuer@example.org", "Tür", roles=(role,))
    event = evening()
    guest.post("/team/anmelden", email="tuer@example.org", password=PASSWORD)

    page = guest.get(HERE.format(event.id))

    assert "Hineingehen und leiten" in page.buttons
    assert bool(page.links("In einen anderen Raum umziehen")) == may_move
    assert (guest.get(HERE.format(event.id) + "/umzug").status == 200) == may_move


def test_an_event_without_a_digital_room_has_no_such_button(evening, staff):
    event = evening(room_ids=[a_room().id], seats={ONSITE: 5})

    assert staff.get(f"/team/veranstaltungen/{event.id}").links("Digitaler Raum") == []
    assert "hat keinen digitalen Raum" in staff.get(HERE.format(event.id)).words


def test_a_room_without_any_way_in_stands_on_the_list_a_week_before(evening, staff):
    evening(room=a_digital_room(join_url=None, name="Ohne Adresse"))

    assert "Ohne Adresse hat noch keine Adresse: Niemand käme hinein." in staff.get("/team/aufgaben").words


def test_of_an_event_that_is_off_the_page_says_so(evening, staff):
    event = evening()
    programme.cancel_event(event.id, "Fällt aus.")

    page = staff.get(HERE.format(event.id))

    assert ("ist abgesagt" in page.words, page.buttons) == (True, [])


def test_every_act_is_in_the_trail(evening, staff, at):
    event = evening()
    at("2026-05-04 18:20")
    for name in ("schliessen", "oeffnen", "laenger"):
        act(staff, event, name)
    send(staff, HERE.format(event.id) + "/hinein")

    words = staff.get("/team/protokoll").words

    for said in ("digitalen Raum geschlossen", "digitalen Raum geöffnet", "länger offen gelassen", "um zu leiten"):
        assert said in words
    assert LINK not in words
