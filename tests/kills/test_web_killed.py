"""kill -9 of the web server in the middle of bookings: each is complete or has never been."""

import random
import time
from functools import partial

import pytest
import sqlalchemy as sa
from flask import current_app

from app.database import db, is_postgresql
from app.notifications.models import Message
from app.programme.models import ONSITE
from app.registrations.models import Registration
from tests.kills import victims
from tests.kills.guests import Guests
from tests.kills.ports import free_port
from tests.make import an_event
from tests.races import processes
from tests.races.promises import ledger_is_right

pytestmark = pytest.mark.slow

SECONDS_TO_START = 20
# Seconds before each write and commit of the server: at full speed, and with room for the kill.
PAUSES = (0, 0.003)


def test_a_web_server_killed_in_the_middle_leaves_nothing_half_booked(app, settings, start, kills):
    event = an_event(capacity=1_000_000)
    settings = {**settings, "HOST": "127.0.0.1", "PORT": free_port()}
    random.seed(1)

    with Guests(settings["PORT"], f"/veranstaltungen/{event.slug}/platz") as guests:
        for number in range(kills):
            server = start(victims.web, settings, PAUSES[number % 2])
            is_booking(guests, server)
            time.sleep(random.uniform(0, 0.1))
            processes.stop(server)
            every_booking_is_complete(event, list(guests.promised))
        server = start(victims.web, settings, 0)
        guests.finish()
        processes.stop(server)

    assert guests.surprises == []
    # The kills fell into bookings, and not beside them.
    assert len([email for method, email in guests.cut if method == "POST"]) >= kills / 4
    assert every_booking_is_complete(event, guests.promised) == sorted(guests.promised)


def test_a_message_written_after_the_commit_would_be_lost_by_a_kill(app, settings, start):
    event = an_event(capacity=1_000_000)
    settings = {**settings, "HOST": "127.0.0.1", "PORT": free_port()}
    kill_and_check = partial(one_kill, event, settings, start)

    with Guests(settings["PORT"], f"/veranstaltungen/{event.slug}/platz") as guests:
        assert any(kill_and_check(guests) for _ in range(20))


def one_kill(event, settings, start, guests):
    """Kill a twin once; tell whether the check noticed."""
    server = start(victims.web, settings, 0, True)
    is_booking(guests, server)
    time.sleep(random.uniform(0, 0.1))
    processes.stop(server)
    try:
        every_booking_is_complete(event, list(guests.promised))
    except AssertionError:
        return True
    return False


def is_booking(guests, server):
    """Wait until guests get answers from this server."""
    before, deadline = len(guests.promised), time.monotonic() + SECONDS_TO_START
    while len(guests.promised) == before:
        assert server.is_alive(), "The server ended by itself."
        assert guests.surprises == []
        assert time.monotonic() < deadline, "The server answers nobody."
        time.sleep(0.005)


def every_booking_is_complete(event, promised):
    """Check the database as the kill left it; return the addresses that have a seat, in order."""
    wait_until_alone()
    db.session.rollback()
    db.session.expire_all()
    ledger_is_right(event.id)
    rows = db.session.execute(
        sa.select(Registration.email, Registration.state, Registration.form_key, Message.template, Message.recipient)
        .outerjoin(Message, Message.about == sa.literal("registration:") + sa.cast(Registration.id, sa.String))
        .order_by(Registration.email)
    ).all()
    emails = [row.email for row in rows]
    assert [(row.state, row.template, row.recipient) for row in rows] == [
        ("held", "registrations/mail/please_confirm", email) for email in emails
    ]
    assert len(emails) == len(set(emails)) == len({row.form_key for row in rows})
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == len(rows)
    assert set(promised) <= set(emails)
    assert event.ledger(ONSITE).taken == len(rows)
    if not is_postgresql():
        assert db.session.execute(sa.text("PRAGMA integrity_check")).all() == [("ok",)]
        assert db.session.execute(sa.text("PRAGMA foreign_key_check")).all() == []
    db.session.rollback()
    return emails


def wait_until_alone():
    """Wait until PostgreSQL has noticed that the killed process is gone: a commit under way may still come through."""
    if not is_postgresql():
        return
    # The test itself took a glance at the house; that connection is nobody's who was killed.
    current_app.extensions["glances"].dispose()
    others = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    deadline = time.monotonic() + SECONDS_TO_START
    while db.session.scalar(others):
        db.session.rollback()
        assert time.monotonic() < deadline, "A connection of a killed process lives on."
        time.sleep(0.005)
