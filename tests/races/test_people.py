"""Who signs in, at the same moment: one account per invitation, one administrator stays, a code and a try count once.

Each promise with a twin that breaks without its lock, or without the constraint behind it.
"""

from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import actions, granting, inviting, queries, second_factor
from app.accounts.models import ADMINISTRATION, Account, Invitation, RoleGrant
from app.database import db, is_postgresql, transaction
from tests.make import a_member_of_staff
from tests.make_people import NEW_PASSWORD, a_second_factor, an_invitation, code_of
from tests.races.processes import DONE, FAILED, REFUSED, Outcome
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

WON = Outcome(DONE)
_numbers = iter(range(1, 10_000))


def only_where_several_write():
    if not is_postgresql():
        pytest.skip("SQLite has one writer; whoever looked before it ended is refused by SQLite itself.")


def an_address():
    return f"gast{next(_numbers)}@example.org"


def accept_at_once(race, times=6, **conditions):
    """Let the link of one invitation be used several times at once; return the outcomes and the accounts there are."""
    invitation = an_invitation(an_address())
    calls = [partial(inviting.accept, invitation.id, 1, "Ole", NEW_PASSWORD) for _ in range(times)]

    outcomes = race(calls, **conditions)

    return outcomes, db.session.scalar(sa.select(sa.func.count(Account.id)).where(Account.email == invitation.email))


def revoke_each_other(race, **conditions):
    """Let two administrators, who are the only ones, take the role from each other; return the outcomes."""
    first, second = (a_member_of_staff(an_address()) for _ in range(2))
    for (other,) in db.session.execute(
        sa.select(RoleGrant.account_id).where(RoleGrant.account_id.not_in([first.id, second.id]))
    ).all():
        granting.revoke_role(other, ADMINISTRATION)

    outcomes = race([partial(granting.revoke_role, each.id, ADMINISTRATION) for each in (first, second)], **conditions)

    left = db.session.scalar(sa.select(sa.func.count(RoleGrant.id)).where(RoleGrant.role == ADMINISTRATION))
    assert left >= 1
    return outcomes, left


def use_one_code(race, times=6, **conditions):
    """Let one code of a phone be used several times at once; return the outcomes."""
    account = a_member_of_staff(an_address())
    secret, _codes = a_second_factor(account)
    # The next code, as the present one was used to set the phone up.
    return race([partial(second_factor.check_code, account.id, code_of(secret, 1)) for _ in range(times)], **conditions)


def guess_at_once(race, times=12, **conditions):
    """Let somebody try many passwords at once; return how many were looked at."""
    email = an_address()
    outcomes = race([partial(actions.check_sign_in, email, f"geraten {n}") for n in range(times)], **conditions)
    return [outcome.what for outcome in outcomes].count("WRONG"), outcomes


@in_rounds
def test_an_invitation_accepted_twice_at_once_makes_one_account(race, pause):
    outcomes, accounts = accept_at_once(race, pause=pause)

    assert sorted(outcome.what for outcome in outcomes) == [""] + ["USED"] * 5
    assert (outcomes.count(WON), accounts) == (1, 1)


def test_without_the_lock_the_address_has_one_account_all_the_same(race):
    outcomes, accounts = accept_at_once(race, pause=0.05, locks=False)

    assert (outcomes.count(WON), accounts) == (1, 1)
    assert {outcome.end for outcome in outcomes} <= {DONE, REFUSED, FAILED}


def test_without_lock_and_constraint_there_would_be_several(race):
    only_where_several_write()
    with transaction():
        db.session.execute(sa.text("ALTER TABLE accounts DROP CONSTRAINT uq_accounts_email"))

    assert breaks(lambda: _one(accept_at_once(race, pause=0.05, locks=False)[1]))


def _one(number):
    assert number == 1


@in_rounds
def test_two_administrators_who_revoke_each_other_leave_one(race, pause):
    outcomes, left = revoke_each_other(race, pause=pause)

    assert left == 1
    assert sorted((outcome.end, outcome.what) for outcome in outcomes) == [
        (DONE, ""), (REFUSED, "LAST_ADMINISTRATOR"),
    ]  # fmt: skip


def test_without_the_lock_the_database_keeps_an_administrator(race):
    for _round in range(3):
        _outcomes, left = revoke_each_other(race, pause=0.05, locks=False)

        assert left >= 1


def test_without_lock_and_constraint_nobody_would_be_left(race):
    only_where_several_write()
    with transaction():
        db.session.execute(
            sa.text("ALTER TABLE sign_in_rules DROP CONSTRAINT ck_sign_in_rules_never_without_administration")
        )

    assert breaks(lambda: revoke_each_other(race, pause=0.05, locks=False))


@in_rounds
def test_a_code_used_at_once_lets_one_in(race, pause):
    outcomes = use_one_code(race, times=5, pause=pause)

    assert outcomes.count(WON) == 1
    assert {outcome.what for outcome in outcomes} == {"", "WRONG_CODE"}


def test_without_the_lock_one_code_would_let_several_in(race):
    only_where_several_write()

    assert breaks(lambda: _one(use_one_code(race, times=5, pause=0.05, locks=False).count(WON)))


@in_rounds
def test_many_tries_at_once_are_no_more_than_their_number(race, pause):
    looked_at, outcomes = guess_at_once(race, pause=pause)

    assert looked_at == 5
    assert {outcome.what for outcome in outcomes} == {"WRONG", "TOO_OFTEN"}


def test_without_the_lock_more_would_be_looked_at(race):
    only_where_several_write()

    assert breaks(lambda: _five(guess_at_once(race, pause=0.05, locks=False)[0]))


def _five(number):
    assert number == 5


@in_rounds
def test_an_address_invited_twice_at_once_has_one_invitation(race, pause):
    email = an_address()
    calls = [partial(inviting.invite, email, "Ole", [["rooms", None, None]]) for _ in range(4)]

    outcomes = race(calls, pause=pause)

    assert sorted(outcome.what for outcome in outcomes) == [""] + ["ALREADY_INVITED"] * 3
    since = clock.now().replace(year=2000)
    assert queries.find_open_invitation(email, since) is not None
    assert db.session.scalar(sa.select(sa.func.count(Invitation.id)).where(Invitation.email == email)) == 1
