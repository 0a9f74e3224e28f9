"""Bodies: who belongs to them, what the trail tells, and what a dissolved one does no more."""

import pytest
import sqlalchemy as sa

from app.accounts.models import AuditEntry
from app.alliance import body_actions, body_rules
from app.alliance.bodies import ABSTAINED, AGAINST, CONSENT, FOR, VOTE, Body
from app.database import db
from app.errors import Refused
from tests.make import an_organisation
from tests.make_bodies import a_body


def stored(body):
    return db.session.get(Body, body.id, populate_existing=True)


def trail(about):
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.about == about).order_by(AuditEntry.id))
    return [(entry.act, entry.details) for entry in entries]


def test_a_body_has_organisations_as_members(app):
    school, town = an_organisation("Schule"), an_organisation("Amt")

    body = a_body(town, school)
    body_actions.add_member(body.id, school.id)

    assert [member.id for member in stored(body).members] == [town.id, school.id]


def test_who_came_and_went_stands_in_the_trail(app):
    school = an_organisation("Schule")
    body = a_body(school, name="Steuerungsgruppe")

    body_actions.remove_member(body.id, school.id)
    body_actions.remove_member(body.id, school.id)

    assert stored(body).members == []
    assert trail(f"body:{body.id}") == [
        ("found_body", {"name": "Steuerungsgruppe"}),
        ("add_member", {"organisation": school.name}),
        ("remove_member", {"organisation": school.name}),
    ]


def test_a_change_is_told_from_what_to_what(app):
    body = a_body(name="Runde")

    body_actions.change_body(body.id, name="Bündnisrunde", purpose="", method=VOTE)

    assert trail(f"body:{body.id}")[-1] == (
        "change_body",
        {"changed": {"name": ["Runde", "Bündnisrunde"], "method": [CONSENT, VOTE]}},
    )


def test_bodies_of_one_name_have_addresses_of_their_own(app):
    assert [a_body(name="Bündnisrunde").slug for _each in range(2)] == ["buendnisrunde", "buendnisrunde-2"]


def test_a_dissolved_body_changes_only_by_being_taken_up_again(app):
    body, school = a_body(), an_organisation()
    body_actions.dissolve_body(body.id)
    acts = [
        lambda: body_actions.add_member(body.id, school.id),
        lambda: body_actions.remove_member(body.id, body.members[0].id),
        lambda: body_actions.change_body(body.id, name="Anders"),
    ]

    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason is body_rules.BodyRefusal.DISSOLVED

    body_actions.revive_body(body.id)
    body_actions.add_member(body.id, school.id)
    assert (stored(body).dissolved_at, len(stored(body).members)) == (None, 4)


@pytest.mark.parametrize(
    ("method", "votes", "adopted"),
    [
        (VOTE, [FOR, FOR, AGAINST], True),
        (VOTE, [FOR, AGAINST, ABSTAINED], False),
        (VOTE, [ABSTAINED], False),
        (CONSENT, [FOR, ABSTAINED], True),
        (CONSENT, [], True),
        (CONSENT, [FOR, FOR, AGAINST], False),
    ],
)
def test_what_adopts_a_resolution(method, votes, adopted):
    assert body_rules.is_adopted(method, votes) is adopted
