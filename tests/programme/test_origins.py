"""The page of an event leads the team back to where it came from."""

from app.programme import meetings
from tests.make import an_event
from tests.make_bodies import a_body
from tests.make_ideas import a_public_idea, an_event_from


def test_it_leads_back_to_its_idea_and_to_the_body_that_meets(staff):
    body, idea, plain = a_body(name="Beirat"), a_public_idea(title="Nähen"), an_event()
    event = an_event_from(idea)
    meeting = meetings.connect_meeting(body.id, event.id)

    page = staff.get(f"/team/veranstaltungen/{event.id}")

    assert page.links("Nähen") == [f"/team/ideen/{idea.id}"]
    assert page.links("Beirat") == [f"/team/sitzungen/{meeting.id}"]
    assert staff.get(f"/team/veranstaltungen/{plain.id}").links("Nähen") == []
