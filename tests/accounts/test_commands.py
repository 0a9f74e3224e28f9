"""What whoever runs the house does for people who sign in, on the command line."""

import pytest
import sqlalchemy as sa

from app.accounts import actions, queries
from app.accounts.models import Account
from app.database import db
from app.errors import Refused
from tests.make import PASSWORD, a_member_of_staff
from tests.make_people import a_second_factor


def run(app, *words, **more):
    return app.test_cli_runner().invoke(args=["staff", *words], **more)


def test_a_weak_password_is_refused_with_a_sentence(app):
    answer = run(app, "add", "ole@example.org", "--password", "passwort1234")

    assert (answer.exit_code, "auf Listen, die Angreifer ausprobieren" in answer.output) == (1, True)
    assert db.session.scalars(sa.select(Account)).all() == []


def test_who_lost_everything_is_let_in_again(app, at):
    at("2026-05-04 12:00")
    account = a_member_of_staff("ole@example.org")
    a_second_factor(account)
    identity = account.get_id()
    for _ in range(6):
        with pytest.raises(Refused):
            actions.check_sign_in("ole@example.org", "falsch")

    answer = run(app, "rescue", "OLE@example.org")
    password = answer.output.partition("shown once: ")[2].partition(". ")[0]

    db.session.rollback()
    assert actions.check_sign_in("ole@example.org", password)[0].totp_secret is None
    assert queries.find_signed_in(identity) is None
    with pytest.raises(Refused):
        actions.check_sign_in("ole@example.org", PASSWORD)


def test_an_unknown_address_is_said_to_be_one(app):
    answer = run(app, "rescue", "niemand@example.org")

    assert (answer.exit_code, "This address has no account." in answer.output) == (1, True)
