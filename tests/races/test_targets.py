"""Several people who set one target at once all have their version, and several who count leave one count."""

import json
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.alliance import setting_targets, target_queries
from app.database import db
from app.programme import network_counting
from app.programme.networks import NetworkCount
from tests.make import an_area, an_organisation
from tests.make_areas import an_event_that_took_place
from tests.races.processes import DONE, Outcome
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

WON = Outcome(DONE)


def eight_who_set(race, **conditions):
    """Race eight people who set the same target, each to another value."""
    area, year = an_area(), clock.today(clock.now()).year
    calls = [
        partial(setting_targets.set_target, area.id, year, "events", value, f"Grund {value}") for value in range(8)
    ]

    outcomes = race(calls, **conditions)

    assert outcomes == [WON] * 8
    versions = target_queries.all_versions(area.id)
    assert [each.version for each in versions] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert sorted(each.value for each in versions) == list(range(8))


@in_rounds
def test_every_version_of_a_target_has_a_number_of_its_own(race, pause):
    eight_who_set(race, pause=pause)


def test_without_the_lock_two_versions_want_one_number(race):
    assert breaks(partial(eight_who_set, race, pause=0.02, locks=False))


@in_rounds
def test_who_counts_at_once_counts_once(race, pause):
    one, other = an_organisation(), an_organisation()
    for _number in range(2):
        an_event_that_took_place(hosts=[one, other])

    outcomes = race([network_counting.count_meetings] * 6, pause=pause)

    assert outcomes == [WON] * 6
    found = json.loads(db.session.scalar(sa.select(NetworkCount.meetings)))["organisations"]["totals"]
    assert (found[one.key], found[other.key]) == (2, 2)
