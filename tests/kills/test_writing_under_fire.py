"""Jobs that write notices are killed at any moment: in the end all is written that a quiet run writes, each once."""

import random
import time
from collections import Counter

import pytest
import sqlalchemy as sa

from app.database import db
from app.notifications.models import Message
from tests import databases, make_due
from tests.kills import victims
from tests.races import processes

pytestmark = pytest.mark.slow

SECONDS = 60
# Before each write and commit, so that most of a worker's time is inside of transactions.
PAUSE = 0.004
# So much of what there is to write is written between the first kill and the last.
GREATER_PART = 0.6
# Two deployments of two processes on PostgreSQL; on SQLite the one that there is.
WORKERS = {"postgresql": 4, "sqlite": 1}


@pytest.fixture
def due(app, at, kills):
    """A house with so much due that the kills do not outlast it."""
    make_due.a_house_with_much_due(people=max(8, kills // 2))
    db.session.rollback()


@pytest.fixture
def copy(app, engine, tmp_path, request):
    """A function that copies the house as it is, and returns the address of the copy."""
    copies = []

    def copy():
        db.session.remove()
        db.engine.dispose()
        app.extensions["glances"].dispose()
        if engine == "sqlite":
            return _copy_file(db.engine.url.database, tmp_path / "copy.db")
        server = request.getfixturevalue("postgres")
        copies.append((server, f"{db.engine.url.database[:50]}_copy"))
        server.create_database(copies[-1][1], template=db.engine.url.database)
        return server.url(copies[-1][1])

    yield copy
    for server, name in copies:
        server.drop_database(name)


def _copy_file(path, to):
    engine = sa.create_engine(databases.sqlite_url(path))
    with engine.connect() as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(to),))
    engine.dispose()
    return databases.sqlite_url(to)


def test_jobs_killed_while_they_write_have_written_in_the_end_what_a_quiet_run_writes(
    app, engine, settings, start, due, copy, kills
):
    random.seed(3)
    quiet = {**settings, "SQLALCHEMY_DATABASE_URI": copy()}
    finish(start, quiet)
    expected = written(quiet)

    in_work = fire(start, settings, WORKERS[engine], kills, len(expected))
    finish(start, settings)

    assert {template for template, *_rest in expected} >= make_due.WRITTEN
    assert in_work >= 0.75 * kills
    assert differences(settings, quiet) == []
    # Whoever is told something is told it once.
    assert set(Counter(row[:4] for row in written(settings)).values()) == {1}


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_notice_noted_before_it_is_written_would_be_lost_by_a_kill(app, settings, start, due, copy):
    quiet = {**settings, "SQLALCHEMY_DATABASE_URI": copy()}
    finish(start, quiet)

    fire(start, settings, 1, 10, 10, is_twin=True)
    finish(start, settings)

    assert {template for template, *_rest in differences(settings, quiet)} == {"registrations/mail/reminder"}


def fire(start, settings, number, kills, in_all, is_twin=False):
    """Let workers write and kill one after the other, started anew; return how many kills came before the end.

    The kills are spread over the greater part of all that there is to write, and fall at any moment.
    """
    running, killed = [_worker(start, settings, is_twin) for _ in range(number)], 0
    deadline = time.monotonic() + SECONDS + kills
    while killed < kills and any(process.is_alive() for process, _begun in running):
        assert time.monotonic() < deadline, f"Only {killed} kills."
        at_work = [each for each in running if each[1].is_set() and each[0].is_alive()]
        if not at_work or count() < in_all * GREATER_PART * killed / kills:
            time.sleep(0.002)
            continue
        time.sleep(random.uniform(0, 0.06))
        victim = random.choice(at_work)
        if victim[0].is_alive():
            processes.stop(victim[0])
            killed += 1
            running.remove(victim)
            running.append(_worker(start, settings, is_twin))
    processes.stop(*(process for process, _begun in running))
    return killed


def _worker(start, settings, is_twin):
    begun = processes.context.Event()
    return start(victims.writer, settings, PAUSE, make_due.MOMENT, begun, is_twin), begun


def finish(start, settings):
    """Let one worker write what is left."""
    worker = start(victims.writer, settings, 0, make_due.MOMENT)
    worker.join(SECONDS)
    assert worker.exitcode == 0


def count():
    """Return how many notices were written at the moment of the workers."""
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.written_at == make_due.MOMENT))


def differences(settings, quiet):
    """Return what one house has written more often than the other."""
    found, expected = Counter(written(settings)), Counter(written(quiet))
    return sorted((*(found - expected).elements(), *(expected - found).elements()), key=str)


def written(settings):
    """Return what was written: (template, recipient, chat, about, name, state, facts), in any order."""
    engine = sa.create_engine(settings["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(
                Message.template, Message.recipient, Message.chat_id, Message.about,
                Message.once, Message.state, sa.cast(Message.facts, sa.String),
            ).where(Message.written_at == make_due.MOMENT)
        ).all()  # fmt: skip
    engine.dispose()
    return [tuple(row) for row in rows]
