"""What runs in the processes that are killed: the house itself, with time between its steps for a kill to fall into."""

import random
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import sqlalchemy as sa

from app import clock, create_app, jobs
from app.database import db, transaction
from app.notifications import channels, delivery, outbox
from app.notifications.models import Message
from app.registrations import actions, telling
from tests.races import statements

# The next process may take over what a killed one had claimed; the two minutes of real life are a long time for a test.
LEASE = timedelta(milliseconds=20)
# Jobs that send or ask others, and those that only take away: no notice is written by them.
NOT_OURS = {"deliver_messages", "deliver_chats", "fetch_calendars", "read_bounces", "open_digital_rooms"}
FORGETTING = ("forget_", "delete_")


def web(settings, pause, is_twin=False):
    """Serve by `flask serve`. The twin commits a booking before it writes its message."""
    app = create_app(settings)
    if is_twin:
        _tell_later()
    _run(app, pause, "serve")


def _run(app, pause, *command):
    with app.app_context():
        engine = db.engine
    with statements.slow_writes(engine, pause):
        result = app.test_cli_runner().invoke(args=command)
    # Nobody asked it to stop: whatever ended it is for the test to see.
    raise result.exception or RuntimeError(f"{command} ended: {result.output}")


def _tell_later():
    """Let a booking commit first and write its message after that, as code with two transactions would."""
    book_seat, queue, later = actions.book_seat, outbox.queue, threading.local()

    def book_and_tell(*args, **kwargs):
        later.messages = []
        book_seat(*args, **kwargs)
        # Long enough that a kill at any moment finds a booking here.
        time.sleep(0.05)
        with transaction():
            for message_args, message_kwargs in later.messages:
                queue(*message_args, **message_kwargs)

    mock.patch.object(actions, "book_seat", book_and_tell).start()
    mock.patch.object(outbox, "queue", lambda *args, **kwargs: later.messages.append((args, kwargs))).start()


def worker(settings, pause, is_twin=False, lease=LEASE):
    """Run the jobs by `flask jobs run`. The twin says of two mails that they are sent before they are."""
    app = create_app(settings)
    delivery.LEASE = delivery.CLAIM = lease
    if is_twin:
        mock.patch.object(channels, "open_channel", _late(channels.open_channel)).start()
    _run(app, pause, "jobs", "run")


def _late(open_channel):
    @contextmanager
    def open_late(mail_url):
        with open_channel(mail_url) as send:
            kept = []

            def keep(mail):
                kept.append(mail)
                if len(kept) > 2:
                    send(kept.pop(0))

            yield keep
            for mail in kept:
                send(mail)

    return open_late


def writer(settings, pause, moment, begun=None, is_twin=False):
    """Run all jobs that write, over and over in any order, until nothing is new: with the clock at a moment.

    The twin notes of a reminder that it is written before it is, in a transaction of its own.
    """
    app = create_app(settings)
    clock.stand_still(moment)
    names = names_of_writing_jobs(app)
    if is_twin:
        names = ["send_reminders"]
        _remind_later()
    with app.app_context():
        engine = db.engine
        statements.look(db)
    with statements.slow_writes(engine, pause):
        if begun is not None:
            begun.set()
        # Twice nothing new: what one job makes ready for another is written in the next round.
        numbers = [0, 0, 1]
        while len(set(numbers[-3:])) > 1:
            for name in random.sample(names, len(names)):
                jobs.run_once(app, name)
            numbers.append(_number_of_messages(app))


def names_of_writing_jobs(app):
    """Return the names of the jobs that may write notices."""
    return [name for name in app.extensions["jobs"] if name not in NOT_OURS and not name.startswith(FORGETTING)]


def _number_of_messages(app):
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(Message.id)))


def _remind_later():
    """Let a reminder be noted and committed first and write its message after that."""
    remind, tell, later = telling.remind, telling.tell, []

    def remind_and_tell(due):
        remind(due)
        time.sleep(0.05)
        with transaction():
            for args, kwargs in later:
                tell(*args, **kwargs)
        later.clear()

    mock.patch.object(telling, "remind", remind_and_tell).start()
    mock.patch.object(telling, "tell", lambda *args, **kwargs: later.append((args, kwargs))).start()
