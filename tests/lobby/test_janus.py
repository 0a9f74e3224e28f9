"""Rooms of our own, on Debian's Janus: who gets in, what a guest can do there, and servers that are set up badly."""

import json
import threading
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app import clock
from app.lobby import janus
from app.lobby.meeting import Meeting, Person, ProviderFailure, Running, Server
from tests import janus as debian
from tests.lobby.bbb import send
from tests.lobby.conftest import PRIVATE_HOSTS

ACTS = (janus.make, janus.find_running, janus.end, janus.check)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A Janus server, set up as deploy/README.md says."""
    with debian.running(tmp_path_factory.mktemp("janus")) as running:
        yield running


@pytest.fixture
def here(make_app):
    """A house that may ask servers on this machine. Its clock goes: Janus looks at its own."""
    with make_app(PRIVATE_HOSTS=PRIVATE_HOSTS).app_context():
        yield


def a_meeting(address, **facts):
    """A meeting on a server."""
    server = Server(1, "janus", address, "", debian.SECRET)
    now = clock.now()
    usual = {"key": "x", "title": "Gespräch", "opens_at": now, "closes_at": now + timedelta(hours=2)}
    return Meeting(**{**usual, "back_link": "/", "server": server, **facts})


@pytest.fixture
def meeting(here, service):
    """A meeting on the server, made."""
    meeting = a_meeting(service.address)
    return replace(meeting, facts=janus.make(meeting))


class Guest:
    """A browser with nothing but its keys."""

    def __init__(self, keys):
        self.keys = keys

    def post(self, path="", **body):
        """Ask the server."""
        body = {"transaction": "x", "token": self.keys["token"], **body}
        request = urllib.request.Request(self.keys["server"] + path, json.dumps(body).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def open(self):
        """Open a session and attach to the rooms."""
        self.session = f"/{self.post(janus='create')['data']['id']}"
        attached = self.post(self.session, janus="attach", plugin=janus.PLUGIN)
        self.handle = f"{self.session}/{attached['data']['id']}"
        return self

    def hear(self):
        """Wait for what happens, as the page does."""
        while True:
            path = f"{self.keys['server']}{self.session}?maxev=1&token={self.keys['token']}".replace("+", "%2B")
            with urllib.request.urlopen(path, timeout=5) as answer:
                said = json.load(answer)
            said = said[0] if isinstance(said, list) else said
            if said["janus"] == "event":
                return said["plugindata"]["data"]

    def ask(self, **body):
        """Ask the room; its answer comes at once, or as an event."""
        said = self.post(self.handle, janus="message", body=body)
        return self.hear() if said["janus"] == "ack" else said["plugindata"]["data"]

    def join(self, **instead):
        """Enter the room."""
        keys = self.keys
        usual = {"room": keys["room"], "pin": keys["pin"], "token": keys["roomToken"]}
        return self.ask(**{"request": "join", "ptype": "publisher", "display": "Jana", **usual, **instead})


def a_guest(meeting, **instead):
    """A guest of a meeting with a session."""
    return Guest({**janus.keys(meeting.server, meeting.facts["room"]), **instead}).open()


def test_a_room_is_made_entered_counted_and_closed_for_all(meeting):
    assert janus.find_running(meeting) == Running(is_there=True, persons=0)
    guest = a_guest(meeting)

    joined = guest.join()

    assert (joined["videoroom"], joined["publishers"]) == ("joined", [])
    assert janus.find_running(meeting) == Running(is_there=True, persons=1)
    janus.end(meeting)
    assert guest.hear()["videoroom"] == "destroyed"
    assert janus.find_running(meeting) == Running(is_there=False)
    janus.end(meeting)
    assert a_guest(meeting).join()["error_code"] == 426


def test_only_the_keys_of_a_room_open_it(meeting, monkeypatch):
    other = replace(meeting, facts=janus.make(meeting))
    theirs = janus.keys(other.server, other.facts["room"])
    guest = a_guest(meeting)
    monkeypatch.setattr(janus, "TOKEN_HOLDS", timedelta(seconds=-2))
    old = janus.keys(meeting.server, meeting.facts["room"])
    forged = janus.keys(replace(meeting.server, secret="geraten" * 5), meeting.facts["room"])

    tries = [
        {"token": theirs["roomToken"]}, {"token": old["roomToken"]}, {"token": forged["roomToken"]}, {"token": ""},
        {"token": guest.keys["token"]}, {"pin": theirs["pin"]}, {"pin": ""}, {"ptype": "subscriber", "token": ""},
    ]  # fmt: skip
    assert [guest.join(**instead).get("error_code") for instead in tries] == [433] * len(tries)
    for token in (old["token"], forged["token"], guest.keys["roomToken"], "", debian.SECRET):
        assert Guest({**guest.keys, "token": token}).post(janus="create")["error"]["code"] == 403


def test_inside_a_guest_can_neither_make_rooms_nor_find_or_rule_them_nor_record(meeting, service):
    room, guest = meeting.facts["room"], a_guest(meeting)
    guest.join()

    assert guest.ask(request="list")["list"] == []
    assert guest.ask(request="list", admin_key="geraten")["error_code"] == 433
    tries = [{"request": "create"}, {"request": "create", "admin_key": "geraten"}]
    for request in ("destroy", "edit", "kick", "moderate", "allowed", "enable_recording", "rtp_forward"):
        facts = {"room": room, "id": 1, "mid": "0", "mute": True, "action": "disable", "record": True}
        facts |= {"publisher_id": 1, "host": "127.0.0.1", "video_port": 5004}
        tries += [{"request": request, **facts}, {"request": request, "secret": "geraten", **facts}]
    # 429: it needs a secret, 433: another one.
    assert [guest.ask(**each)["error_code"] for each in tries] == [429, 433] * (len(tries) // 2)
    guest.ask(request="configure", record=True, filename=str(service.folder / "heimlich"))
    assert list(service.folder.glob("*heimlich*")) == []


def test_a_room_that_was_forgotten_is_taken_away_by_the_next_one(here, service):
    with janus._Talk(a_meeting(service.address).server) as talk:
        talk.ask(request="create", room=7, description="von anderen", admin_key=debian.SECRET)
    old, young = (
        replace(each, facts=janus.make(each))
        for each in (
            a_meeting(service.address, closes_at=clock.now() - timedelta(hours=hours)) for hours in (6.1, 5.9)
        )
    )

    janus.make(a_meeting(service.address))

    assert [janus.find_running(each).is_there for each in (old, young)] == [False, True]
    assert janus.find_running(replace(young, facts={"room": 7})).is_there


def test_a_server_that_is_set_up_well_passes_and_nothing_is_left_on_it(here, service):
    server = a_meeting(service.address).server

    def rooms():
        with janus._Talk(server) as talk:
            return {row["room"] for row in talk.ask(request="list", admin_key=server.secret)["list"]}

    before = rooms()

    janus.check(a_meeting(service.address))
    janus.check(a_meeting(service.address + "/"))

    assert rooms() == before


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"secret": None, "token_secret": None}, "lässt jeden herein"),
        ({"secret": "ein ganz anderes"}, "kennt das Geheimnis nicht"),
        ({"token_secret": "ein ganz anderes"}, "ist token_auth_secret nicht das Geheimnis"),
        ({"token_secret": None}, "ist token_auth_secret nicht das Geheimnis"),
        ({"admin_key": None}, "fehlt admin_key"),
        ({"admin_key": "ein ganz anderes"}, "Der Server sagt: Unauthorized"),
    ],
)
def test_a_server_that_is_set_up_badly_is_told_as_what_it_is(here, tmp_path, settings, words):
    with debian.running(tmp_path, **settings) as running, pytest.raises(ProviderFailure, match=words):
        janus.check(a_meeting(running.address))


def test_another_secret_is_told_as_what_it_is(meeting):
    wrong = replace(meeting, server=replace(meeting.server, secret="ein anderes"))

    for act in ACTS:
        with pytest.raises(ProviderFailure, match="kennt das Geheimnis nicht"):
            act(wrong)


# --- what needs no Janus


@contextmanager
def answering(body, status=200, seconds=0):
    """A server that answers everything alike; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            time.sleep(seconds)
            send(self, body if isinstance(body, bytes) else json.dumps(body).encode(), status, "application/json")

        def log_message(self, *_facts):
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.handle_error = lambda *_facts: None
    web.daemon_threads = True
    threading.Thread(target=web.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{web.server_port}/janus"
    finally:
        web.shutdown()
        web.server_close()


DONE = {"janus": "success", "data": {"id": 5}}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200), (b"<html>Wartung</html>", 200), (b"\xff\xfe\x00", 200), (b"[" * 100_000, 200), ([], 200), (7, 200),
        ({}, 200), ({"janus": "success"}, 200), ({"janus": "success", "data": {"id": "/../x"}}, 200), (DONE, 500),
        (DONE, 200), ({**DONE, "plugindata": {"data": "x"}}, 200), ({**DONE, "plugindata": {"data": {}}}, 200),
        ({**DONE, "plugindata": {"data": {"list": [7, {"description": 7}]}}}, 200), ({"janus": "error"}, 200),
        ({"janus": "error", "error": {"code": [], "reason": "\x1b[31m<b>\n" + "x" * 500}}, 200), (b" " * 500_000, 200),
    ],
)  # fmt: skip
def test_what_is_no_answer_of_the_server_is_a_failure_in_words(here, body, status):
    with answering(body, status) as address:
        for act in ACTS:
            with pytest.raises(ProviderFailure) as failure:
                act(a_meeting(address, facts={"room": 5}))
            assert 5 < len(failure.value.sentence) < 300
            assert failure.value.sentence.isprintable()


def test_a_slow_server_is_left_after_some_seconds_in_all(here, monkeypatch):
    monkeypatch.setattr(janus, "TALK_LASTS", 1)
    begun = time.monotonic()

    with answering(DONE, seconds=0.7) as address, pytest.raises(ProviderFailure, match="zu langsam"):
        janus.make(a_meeting(address))

    assert time.monotonic() - begun < 2.5


def test_without_a_room_there_is_no_way_in(here):
    with pytest.raises(ProviderFailure, match="noch nicht da"):
        janus.address(a_meeting("https://video.example.org/janus"), Person("Jana"))
