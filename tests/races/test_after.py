"""After an event, under fire: each guest is thanked once, each form counts once, each has one certificate."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.programme import reporting
from app.programme.models import EventDate
from app.registrations import after_actions, after_jobs
from app.registrations.afterwards import Certificate, Feedback
from app.registrations.models import Registration
from tests.make import a_registration, an_event
from tests.make_after import check_in
from tests.races.processes import DONE, Outcome
from tests.races.promises import messages_about
from tests.races.rounds import in_rounds

pytestmark = pytest.mark.slow

ALL_DONE = [Outcome(DONE)] * 8


def over(guests=3):
    """An event that was yesterday, and its guests."""
    event = an_event(starts_at=clock.now().replace(microsecond=0) + timedelta(days=2))
    registrations = [a_registration(event) for _ in range(guests)]
    with transaction():
        date = db.session.scalars(sa.select(EventDate).where(EventDate.event_id == event.id)).one()
        date.starts_at, date.ends_at = (each - timedelta(days=3) for each in (date.starts_at, date.ends_at))
    return event, registrations


def count(model, *conditions):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions))


@in_rounds
def test_eight_processes_that_thank_at_once_thank_each_guest_once(race, pause):
    event, _guests = over()

    outcomes = race([partial(after_actions.thank_guests, event.id)] * 8, pause=pause)

    assert outcomes == ALL_DONE
    assert messages_about(event.id, "thanks") == 3


@in_rounds
def test_eight_processes_that_look_for_who_did_not_come_find_the_same(race, pause):
    event, (came, *_stayed) = over()
    check_in(came)

    outcomes = race([after_jobs.miss_absent] * 8, pause=pause)

    assert outcomes == ALL_DONE
    states = db.session.scalars(sa.select(Registration.state).where(Registration.event_id == event.id)).all()
    assert sorted(states) == ["attended", "missed", "missed"]


@in_rounds
def test_a_form_that_is_sent_eight_times_at_once_counts_once(race, pause):
    event, _guests = over(0)
    answer = partial(after_actions.give_feedback, event.id, liked=5, form_key=f"form {event.id}")

    outcomes = race([answer] * 8, pause=pause)

    assert outcomes == ALL_DONE
    assert count(Feedback, Feedback.event_id == event.id) == 1


@in_rounds
def test_a_certificate_that_is_issued_eight_times_at_once_is_one(race, pause):
    event, (came,) = over(1)
    check_in(came)

    outcomes = race([partial(after_actions.issue_certificate, came.id)] * 8, pause=pause)

    assert outcomes == ALL_DONE
    assert count(Certificate, Certificate.event_id == event.id) == 1


@in_rounds
def test_who_closes_at_the_same_time_closes_once(race, pause):
    event, _guests = over(0)

    outcomes = race([partial(reporting.close_event, event.id, 5, 0, tags={"Reparaturen": 2})] * 8, pause=pause)

    assert outcomes == ALL_DONE
    assert reporting.find_report(event.id).tags == {"Reparaturen": 2}
