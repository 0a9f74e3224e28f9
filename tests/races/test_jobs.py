"""Several job processes at once do no harm: each reminder is written once, each mail is sent once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.notifications import delivery
from app.notifications.models import SENT, Message
from app.programme import actions as programme
from app.programme.models import ONSITE
from app.registrations import actions, jobs
from app.registrations.models import Registration
from tests.kills.mail_sink import Sink
from tests.make import a_person, a_registration, an_event
from tests.make_moving import end_grace
from tests.races.processes import DONE, Outcome
from tests.races.promises import messages_about
from tests.races.rounds import in_rounds

pytestmark = pytest.mark.slow

ALL_DONE = [Outcome(DONE)] * 8


@pytest.fixture
def sink(app):
    with Sink() as sink:
        app.config["MAIL_URL"] = sink.url
        yield sink


def test_eight_processes_that_deliver_at_once_send_each_mail_once(sink, race):
    event = an_event(capacity=100)
    for _ in range(30):
        actions.book_seat(event.id, ONSITE, 1, **a_person())

    outcomes = race([delivery.deliver_messages] * 8)

    assert outcomes == ALL_DONE
    written = db.session.scalars(sa.select(Message.message_id)).all()
    assert sorted(message_id for _connection, message_id in sink.taken) == sorted(written)
    assert set(db.session.scalars(sa.select(Message.state))) == {SENT}


@in_rounds
def test_eight_processes_that_remind_at_once_write_each_reminder_once(race, pause):
    event = an_event(starts_at=clock.now() + timedelta(hours=47), format_facts={"reminders_h": [48]})
    guests = [a_registration(event) for _ in range(3)]
    know_since(guests, clock.now() - timedelta(days=3))

    outcomes = race([jobs.send_reminders] * 8, pause=pause)

    assert outcomes == ALL_DONE
    assert messages_about(event.id, "reminder") == 3


@in_rounds
def test_eight_processes_that_tell_of_a_move_at_once_tell_each_guest_once(race, pause):
    event = an_event()
    for _ in range(3):
        a_registration(event)
    programme.move_event(event.id, [(event.starts_at + timedelta(days=1), event.ends_at + timedelta(days=1))])
    end_grace()

    outcomes = race([jobs.tell_changes] * 8, pause=pause)

    assert outcomes == ALL_DONE
    assert messages_about(event.id, "moved") == 3


def know_since(guests, moment):
    """Let guests have confirmed at another moment."""
    with transaction():
        for guest in guests:
            db.session.get_one(Registration, guest.id).confirmed_at = moment
