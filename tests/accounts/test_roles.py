"""What roles open, and that the house keeps an administrator."""

import pytest
import sqlalchemy as sa

from app.accounts import granting, rules
from app.accounts.models import ADMINISTRATION, DOOR, PROGRAMME, REPRESENTATIVE, ROOMS, Account, RoleGrant
from app.accounts.rules import RoleRefusal, Where
from app.database import db, transaction
from app.errors import Refused
from tests.make import a_member_of_staff, a_place, an_organisation

HERE, ELSEWHERE = Where(places=frozenset({1})), Where(places=frozenset({2}))


def grant(role, place_id=None, organisation_id=None):
    return RoleGrant(role=role, place_id=place_id, organisation_id=organisation_id)


@pytest.mark.parametrize(
    ("held", "where", "is_open"),
    [
        (grant(ROOMS), None, True),
        (grant(ROOMS), ELSEWHERE, True),
        (grant(ROOMS, place_id=1), HERE, True),
        (grant(ROOMS, place_id=1), ELSEWHERE, False),
        # A thing of the whole house, such as a digital room.
        (grant(ROOMS, place_id=1), Where(), True),
        (grant(PROGRAMME), HERE, False),
        (grant(ADMINISTRATION), ELSEWHERE, True),
        (grant(DOOR), HERE, False),
        (grant(DOOR), Where(places=frozenset({1}), is_today=True), True),
        (grant(DOOR, place_id=2), Where(places=frozenset({1}), is_today=True), False),
        (grant(REPRESENTATIVE, organisation_id=7), Where(organisations=frozenset({7})), True),
        (grant(REPRESENTATIVE, organisation_id=8), Where(organisations=frozenset({7})), False),
    ],
)
def test_a_role_opens_what_it_holds_for(held, where, is_open):
    assert rules.may_open([held], (ROOMS, DOOR, REPRESENTATIVE), where) is is_open


def test_roles_add_up_and_places_with_them():
    assert rules.places([grant(ROOMS, place_id=1), grant(ROOMS, place_id=2), grant(PROGRAMME)], (ROOMS,)) == {1, 2}
    assert rules.places([grant(ROOMS, place_id=1), grant(ROOMS)], (ROOMS,)) is None
    assert rules.places([grant(ADMINISTRATION)], (ROOMS,)) is None
    assert rules.places([grant(REPRESENTATIVE, organisation_id=7)], (ROOMS,)) == frozenset()


def test_the_last_administrator_stays(app):
    account = a_member_of_staff()

    for act in (lambda: granting.revoke_role(account.id, ADMINISTRATION), lambda: granting.close_account(account.id)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason is RoleRefusal.LAST_ADMINISTRATOR

    assert db.session.get(Account, account.id).is_open
    assert [row.role for row in db.session.scalars(sa.select(RoleGrant))] == [ADMINISTRATION]


def test_one_of_two_administrators_may_go_and_come_back(app):
    first, second = a_member_of_staff(), a_member_of_staff("zweites@example.org")

    granting.close_account(first.id)
    with pytest.raises(Refused):
        granting.revoke_role(second.id, ADMINISTRATION)
    granting.open_account(first.id)
    granting.revoke_role(second.id, ADMINISTRATION)

    assert [grant.account_id for grant in db.session.scalars(sa.select(RoleGrant))] == [first.id]


def test_the_database_keeps_an_administrator_by_itself(app):
    a_member_of_staff()

    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.text("UPDATE sign_in_rules SET administrators = administrators - 1"))


def test_the_same_role_is_held_once(app):
    account, place, organisation = a_member_of_staff(), a_place(), an_organisation()

    for _again in range(2):
        granting.grant_role(account.id, ROOMS, place_id=place.id)
        granting.grant_role(account.id, ROOMS)
        granting.grant_role(account.id, REPRESENTATIVE, organisation_id=organisation.id)

    assert db.session.scalar(sa.select(sa.func.count(RoleGrant.id))) == 4
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(RoleGrant(account_id=account.id, role=ROOMS))
