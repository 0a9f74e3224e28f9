"""Job processes are killed, stopped, or lose their database: each notice comes once, in order, or says why not."""

import os
import random
import signal
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.notifications import outbox
from app.notifications.models import DROPPED, FAILED, SENT, WAITING, Message
from app.registrations.models import Registration
from tests.kills import victims
from tests.kills.mail_sink import Sink
from tests.make import a_registration, an_event
from tests.races import processes

pytestmark = pytest.mark.slow

SECONDS = 60
GUESTS, EACH = 12, 3
IS_SOAK = os.environ.get("SOAK") == "1"
# So long is the database away.
AWAY = 60 if IS_SOAK else 2


@pytest.fixture
def settings(settings):
    """At night, too."""
    return {**settings, "QUIET_HOURS": None}


@pytest.fixture
def guests(app):
    """Guests of an event of which they are to be reminded."""
    event = an_event(
        capacity=GUESTS, starts_at=clock.now() + timedelta(hours=47), format_facts={"reminders_h": [48]}
    )
    guests = [a_registration(event) for _ in range(GUESTS)]
    with transaction():
        db.session.execute(sa.update(Registration).values(confirmed_at=clock.now() - timedelta(days=3)))
    return [(guest.id, guest.email) for guest in guests]


@pytest.mark.parametrize("engine", ["postgresql"])
def test_two_deployments_whose_processes_are_killed_tell_each_guest_all_once_and_in_order(
    app, settings, start, guests, kills
):
    workers, lease, killed = 4, timedelta(seconds=1), 0
    random.seed(2)
    with Sink() as sink:
        settings = {**settings, "MAIL_URL": sink.url}
        write(guests)
        running = [start(victims.worker, settings, 0, False, lease) for _ in range(workers)]
        while killed < kills:
            before = len(sink.taken)
            wait_until(lambda: len(sink.taken) > before or not waiting(), sink)  # noqa: B023
            time.sleep(random.uniform(0, 0.05))
            victim = running.pop(random.randrange(workers))
            processes.stop(victim)
            killed += 1
            running.append(start(victims.worker, settings, 0, False, lease))
            if waiting() < GUESTS:
                write(guests)
        wait_until(lambda: not waiting(), sink)
        processes.stop(*running)

        came = all_came(sink)
        # What was in a hand when that was cut off may come again, under its own name; and nothing else.
        assert len(came) - len(set(came)) <= killed
        assert in_order(came)
    reminders = sa.select(sa.func.count(Message.id)).where(Message.template == "registrations/mail/reminder")
    assert db.session.scalar(reminders) == GUESTS


def test_a_process_that_shall_stop_while_much_waits_finishes_one_mail_and_leaves_nothing_claimed(
    app, settings, start, guests
):
    with Sink(seconds=0.02) as sink:
        for _ in range(5):
            write(guests)
        all_of_them = waiting()
        worker = start(victims.worker, {**settings, "MAIL_URL": sink.url}, 0, False, timedelta(minutes=3))
        wait_until(lambda: len(sink.taken) >= 5, sink)
        os.kill(worker.pid, signal.SIGTERM)
        taken = len(sink.taken)
        worker.join(SECONDS)

        assert not worker.is_alive()
        assert len(sink.taken) <= taken + 3 < all_of_them
        assert len(set(ids(sink))) == len(sink.taken) == count(SENT)
        db.session.rollback()
        claimed = sa.select(sa.func.count(Message.id)).where(Message.claimed_until.is_not(None))
        assert db.session.scalar(claimed) == 0


@pytest.mark.parametrize("engine", ["postgresql"])
def test_while_the_database_is_away_nothing_is_lost_and_nothing_goes_twice(app, settings, start, guests, postgres):
    name = db.engine.url.database
    with Sink(seconds=0.02) as sink:
        write(guests)
        start(victims.worker, {**settings, "MAIL_URL": sink.url}, 0, False, timedelta(seconds=AWAY + 2))
        wait_until(lambda: len(sink.taken) >= 5, sink)
        db.session.rollback()
        db.engine.dispose()
        app.extensions["glances"].dispose()
        postgres._execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        end_all = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        postgres._execute(end_all.encode())
        time.sleep(AWAY)
        postgres._execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())
        wait_until(lambda: not waiting(), sink)

        came = all_came(sink)
        assert len(came) == len(set(came))
        assert in_order(came)


def write(guests):
    """Write some messages to each guest, one after the other; and some acts that come to nothing."""
    for _ in range(EACH):
        with transaction():
            for number, email in guests:
                tell(number, email)
    for number, email in guests:
        try:
            with transaction():
                tell(number, email)
                raise RuntimeError
        except RuntimeError:
            pass


def tell(number, email):
    outbox.queue(
        email, "registrations/mail/message", f"registration:{number}", clock.now(),
        registration_id=number, subject="Wichtig", words="Bitte lesen.",
    )  # fmt: skip


def waiting():
    return count(WAITING)


def count(state):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.state == state))


def wait_until(condition, sink):
    deadline = time.monotonic() + SECONDS + AWAY
    while not condition():
        assert time.monotonic() < deadline, f"{len(sink.taken)} came, and no more."
        time.sleep(0.01)


def ids(sink):
    return [message_id for _connection, message_id in sink.taken]


def all_came(sink):
    """Check that all came that was written, or says why not, and nothing else; return the Message-IDs as they came."""
    db.session.rollback()
    rows = db.session.execute(sa.select(Message.message_id, Message.state, Message.problem)).all()
    assert set(ids(sink)) == {message_id for message_id, state, _problem in rows if state == SENT}
    assert all(state in (DROPPED, FAILED) and problem for _message_id, state, problem in rows if state != SENT)
    return ids(sink)


def in_order(came):
    """Tell whether each guest was told in the order of what happened."""
    first = {}
    for position, message_id in enumerate(came):
        first.setdefault(message_id, position)
    rows = db.session.execute(sa.select(Message.about, Message.message_id).order_by(Message.id)).all()
    told = {}
    for about, message_id in rows:
        if message_id in first:
            told.setdefault(about, []).append(first[message_id])
    return all(positions == sorted(positions) for positions in told.values())
