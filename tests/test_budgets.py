"""What a house may cost, as far as it can be counted without a clock; `make bench` measures the rest."""

import subprocess
import sys
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.jobs import JobTick
from app.notifications.models import WAITING, Message
from app.seasons import loading
from bench import booking, budgets, house, servers, statements, visits
from tests.make import a_format, a_room, an_event

MOST_STATEMENTS_OF_A_BOOKING, MOST_STATEMENTS_OF_A_PAGE = 12, 6
MOST_BYTES_OF_A_FIRST_VISIT, MOST_MB_OF_A_PROCESS = 200_000, 120


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """The address of a database with the first season, its folder, and every public path."""
    folder = tmp_path_factory.mktemp("budgets")
    with house.new_database("sqlite", folder) as url:
        with house.app_on(url, folder) as app:
            loading.load_demo()
            paths = visits.public_paths(app, clock.now())
        yield url, folder, paths


def test_a_booking_costs_few_statements(app):
    event = an_event()

    with statements.counted() as seen:
        booking.book_once(app, event)

    assert len(seen) <= MOST_STATEMENTS_OF_A_BOOKING


def test_a_page_costs_few_statements_with_a_whole_season(season):
    """Those of the check that precedes every page are among them."""
    url, folder, paths = season
    costs = {}
    with house.app_on(url, folder) as app:
        for path in paths:
            with statements.counted() as seen:
                assert app.test_client().get(path).status_code == 200
            costs[path] = len(seen)

    assert {path: cost for path, cost in costs.items() if cost > MOST_STATEMENTS_OF_A_PAGE} == {}


def test_the_page_of_a_past_event_costs_few_statements_with_all_that_it_offers_instead(make_app):
    app = make_app()
    with app.app_context():
        format, room, now = a_format(), a_room(), clock.now()
        past, *_others = [
            an_event(format=format, starts_at=now + timedelta(days=days), room_ids=[room.id]) for days in (-3, 10, 20)
        ]
        path = f"/veranstaltungen/{past.slug}"
        browser = app.test_client()
        browser.get("/")

        with statements.counted() as seen:
            assert browser.get(path).status_code == 200

    assert len(seen) <= MOST_STATEMENTS_OF_A_PAGE


def test_a_page_that_is_kept_costs_one_statement(season, at):
    at(f"{clock.local(clock.now()):%Y-%m-%d %H:%M}")
    url, folder, _paths = season
    with house.app_on(url, folder) as app:
        app.test_client().get("/programm")

        with statements.counted() as seen:
            app.test_client().get("/programm")

    assert len(seen) == 1


@pytest.mark.parametrize("path", ["/", "/programm", "/programm?ansicht=monat"])
def test_a_first_visit_is_light(season, path):
    url, folder, _paths = season
    with house.app_on(url, folder) as app:
        browser = app.test_client()
        page = browser.get(path, headers={"Accept-Encoding": "gzip"})
        sheet = browser.get("/static/css/house.css").text
        files = visits.files_of(browser.get(path).text, sheet)
        sizes = {file: len(browser.get(file).data) for file in files}

    assert {name.rpartition(".")[2] for name in sizes} >= {"css", "woff2", "svg"}
    assert len(page.data) + sum(sizes.values()) <= MOST_BYTES_OF_A_FIRST_VISIT, sizes


def test_a_web_process_begins_without_what_it_seldom_needs(tmp_path):
    """Each of these takes half a megabyte to four; who needs one imports it there."""
    seldom = {
        "PIL", "alembic", "apscheduler", "app.seasons.loading", "argon2", "email.policy", "holidays", "imaplib",
        "jsonschema", "jwt", "mailbox", "prometheus_client", "psycopg", "segno", "smtplib",
        "sqlalchemy.dialects.postgresql", "xlsxwriter", "zxcvbn",
    }  # fmt: skip
    env = servers.environment(f"sqlite:///{tmp_path}/house.db", tmp_path, 0)

    command = [sys.executable, "-c", "import sys; from app import create_app; create_app(); print(*sys.modules)"]
    names = subprocess.run(command, cwd=servers.ROOT, env=env, capture_output=True, text=True, check=True).stdout

    assert seldom & set(names.split()) == set()


@pytest.mark.slow
def test_a_web_process_stays_small(season):
    url, folder, paths = season
    with servers.our_house(url, folder) as server:
        for path in paths:
            assert server.get(path, {"Accept-Encoding": "gzip"})[0] == 200

        assert server.memory_mb() <= MOST_MB_OF_A_PROCESS


@pytest.mark.slow
def test_a_job_process_stays_small_once_its_mails_are_out(season):
    """With a tenth of room: ten threads that begin at once take some megabytes more on a busy machine."""
    url, folder, _paths = season
    with house.app_on(url, folder) as app:
        event = an_event(capacity=100)
        for _ in range(100):
            booking.book_once(app, event)
        with budgets.running_jobs(url, folder) as process:
            deadline = time.monotonic() + 60
            while not _have_all_run(app) and time.monotonic() < deadline:
                time.sleep(0.5)

            assert _have_all_run(app)
            assert servers.memory_mb(process.pid) <= MOST_MB_OF_A_PROCESS * 1.1


def _have_all_run(app):
    """Tell whether every job has run, and every mail that was due is out."""
    db.session.rollback()
    ran = set(db.session.scalars(sa.select(JobTick.name)))
    due = sa.select(sa.func.count()).where(Message.state == WAITING, Message.due_at <= clock.now())
    return ran == set(app.extensions["jobs"]) and db.session.scalar(due) == 0
