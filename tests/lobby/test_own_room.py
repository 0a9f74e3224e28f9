"""The page of a room of our own: for whom the door led there, for a while; what is secret stands on no page."""

import json
from dataclasses import replace

import pytest

from app import clock, jobs
from app.lobby import own_room
from app.programme.models import DROP_IN
from app.registrations import links
from tests import janus
from tests.lobby.conftest import a_digital_guest
from tests.lobby.test_door import press
from tests.lobby.test_servers import LIST, NEW, add, stored
from tests.lobby.test_team import HERE, send
from tests.make import a_digital_room, a_video_server

ADDRESS = "https://video.example.org/janus"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A Janus server."""
    with janus.running(tmp_path_factory.mktemp("janus")) as running:
        yield running


@pytest.fixture
def by_janus(service, evening):
    """A function that makes an event as `evening`, in a room of our own."""

    def make(**facts):
        return evening(a_video_server("janus", address=service.address, secret=janus.SECRET), **facts)

    return make


@pytest.fixture
def entry(house):
    """A way into a room, for an hour; there is no such room."""
    server = a_video_server("janus", address=ADDRESS, secret=janus.SECRET)
    until = int(clock.now().timestamp()) + 3600
    return own_room.Entry(server.id, 2**52, "Jana", False, until, "Gespräch", "http://localhost/programm")


def keys_of(guest, entry):
    """What the script of a page gets."""
    return json.loads(guest.get(f"{own_room.path(entry)}/schluessel").body)


# --- the way there


def test_the_door_leads_to_a_page_of_our_own(by_janus, guest, at):
    registration = a_digital_guest(by_janus())
    at("2026-05-04 18:20")

    answer = press(guest, registration, name="Łucja")
    page = guest.get(answer.location)

    assert (answer.status, answer.location[:6]) == (303, "/raum/")
    assert page.h1.startswith("Im Raum: ")
    assert "Sie heißen hier Łucja." in page.words
    entry = own_room.read(answer.location.removeprefix("/raum/"))
    assert not entry.leads
    assert entry.back_link == links.door_link(registration)


def test_back_from_the_room_one_stands_at_one_s_own_door(by_janus, guest, at):
    registration = a_digital_guest(by_janus())
    at("2026-05-04 18:20")

    page = guest.get(press(guest, registration).location)

    assert page.links("Zurück zur Tür") == [links.door_link(registration)]


def test_who_leads_and_who_needs_no_seat_come_by_the_same_way(by_janus, guest, staff, at):
    event = by_janus(format_facts={"registration": DROP_IN})
    at("2026-05-04 18:20")

    leading = send(staff, f"{HERE.format(event.id)}/hinein")
    joining = guest.post(f"/veranstaltungen/{event.slug}/raum", name="Jana")

    entries = [own_room.read(answer.location.removeprefix("/raum/")) for answer in (leading, joining)]
    assert [entry.leads for entry in entries] == [True, False]
    assert len({entry.room for entry in entries}) == 1
    assert [entry.called.endswith(" (leitet)") for entry in entries] == [True, False]


def test_a_rehearsal_has_a_room_of_its_own(service, house, staff):
    room = a_digital_room(a_video_server("janus", address=service.address, secret=janus.SECRET))
    path = f"/team/raeume/{room.id}"

    answers = [send(staff, f"{path}/probe", staff.get(f"{path}/video")) for _turn in range(2)]

    entries = [own_room.read(answer.location.removeprefix("/raum/")) for answer in answers]
    assert len({entry.room for entry in entries}) == 2
    assert staff.get(answers[0].location).h1 == "Im Raum: Probe"


def test_a_room_opened_again_is_another_one(by_janus, house, guest, staff, at):
    event = by_janus()
    registration = a_digital_guest(event)
    at("2026-05-04 18:20")
    first = press(guest, registration).location

    for act in ("schliessen", "oeffnen"):
        send(staff, HERE.format(event.id), act=act)
        jobs.run_once(house, "open_digital_rooms")
    second = press(guest, registration).location

    rooms = [own_room.read(path.removeprefix("/raum/")).room for path in (first, second)]
    assert rooms[0] != rooms[1]


# --- the page


def test_the_page_may_do_what_no_other_may_and_speaks_with_its_server_alone(entry, guest):
    page = guest.get(own_room.path(entry))

    assert page.status == 200
    assert page.headers["Permissions-Policy"] == own_room_permissions()
    assert page.headers["Content-Security-Policy"].split("; ")[-1] == "connect-src 'self' https://video.example.org"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'; ")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in page.headers
    elsewhere = guest.get("/programm").headers["Permissions-Policy"]
    assert elsewhere == "camera=(), display-capture=(), geolocation=(), microphone=()"


def own_room_permissions():
    """What the page may use, itself and nobody in it."""
    return "camera=(self), display-capture=(self), geolocation=(), microphone=(self)"


def test_the_secret_is_on_no_page_and_in_no_key(entry, guest, staff):
    path = own_room.path(entry)
    pages = [guest.get(path), staff.get(LIST), staff.get(f"{LIST}/{entry.server_id}")]
    keys = guest.get(f"{path}/schluessel")

    assert [page.status for page in (*pages, keys)] == [200] * 4
    for page in (*pages, keys):
        assert janus.SECRET not in page.body.decode()
        assert janus.SECRET not in str(page.headers)
    # The keys are told to the script alone, and each time anew.
    assert keys.headers["Cache-Control"] == "private, no-store"
    for value in ("pin", "token", "roomToken"):
        assert json.loads(keys.body)[value] not in pages[0].body.decode()


def test_the_keys_are_for_this_room_and_hold_some_minutes(entry, guest):
    keys = keys_of(guest, entry)
    others = keys_of(guest, replace(entry, room=2**52 + 1))
    until = int(clock.now().timestamp()) + 600

    assert keys["token"].split(":")[0] == f"{until},janus,janus.plugin.videoroom"
    assert keys["roomToken"].split(":")[0] == f"{until},janus.plugin.videoroom,room={2**52}"
    assert (keys["server"], keys["room"], keys["name"]) == (ADDRESS, 2**52, "Jana")
    assert keys["pin"] != others["pin"]


@pytest.mark.parametrize("path", ["", "/schluessel"])
def test_when_its_time_is_over_nobody_gets_in_by_it(entry, guest, at, path):
    way = own_room.path(entry) + path

    at("2026-05-04 12:59:59")
    assert guest.get(way).status == 200
    at("2026-05-04 13:00:00")
    assert guest.get(way).status == 410


def test_an_old_way_says_how_to_get_in(entry, guest):
    page = guest.get(own_room.path(replace(entry, until=0)))

    assert "Dieser Zugang gilt nicht mehr" in page.words
    assert page.buttons == []
    assert page.headers["Permissions-Policy"].startswith("camera=()")


@pytest.mark.parametrize("facts", [{"kind": "jitsi"}, None])
def test_a_service_that_is_no_janus_any_more_is_no_way_in(entry, guest, facts):
    entry = replace(entry, server_id=a_video_server(**facts).id if facts else 999)

    assert guest.get(own_room.path(entry)).status == 410
    assert guest.get(f"{own_room.path(entry)}/schluessel").status == 410


def test_forged_ways_are_pages_that_are_not_there(entry, guest):
    path = own_room.path(entry)
    token = path.removeprefix("/raum/")
    door = own_room.tokens.make("door", *range(7))

    for other in ("x", token[:-1], token + "x", f"{token[:20]}{'B' if token[20] == 'A' else 'A'}{token[21:]}", door):
        for more in ("", "/schluessel"):
            assert guest.get(f"/raum/{other}{more}").status == 404


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "O'Brien \" onload=x", "محمد", "{{ 7 * 7 }}", "🦊"])
def test_names_of_every_script_are_names(entry, guest, name):
    page = guest.get(own_room.path(replace(entry, name=name, title=name)))

    assert page.h1 == f"Im Raum: {name}"
    assert page.tree.xpath("//@data-name") == [name]
    assert len(page.tree.xpath("//script")) == 1


# --- where it is offered


@pytest.mark.parametrize("has_janus", [True, False])
def test_it_is_offered_where_the_house_has_janus(house, staff, has_janus):
    house.config["JANUS"] = staff.client.application.config["JANUS"] = has_janus

    kinds = staff.get(NEW).tree.xpath("//input[@name='kind']/@value")
    page = add(staff, kind="janus", address=ADDRESS, secret=janus.SECRET)

    assert kinds == ["bigbluebutton", "jitsi", *(["janus"] if has_janus else [])]
    assert [row.kind for row in stored()] == (["janus"] if has_janus else [])
    assert page.status == (303 if has_janus else 422)


def test_a_service_that_is_there_stays_what_it_is(entry, house, staff):
    house.config["JANUS"] = staff.client.application.config["JANUS"] = False

    page = staff.get(f"{LIST}/{entry.server_id}")

    assert page.tree.xpath("//input[@name='kind' and @checked]/@value") == ["janus"]


def test_a_short_secret_is_refused(house, staff):
    house.config["JANUS"] = staff.client.application.config["JANUS"] = True

    page = add(staff, kind="janus", address=ADDRESS, secret="x" * 23)

    assert "Das ist zu kurz für ein Geheimnis." in page.words
    assert stored() == []
