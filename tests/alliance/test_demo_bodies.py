"""Bodies that are part of the demo go with it; what the house resolved itself stays."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.alliance.bodies import AgendaItem, Body, Meeting, Resolution
from app.alliance.models import Organisation
from app.database import db, transaction
from app.operations import demo_removal
from app.programme import agenda, meetings, minutes
from app.programme.models import Event
from tests.make import an_event, an_organisation
from tests.make_bodies import a_body, a_past_meeting, a_resolution


def all_of(model):
    return db.session.scalars(sa.select(model.id).order_by(model.id)).all()


@pytest.fixture
def demo_body(app):
    """A body of the demo with a member of the demo that met, and resolved something."""
    member = an_organisation(is_demo=True)
    body = a_body(member)
    with transaction():
        db.session.get(Body, body.id).is_demo = True
    meeting = a_past_meeting(body, is_demo=True)
    agenda.add_item(meeting.id, "Punkt")
    minutes.write_minutes(meeting.id, "Wir sprachen.", [member.id])
    resolution = a_resolution(body, meeting_id=meeting.id, votes={member.id: "for"}, owner_id=member.id)
    with transaction():
        db.session.get(Resolution, resolution.id).is_demo = True
    return body


def test_a_body_of_the_demo_goes_with_all_it_had(demo_body):
    demo_removal.remove_demo()

    assert [all_of(model) for model in (Body, Meeting, AgendaItem, Resolution, Organisation, Event)] == [[]] * 6


def test_what_the_house_resolved_itself_keeps_the_body_and_its_members(demo_body):
    own = a_resolution(demo_body)

    demo_removal.remove_demo()

    body = db.session.get(Body, demo_body.id)
    assert (all_of(Resolution), body.is_demo, len(body.members)) == ([own.id], False, 1)
    assert body.members[0].is_demo is False


def test_an_own_body_keeps_its_meeting_at_an_event_of_the_demo(app):
    body = a_body(an_organisation(is_demo=True))
    event = an_event(is_demo=True, starts_at=clock.now() + timedelta(days=3))
    meeting = meetings.connect_meeting(body.id, event.id)

    demo_removal.remove_demo()

    assert (all_of(Body), all_of(Meeting), all_of(Event)) == ([body.id], [meeting.id], [event.id])
