"""A calendar published by a real server (Radicale): read, changed there, read again."""

import http.client
import socket
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from app import clock
from app.calendars import importing
from app.rooms import queries
from tests.calendars import sources
from tests.calendars.sources import a_calendar, look
from tests.make import a_room

PATH = "/nachbarn/halle/"


@pytest.fixture
def radicale(tmp_path):
    """A server with one calendar; returns a function(method, path, body) that talks to it, with its `port`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "server-hosts": f"127.0.0.1:{port}", "storage-filesystem-folder": tmp_path / "radicale", "auth-type": "none",
        "rights-type": "authenticated", "web-type": "none",
    }  # fmt: skip
    command = [sys.executable, "-m", "radicale", "--config=", *(f"--{name}={value}" for name, value in options.items())]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def talk(method, path=PATH, body=b"", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        # Whoever it is: it believes every name.
        given = {"Authorization": "Basic bmFjaGJhcm46eA==", "Content-Type": "text/calendar", **headers}
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    try:
        for _turn in range(100):
            try:
                talk("GET", "/")
                break
            except OSError:
                time.sleep(0.1)
        talk.port = port
        yield talk
    finally:
        process.terminate()
        process.wait()


def test_a_calendar_of_a_real_server_is_read_and_followed(make_app, radicale, at):
    at("2026-05-04 08:00")
    with make_app(PRIVATE_HOSTS=frozenset({"127.0.0.1"})).app_context():
        room = a_room()
        weekly = (
            "UID:chor\nSUMMARY:Chor\nDTSTART;TZID=Europe/Berlin:20260504T180000\nDTEND;TZID=Europe/Berlin:20260504T200000"
            "\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20260511T180000"
        )
        feast = "UID:fest\nSUMMARY:Fest\nDTSTART;VALUE=DATE:20260510"
        assert radicale("PUT", body=sources.calendar(weekly, feast)) == 201
        source = a_calendar(f"http://127.0.0.1:{radicale.port}{PATH}", room_id=room.id)

        importing.fetch(source.id)
        first, row = busy(room), look(source)
        at("2026-05-04 09:00")
        importing.fetch(source.id)
        unchanged = look(source)
        assert radicale("DELETE", PATH + "fest.ics") in (200, 204)
        at("2026-05-04 10:00")
        importing.fetch(source.id)

        assert row.failure == unchanged.failure == ""
        assert first == ["04.05. 18:00", "10.05. 00:00", "18.05. 18:00"]
        assert busy(room) == ["04.05. 18:00", "18.05. 18:00"]
        assert look(source).etag != row.etag or look(source).last_modified


def busy(room):
    spans = queries.busy_spans(room.id, clock.now() - timedelta(days=9), clock.now() + timedelta(days=900))
    return [f"{clock.local(begin):%d.%m. %H:%M}" for begin, _end in spans]
