"""Accepting and withdrawing at the same moment: one of both counts; with the twin without locks."""

from functools import partial

import pytest

from app.database import db
from app.programme import co_hosting
from app.programme import queries as programme
from app.programme.models import CoHosting
from tests.make_planning import a_question
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

DID = Outcome(DONE)
TOO_LATE = {Outcome(REFUSED, name) for name in ("WITHDRAWN", "ACCEPTED", "HAS_ACCEPTED", "DECLINED")}


def answers_against_a_withdrawal(race, **conditions):
    """Race several answers to one question against taking it back."""
    found = a_question()
    ident, event_id, organisation_id = found.id, found.event_id, found.organisation_id
    acts = [co_hosting.accept, co_hosting.withdraw, co_hosting.decline, co_hosting.accept]

    outcomes = race([partial(act, ident) for act in acts], **conditions)

    state = db.session.get(CoHosting, ident).state
    is_host = organisation_id in [host.id for host in programme.get_event(event_id).hosts]
    accepted, withdrawn, declined, accepted_too = (outcome == DID for outcome in outcomes)
    assert set(outcomes) <= {DID, *TOO_LATE}
    assert is_host == (state == "accepted") == accepted == accepted_too
    assert declined == (state == "declined")
    # Taking back what was declined already does nothing, and says nothing.
    assert withdrawn == (state in ("withdrawn", "declined"))


@in_rounds
def test_an_answer_or_the_withdrawal_counts_never_both(race, pause):
    answers_against_a_withdrawal(race, pause=pause)


def test_without_locks_both_count(race):
    assert breaks(partial(answers_against_a_withdrawal, race, pause=0.02, locks=False))
