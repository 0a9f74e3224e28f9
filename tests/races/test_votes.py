"""One organisation has one vote, however many record it at the same moment; with the twin without locks."""

from functools import partial

import pytest
import sqlalchemy as sa

from app.alliance.bodies import Resolution, ResolutionVote
from app.database import db
from app.programme import resolutions
from tests.make import an_organisation
from tests.make_bodies import a_body, a_resolution
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

COUNTED, THERE_ALREADY = Outcome(DONE), Outcome(REFUSED, "VOTED")


def votes_of(resolution_id):
    rows = sa.select(ResolutionVote.organisation_id, ResolutionVote.vote)
    return dict(db.session.execute(rows.where(ResolutionVote.resolution_id == resolution_id)).all())


def twelve_votes_of_one_organisation(race, **conditions):
    """Race to record the vote of one member twelve times."""
    member = an_organisation()
    resolution_id = a_resolution(a_body(member)).id

    outcomes = race([partial(resolutions.cast_vote, resolution_id, member.id, "for")] * 12, **conditions)

    assert sorted(outcomes, key=str) == [COUNTED, *[THERE_ALREADY] * 11]
    assert votes_of(resolution_id) == {member.id: "for"}


@in_rounds
def test_of_twelve_votes_of_one_organisation_one_counts(race, pause):
    twelve_votes_of_one_organisation(race, pause=pause)


def test_without_locks_the_votes_of_one_organisation_are_not_refused_cleanly(race):
    assert breaks(partial(twelve_votes_of_one_organisation, race, pause=0.02, locks=False))


@in_rounds
def test_the_votes_of_all_members_at_once_are_all_counted(race, pause):
    members = [an_organisation() for _each in range(8)]
    votes = {member.id: "for" if number < 3 else "against" for number, member in enumerate(members)}
    resolution_id = a_resolution(a_body(*members)).id

    outcomes = race([partial(resolutions.cast_vote, resolution_id, *vote) for vote in votes.items()], pause=pause)

    assert outcomes == [COUNTED] * 8
    assert votes_of(resolution_id) == votes
    assert db.session.get(Resolution, resolution_id).is_adopted is False
