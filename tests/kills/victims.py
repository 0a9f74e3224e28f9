"""What runs in the processes that are killed: the house itself, with time between its steps for a kill to fall into."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

from app import create_app
from app.database import db, transaction
from app.notifications import channels, delivery, outbox
from app.registrations import actions
from tests.races import statements

# The next process may take over what a killed one had claimed; the two minutes of real life are a long time for a test.
LEASE = timedelta(milliseconds=20)


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
