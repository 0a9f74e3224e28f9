"""One vote per organisation, one agenda, minutes once, however many act at once; with the twin without locks."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.alliance.bodies import AgendaItem, Resolution, ResolutionVote
from app.database import db
from app.notifications.models import Message
from app.programme import agenda, meetings, minutes, resolutions
from tests.make import an_event, an_organisation
from tests.make_bodies import a_body, a_meeting, a_past_meeting, a_resolution
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


def eight_send_the_minutes(race, **conditions):
    """Race to send the minutes of one meeting to its two members."""
    members = [an_organisation(contact_email=f"kontakt{number}@example.org") for number in range(2)]
    meeting_id = a_past_meeting(a_body(*members)).id
    minutes.write_minutes(meeting_id, "Wir sprachen.", [])

    outcomes = race([partial(minutes.send_minutes, meeting_id)] * 8, **conditions)

    assert sorted(outcomes, key=str) == [COUNTED, *[Outcome(REFUSED, "SENT")] * 7]
    mails = sa.select(Message.recipient).where(Message.about == f"meeting:{meeting_id}").order_by(Message.recipient)
    assert db.session.scalars(mails).all() == ["kontakt0@example.org", "kontakt1@example.org"]


@in_rounds
def test_minutes_that_eight_send_at_once_go_out_once(race, pause):
    eight_send_the_minutes(race, pause=pause)


@in_rounds
def test_what_waits_is_collected_once_however_many_press_the_button(race, pause):
    body = a_body()
    a_week_ago = clock.today(clock.now()) - timedelta(days=7)
    for _each in range(3):
        a_resolution(body, decided_on=a_week_ago, due_on=a_week_ago)
    meeting_id = a_meeting(body).id

    outcomes = race([partial(agenda.collect_waiting, meeting_id)] * 8, pause=pause)

    assert outcomes == [COUNTED] * 8
    positions = sa.select(AgendaItem.position).where(AgendaItem.meeting_id == meeting_id)
    assert sorted(db.session.scalars(positions)) == [1, 2, 3]


@in_rounds
def test_of_two_bodies_one_meets_at_an_event(race, pause):
    event_id = an_event().id
    bodies = [a_body().id for _each in range(4)]

    outcomes = race([partial(meetings.connect_meeting, body_id, event_id) for body_id in bodies], pause=pause)

    assert sorted(outcomes, key=str) == [COUNTED, *[Outcome(REFUSED, "TAKEN")] * 3]
