"""kill -9 of the job process at claim, send or mark: all mail goes out, and twice only if the kill came in between."""

import random
import time

import pytest
import sqlalchemy as sa

from app.database import db
from app.notifications.models import SENT, WAITING, Message
from app.programme.models import ONSITE
from app.registrations import actions
from tests.kills import victims
from tests.kills.mail_sink import Sink
from tests.make import a_person, an_event
from tests.races import processes

pytestmark = pytest.mark.slow

SECONDS = 30
# Seconds before each write and commit of the worker: at full speed, and with room for the kill.
PAUSES = (0, 0.003)
# So many mails wait when a worker starts, and so many at most does it send before it is killed in the middle of one.
ENOUGH, MOST = 20, 10


@pytest.fixture
def sink():
    with Sink() as sink:
        yield sink


def test_a_job_process_killed_in_the_middle_loses_no_mail_and_repeats_only_what_it_was_at(
    app, settings, start, sink, kills
):
    event = an_event(capacity=1_000_000)
    settings = {**settings, "MAIL_URL": sink.url}
    random.seed(1)

    for number in range(kills):
        kill_once(event, settings, start, sink, PAUSES[number % 2], in_the_middle=number % 4 < 2)
    start(victims.worker, settings, 0)
    wait_until_all_sent()

    every_mail_went(sink)
    repeated = positions_of_repeated(sink)
    # Half of the kills came when the server had taken a mail and not said so yet.
    assert kills // 2 <= len(repeated) <= kills
    assert [position for position in repeated if not is_last_of_its_connection(sink, position)] == []


def test_a_mail_marked_before_it_is_sent_would_be_lost_by_a_kill(app, settings, start, sink):
    event = an_event(capacity=1_000_000)
    settings = {**settings, "MAIL_URL": sink.url}

    kill_once(event, settings, start, sink, 0, in_the_middle=True, is_twin=True)
    start(victims.worker, settings, 0)
    wait_until_all_sent()

    with pytest.raises(AssertionError):
        every_mail_went(sink)


def kill_once(event, settings, start, sink, pause, in_the_middle, is_twin=False):
    """Let a worker send some mails and kill it: when the server has just taken one, or at a random moment."""
    refill(event)
    before = len(sink.taken)
    if in_the_middle:
        sink.hold(random.randint(1, MOST))
    worker = start(victims.worker, settings, pause, is_twin)
    if in_the_middle:
        wait_until(lambda: sink.is_holding, worker)
    else:
        wait_until(lambda: len(sink.taken) > before, worker)
        time.sleep(random.uniform(0, 0.06))
    processes.stop(worker)
    sink.let_go()


def refill(event):
    """Book until enough mails wait."""
    db.session.rollback()
    waiting = db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.state == WAITING))
    for _ in range(ENOUGH - waiting):
        actions.book_seat(event.id, ONSITE, 1, **a_person())


def wait_until(condition, worker):
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert worker.is_alive(), "The worker ended by itself."
        assert time.monotonic() < deadline, f"The worker sends nothing: {problems()}"
        time.sleep(0.002)


def problems():
    """Return what the messages that wait say of themselves."""
    db.session.rollback()
    waiting = sa.select(Message.id, Message.due_at, Message.claimed_until, Message.attempts, Message.problem)
    return db.session.execute(waiting.where(Message.state == WAITING)).all()


def wait_until_all_sent():
    deadline = time.monotonic() + SECONDS
    while states() != {SENT}:
        assert time.monotonic() < deadline, f"Not all is sent: {states()}"
        time.sleep(0.05)


def states():
    """Return the states of all messages, as they are now."""
    db.session.rollback()
    return set(db.session.scalars(sa.select(Message.state).distinct()))


def every_mail_went(sink):
    """Check that the server took every message, and nothing else."""
    assert set(ids(sink)) == set(db.session.scalars(sa.select(Message.message_id)))


def ids(sink):
    return [message_id for _connection, message_id in sink.taken]


def positions_of_repeated(sink):
    """Return where in the order of arrival mails came that would come again."""
    last = {message_id: position for position, message_id in enumerate(ids(sink))}
    return [position for position, message_id in enumerate(ids(sink)) if position < last[message_id]]


def is_last_of_its_connection(sink, position):
    """Tell whether nothing came on the same connection after that."""
    return not any(connection is sink.taken[position][0] for connection, _message_id in sink.taken[position + 1 :])
