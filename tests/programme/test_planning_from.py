"""An event is planned from an idea in the browser, as the idea's page leads to it."""

import pytest
import sqlalchemy as sa

from app import create_app
from app.alliance.ideas import PLANNED, Idea
from app.database import db
from app.programme import idea_planning, planning
from app.programme.models import Event
from tests.conftest import SETTINGS
from tests.make import a_format, a_room
from tests.make_ideas import a_public_idea


def test_an_idea_becomes_an_event(staff):
    idea, format, room = a_public_idea(title="Fahrräder flicken"), a_format(), a_room()

    first = staff.get(staff.get(f"/team/ideen/{idea.id}").links("planen")[0])
    path = first.links(format.name)[0]
    day = {"dates-0-day": "2026-06-05", "dates-0-begins": "14:00"}
    answer = staff.fill(staff.get(path), path, **day, rooms=str(room.id))
    again = staff.fill(staff.get(path), path, **{**day, "dates-0-day": "2026-06-06"}, rooms=str(room.id))

    db.session.expire_all()
    event = db.session.scalars(sa.select(Event)).one()
    idea = db.session.get(Idea, idea.id)
    assert (answer.status, event.title) == (303, "Fahrräder flicken")
    assert (idea.event_id, idea.answer) == (event.id, PLANNED)
    # One idea leads to one event; the second one was not half made.
    assert again.status == 409


@pytest.mark.parametrize("times", [1, 2])
def test_whoever_is_told_is_told_once_however_many_apps_there_are(tmp_path, times):
    for _number in range(times):
        create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/none.db"})

    assert planning.PLANNED_FROM.count(idea_planning.planned_from) == 1
    assert len(planning.PLANNED_FROM) == len(set(planning.PLANNED_FROM))
