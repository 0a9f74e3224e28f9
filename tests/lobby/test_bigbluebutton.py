"""BigBlueButton as its documentation says, against a server that looks closely; and servers that misbehave."""

import http.client
import time
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from app import clock
from app.lobby import bigbluebutton
from app.lobby.meeting import Meeting, Person, ProviderFailure, Running, Server
from tests.lobby import bbb


@pytest.fixture
def meeting(house, service):
    """A meeting on the server."""
    return Meeting(
        key="wir-abc123", title="Bürgerdialog", opens_at=clock.now(), closes_at=clock.now() + timedelta(hours=2),
        back_link="http://localhost/veranstaltungen/dialog/raum",
        server=Server(1, "bigbluebutton", service.address, "", bbb.SECRET),
    )  # fmt: skip


def follow(url):
    """(status, body) of what a browser would see."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_meeting_is_made_and_made_once(meeting, service):
    facts = bigbluebutton.make(meeting)
    again = bigbluebutton.make(meeting)

    assert service.names() == ["create", "create"]
    assert list(service.meetings) == ["wir-abc123"]
    assert facts == again == {"createTime": "1700000000001", "voiceBridge": "70757"}


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, {"record": "false", "guestPolicy": "ALWAYS_ACCEPT"}),
        ({"may_record": True}, {"record": "true", "allowStartStopRecording": "true"}),
        ({"has_waiting_room": True}, {"guestPolicy": "ASK_MODERATOR"}),
    ],
)
def test_a_meeting_is_as_its_room(meeting, service, facts, wanted):
    bigbluebutton.make(replace(meeting, **facts))

    made = service.calls[0][1]
    assert {name: made[name] for name in wanted} == wanted
    assert made["autoStartRecording"] == "false"
    assert made["logoutURL"] == meeting.back_link


def test_a_meeting_that_has_another_title_by_now_is_as_good(meeting, service):
    bigbluebutton.make(meeting)

    assert bigbluebutton.make(replace(meeting, title="Bürgerdialog, zweiter Teil")) == {}


@pytest.mark.parametrize(("is_moderator", "role"), [(False, "VIEWER"), (True, "MODERATOR")])
@pytest.mark.parametrize("name", ["Łucja & <Söhne>", "山田+太郎", "100 %?", "🦊", "x" * 300])
def test_people_join_by_their_name_and_role(meeting, service, name, is_moderator, role):
    made = replace(meeting, facts=bigbluebutton.make(meeting))

    status, _page = follow(bigbluebutton.address(made, Person(name, is_moderator)))

    assert status == 200
    assert service.joined == {"wir-abc123": [(name[:60], role)]}


def test_an_address_holds_for_this_meeting_and_not_for_a_later_one_with_its_name(meeting, service):
    address = bigbluebutton.address(replace(meeting, facts=bigbluebutton.make(meeting)), Person("Jana"))
    bigbluebutton.end(meeting)
    bigbluebutton.make(meeting)

    assert "mismatchCreateTime" in follow(address)[1]
    assert service.joined == {}


def test_a_changed_address_is_refused_by_the_server(meeting, service):
    bigbluebutton.make(meeting)
    address = bigbluebutton.address(meeting, Person("Jana")).replace("role=VIEWER", "role=MODERATOR")

    assert "checksumError" in follow(address)[1]


def test_a_server_says_how_many_are_in(meeting, service):
    assert bigbluebutton.find_running(meeting) == Running(is_there=False)
    bigbluebutton.make(meeting)
    assert bigbluebutton.find_running(meeting) == Running(is_there=True, persons=0)
    follow(bigbluebutton.address(meeting, Person("Jana")))
    assert bigbluebutton.find_running(meeting) == Running(is_there=True, persons=1)
    bigbluebutton.end(meeting)
    assert bigbluebutton.find_running(meeting) == Running(is_there=False)


def test_ending_twice_does_no_harm(meeting, service):
    bigbluebutton.make(meeting)

    bigbluebutton.end(meeting)
    bigbluebutton.end(meeting)

    assert service.meetings == {}


def test_a_server_is_checked_without_leaving_anything_behind(meeting, service):
    bigbluebutton.check(meeting)

    assert (service.names(), service.meetings) == (["isMeetingRunning"], {})


def test_another_secret_is_told_as_what_it_is(meeting):
    wrong = replace(meeting, server=replace(meeting.server, secret="ein anderes"))

    for act in (bigbluebutton.check, bigbluebutton.make, bigbluebutton.find_running, bigbluebutton.end):
        with pytest.raises(ProviderFailure, match="kennt das Geheimnis nicht"):
            act(wrong)


@pytest.mark.parametrize("typed", ["", "bigbluebutton", "bigbluebutton/", "bigbluebutton/api", "bigbluebutton/api/"])
def test_the_address_of_a_server_may_be_written_in_any_of_the_usual_ways(meeting, service, typed):
    root = service.address.removesuffix("bigbluebutton/")

    bigbluebutton.check(replace(meeting, server=replace(meeting.server, address=root + typed)))

    assert service.names() == ["isMeetingRunning"]


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><response><returncode>&c;</returncode></response>'
)
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><response><returncode>&x;</returncode></response>'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (BOMB, 200), (OUTSIDE, 200), (BOMB.decode().encode("utf-16"), 200), (b"<html>Wartung</html>", 200),
        (b"<response><returncode>SUCC", 200), (b"", 200), (b"\xff\xfe\x00", 200), (b"{}", 200),
        (b"<response>" * 5000, 200), (b"<response><returncode>SUCCESS</returncode></response>", 500),
        (b"<response><returncode>FAILED</returncode><message>\x3cb\x3e</message></response>", 200),
    ],
)  # fmt: skip
def test_what_is_no_answer_of_the_server_is_a_failure_in_words(meeting, service, body, status):
    service.instead = lambda handler: bbb.send(handler, body, status)

    for act in (bigbluebutton.make, bigbluebutton.find_running, bigbluebutton.end, bigbluebutton.check):
        with pytest.raises(ProviderFailure) as failure:
            act(meeting)
        assert 5 < len(failure.value.sentence) < 300
        assert failure.value.sentence.isprintable()


def test_a_huge_answer_is_not_read_to_its_end(meeting, service):
    service.instead = lambda handler: bbb.send(handler, b"<response>" + b" " * 5_000_000)

    with pytest.raises(ProviderFailure, match="zu groß"):
        bigbluebutton.make(meeting)


def test_a_server_that_leads_elsewhere_is_not_followed(meeting, service):
    def instead(handler):
        handler.send_response(302)
        handler.send_header("Location", handler.path)
        handler.end_headers()

    service.instead = instead

    with pytest.raises(ProviderFailure, match="im Kreis oder woandershin"):
        bigbluebutton.make(meeting)


def test_a_slow_server_is_left_after_five_seconds(meeting, service):
    service.seconds, begun = 8, time.monotonic()

    with pytest.raises(ProviderFailure, match="zu langsam"):
        bigbluebutton.make(meeting)

    assert time.monotonic() - begun < 6.5


def test_words_of_a_server_are_shortened_and_cleaned(meeting, service):
    words = "Zeile eins\n\x1b[31mZeile zwei " + "x" * 500
    service.instead = lambda handler: bbb.send(
        handler, bbb.failed("maintenance", words.replace("\x1b", ""))[1].encode()
    )

    with pytest.raises(ProviderFailure) as failure:
        bigbluebutton.make(meeting)

    assert failure.value.sentence.startswith("Der Server sagt: Zeile eins [31mZeile zwei xxx")
    assert len(failure.value.sentence) < 230
