import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tests import databases

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    _skip_without_postgres()
    with databases.Postgres() as server:
        yield server


@pytest.fixture
def query(server):
    """Run one statement in a database of the server and return its rows."""

    def run(dbname, statement):
        engine = sa.create_engine(server.url(dbname), poolclass=sa.NullPool)
        with engine.begin() as connection:
            result = connection.execute(sa.text(statement))
            return result.all() if result.returns_rows else None

    return run


def test_a_copy_of_a_template_has_its_rows_and_a_life_of_its_own(server, query):
    server.create_database("template")
    query("template", "CREATE TABLE rooms AS SELECT 'Saal' AS name")

    server.create_database("copy", template="template")
    query("copy", "INSERT INTO rooms VALUES ('Werkstatt')")

    assert query("copy", "SELECT name FROM rooms ORDER BY name") == [("Saal",), ("Werkstatt",)]
    assert query("template", "SELECT name FROM rooms") == [("Saal",)]


def test_a_database_is_dropped_while_somebody_is_connected(server, query):
    server.create_database("gone")
    with _connect(server, "gone"):
        server.drop_database("gone")

    assert query("postgres", "SELECT datname FROM pg_database WHERE datname = 'gone'") == []
    server.drop_database("gone")


def test_btree_gist_keeps_two_bookings_of_one_part_apart(server, query):
    server.create_database("house")
    query("house", "CREATE EXTENSION btree_gist")
    query("house", "CREATE TABLE held (part int, span tstzrange, EXCLUDE USING gist (part WITH =, span WITH &&))")
    query("house", "INSERT INTO held VALUES (1, '[2026-05-01 10:00Z, 2026-05-01 12:00Z)')")
    query("house", "INSERT INTO held VALUES (1, '[2026-05-01 12:00Z, 2026-05-01 13:00Z)')")

    with pytest.raises(sa.exc.IntegrityError):
        query("house", "INSERT INTO held VALUES (1, '[2026-05-01 11:00Z, 2026-05-01 13:00Z)')")


def test_the_server_listens_to_no_network_and_speaks_utf8(query):
    facts = "SELECT current_setting('listen_addresses'), current_setting('server_encoding'), current_setting('fsync')"

    assert query("postgres", facts) == [("", "UTF8", "off")]


def test_a_durable_server_forgets_nothing():
    _skip_without_postgres()
    with databases.Postgres(durable=True) as server, _connect(server, "postgres") as connection:
        settings = ("fsync", "synchronous_commit", "full_page_writes")

        assert [connection.execute(f"SHOW {name}").fetchone()[0] for name in settings] == ["on", "on", "on"]


def test_a_killed_test_run_leaves_no_server_and_no_files():
    _skip_without_postgres()
    # The child that it forks lives on for a while, with the pipe to the guard still open.
    script = """if True:
        import os, sys
        from tests.databases import Postgres
        server = Postgres()
        server.start()
        if os.fork():
            print(server.folder, flush=True)
        sys.stdin.read()
        os._exit(0)
    """
    run = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parent.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    folder = Path(run.stdout.readline().strip())
    postmaster = int((folder / "data" / "postmaster.pid").read_text().split()[0])

    with run:
        run.kill()
        traces_gone = _within_seconds(10, lambda: not folder.exists() and not _is_alive(postmaster))

    assert traces_gone


def test_the_url_of_a_sqlite_file_is_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    engine = sa.create_engine(databases.sqlite_url("house.db"))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE rooms (name text)"))

    assert databases.sqlite_url("house.db") == f"sqlite:///{tmp_path}/house.db"
    assert sqlite3.connect(tmp_path / "house.db").execute("SELECT * FROM rooms").fetchall() == []


def _skip_without_postgres():
    if databases.find_postgres() is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt install postgresql)")


def _connect(server, dbname):
    return psycopg.connect(host=str(server.folder), user=databases.USER, dbname=dbname)


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _within_seconds(seconds, condition):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()
