"""Several people save the form of one event at once: one of them wins, all others are asked."""

from functools import partial

import pytest

from app.database import db
from app.programme import planning, queries
from app.programme.models import Event
from app.stale import digest
from tests.make import an_event
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow


def several_who_save(race, **conditions):
    """Race four people who had opened the form of an event at the same time."""
    event = an_event(title="Nähen")
    seen = digest(planning.as_shown(queries.get_event(event.id)))
    titles = [f"Nähen {number}" for number in range(4)]

    outcomes = race([partial(planning.change_event, event.id, seen=seen, title=each) for each in titles], **conditions)

    won = [title for title, outcome in zip(titles, outcomes, strict=True) if outcome == Outcome(DONE)]
    db.session.expire_all()
    assert sorted(outcome.end for outcome in outcomes) == [DONE, *[REFUSED] * 3]
    assert set(outcomes) == {Outcome(DONE), Outcome(REFUSED, "CHANGED")}
    assert db.session.get(Event, event.id).title == won[0]


@in_rounds
def test_one_wins_and_the_others_are_asked(race, pause):
    several_who_save(race, pause=pause)


def test_without_the_lock_one_overwrites_the_other(race):
    assert breaks(partial(several_who_save, race, pause=0.02, locks=False))
