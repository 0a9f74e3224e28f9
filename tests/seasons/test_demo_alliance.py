"""What the alliance of the demo resolved and wishes for; nobody is named in it."""

import sqlalchemy as sa

from app.alliance.bodies import Body, Meeting, Resolution
from app.alliance.ideas import Idea, IdeaSupport
from app.database import db


def test_the_demo_has_a_body_that_meets_and_resolved_something(demo_app):
    body = db.session.scalars(sa.select(Body)).one()
    meeting = db.session.scalars(sa.select(Meeting)).one()
    resolved = db.session.scalars(sa.select(Resolution).order_by(Resolution.id)).all()

    assert (body.name, body.is_demo, len(body.members), len(meeting.agenda)) == ("Bündnisrunde", True, 6, 3)
    assert [(each.is_public, each.method, each.follow_up) for each in resolved] == [
        (True, "consent", "under-way"), (True, "vote", "open"), (False, "consent", "open"),
    ]  # fmt: skip
    assert all(each.is_demo and each.is_adopted and each.owner and each.due_on for each in resolved)


def test_the_demo_has_ideas_without_anybody_s_address(demo_app):
    ideas = db.session.scalars(sa.select(Idea).order_by(Idea.supporters.desc())).all()

    assert [(each.supporters, each.answer) for each in ideas] == [(12, None), (7, "planned"), (3, None)]
    assert all(each.is_demo and each.area_id and not each.email and not each.name for each in ideas)
    assert db.session.scalars(sa.select(IdeaSupport)).all() == []
