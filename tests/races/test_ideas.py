"""Ideas under fire: an address counts once, everybody is counted, and of two who decide one does; each with a twin."""

from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.alliance import idea_deciding, idea_queries, supporting
from app.alliance.ideas import DECLINED, PLANNED, Idea, IdeaDecision, IdeaSupport
from app.database import db
from app.notifications.models import Message
from app.programme import idea_planning
from app.programme.models import PUBLISHED
from tests.make_ideas import a_public_idea, a_support, an_event_from
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

WON, TOO_LATE = Outcome(DONE), Outcome(REFUSED, "DECIDED")


def count(model, *conditions):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions))


def supporters(idea):
    return db.session.get(Idea, idea.id, populate_existing=True).supporters


def many_confirmations(race, **conditions):
    """Race six people who confirm, two of them with each of their links twice."""
    idea = a_public_idea()
    found = [a_support(idea, f"gast{n}-{clock.now():%f}@example.org", is_confirmed=False) for n in range(6)]
    calls = [partial(supporting.confirm, each.id) for each in (*found, *found[:2])]

    outcomes = race(calls, **conditions)

    assert outcomes == [WON] * 8
    assert supporters(idea) == 7
    assert count(IdeaSupport, IdeaSupport.idea_id == idea.id, IdeaSupport.confirmed_at.is_not(None)) == 7


@in_rounds
def test_many_who_confirm_at_once_are_all_counted_and_nobody_twice(race, pause):
    many_confirmations(race, pause=pause)


def test_without_the_lock_somebody_is_lost_or_counted_twice(race):
    assert breaks(partial(many_confirmations, race, pause=0.02, locks=False))


def one_address_often(race, **conditions):
    """Race one address, written in several ways, that asks eight times."""
    idea = a_public_idea()
    calls = [partial(supporting.support, idea.id, f"jana+{number % 4}@example.org") for number in range(8)]

    outcomes = race(calls, **conditions)

    assert outcomes == [WON] * 8
    assert count(IdeaSupport, IdeaSupport.idea_id == idea.id) == 2
    abouts = [each.about for each in idea_queries.supports_of(idea.id)]
    assert count(Message, Message.about.in_(abouts)) == 1


@in_rounds
def test_one_address_that_asks_at_once_is_one_and_gets_one_mail(race, pause):
    one_address_often(race, pause=pause)


def test_without_the_lock_the_constraint_has_the_last_word(race):
    assert breaks(partial(one_address_often, race, pause=0.02, locks=False))
    assert db.session.execute(
        sa.select(IdeaSupport.idea_id, IdeaSupport.mailbox)
        .group_by(IdeaSupport.idea_id, IdeaSupport.mailbox)
        .having(sa.func.count() > 1)
    ).all() == []  # fmt: skip


def two_decide(race, **conditions):
    """Race a yes and a no by people who have read the same; one of them stands."""
    idea = a_public_idea()
    yes = partial(idea_deciding.answer, idea.id, PLANNED, "Gern", 1)
    no = partial(idea_deciding.answer, idea.id, DECLINED, "Zu teuer", 1)

    outcomes = race([yes, no] * 2, **conditions)

    assert sorted(outcomes, key=str) == [WON, *[TOO_LATE] * 3]
    assert count(IdeaDecision, IdeaDecision.idea_id == idea.id) == 2


@in_rounds
def test_of_two_who_decide_at_once_one_does(race, pause):
    two_decide(race, pause=pause)


def test_without_the_lock_both_do(race):
    assert breaks(partial(two_decide, race, pause=0.02, locks=False))


def told_by_two_tickers(race, **conditions):
    """Race several tickers that tell the same supporters."""
    idea = a_public_idea(supporters=[f"gast{clock.now():%f}@example.org"])
    an_event_from(idea, state=PUBLISHED)
    idents = [each.id for each in idea_queries.supports_of(idea.id)]

    race([partial(idea_planning.tell, ident) for ident in idents] * 3, **conditions)

    abouts = [f"idea_support:{ident}" for ident in idents]
    assert count(Message, Message.about.in_(abouts), Message.template.endswith("idea_seats_open")) == 2


@in_rounds
def test_each_supporter_is_told_once_however_many_tick(race, pause):
    told_by_two_tickers(race, pause=pause)


def test_without_the_lock_they_are_told_often(race):
    assert breaks(partial(told_by_two_tickers, race, pause=0.02, locks=False))
