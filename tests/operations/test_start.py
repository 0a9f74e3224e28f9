"""`make run`: what is there after the first start, with and without the demo."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from app.alliance import house_queries
from app.operations import serving
from bench import servers
from tests.make import a_member_of_staff, an_event

pytestmark = pytest.mark.slow


def status_of(address):
    try:
        return urllib.request.urlopen(address, timeout=5).status
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return None


def test_an_empty_house_starts_shut_and_says_where_to_set_it_up(tmp_path):
    port = servers.free_port()
    env = {
        **os.environ, "DEMO": "0", "DATA_DIR": str(tmp_path), "PORT": str(port), "DATABASE_URL": "",
        "BASE_URL": f"http://127.0.0.1:{port}", "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "up"]
    with open(tmp_path / "log", "wb") as log:
        process = subprocess.Popen(command, cwd=servers.ROOT, env=env, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while status_of(f"http://127.0.0.1:{port}/healthz") is None and time.monotonic() < deadline:
            time.sleep(0.1)
        seen = {path: status_of(f"http://127.0.0.1:{port}{path}") for path in ("/", "/programm", "/impressum")}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)

    said = (tmp_path / "log").read_text()
    assert seen == {"/": 503, "/programm": 503, "/impressum": 200}
    assert f"http://127.0.0.1:{port}/team/einrichten" in said
    assert re.search(r"Password +\S+", said)


def test_without_the_demo_only_a_new_empty_house_is_shut(app):
    serving._begin(app, is_new=False)
    one = house_queries.current().is_open
    serving._begin(app, is_new=True)

    assert (one, house_queries.current().is_open) == (True, False)


def test_a_house_with_something_in_it_stays_as_it_is(app):
    an_event()
    a_member_of_staff()

    serving._begin(app, is_new=True)

    assert house_queries.current().is_open


def test_the_demo_is_open_from_the_start(make_app):
    app = make_app(DEMO=True)
    with app.app_context():
        serving._begin(app, is_new=True)

        assert house_queries.current().is_open
        assert not serving.opening.done() & {"demo"}
