"""The web server answers in threads of one process: they race as well, for SQLite's one writer above all."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from app.database import db
from app.programme.models import ONSITE
from app.registrations import actions
from tests.make import a_person, an_event
from tests.races.processes import DONE, REFUSED, Conditions, Outcome, outcome_of, under
from tests.races.promises import ledger_is_right, states
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

THREADS = 8


@pytest.fixture
def race(app):
    """A function that does calls at the same moment in threads, and returns their outcomes."""

    def one(call, barrier):
        with app.app_context():
            return outcome_of(call, barrier)

    def race(calls, **conditions):
        db.session.rollback()
        barrier = threading.Barrier(len(calls))
        with under(app, Conditions(**conditions)), ThreadPoolExecutor(len(calls)) as threads:
            outcomes = list(threads.map(partial(one, barrier=barrier), calls))
        db.session.rollback()
        db.session.expire_all()
        return outcomes

    return race


def eight_threads_want_the_last_seat(race, **conditions):
    event = an_event(capacity=1)
    calls = [partial(actions.book_seat, event.id, ONSITE, 1, **a_person()) for _ in range(THREADS)]

    outcomes = race(calls, **conditions)

    assert sorted(outcomes, key=str) == [Outcome(DONE), *[Outcome(REFUSED, "FULL")] * (THREADS - 1)]
    assert states(event.id) == ["held"]
    ledger_is_right(event.id)


@in_rounds
def test_of_eight_threads_that_want_the_last_seat_one_gets_it(race, pause):
    eight_threads_want_the_last_seat(race, pause=pause)


def test_without_locks_threads_do_not_get_the_last_seat_cleanly(race):
    assert breaks(partial(eight_threads_want_the_last_seat, race, pause=0.02, locks=False))


@in_rounds
def test_threads_that_all_find_a_seat_all_get_one(race, pause):
    event = an_event(capacity=50)
    calls = [partial(actions.book_seat, event.id, ONSITE, 1, **a_person()) for _ in range(THREADS * 2)]

    outcomes = race(calls, pause=pause)

    assert outcomes == [Outcome(DONE)] * THREADS * 2
    assert event.ledger(ONSITE).taken == THREADS * 2
    ledger_is_right(event.id)
