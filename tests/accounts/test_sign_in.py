"""Signing in: one answer for every address, and pauses that grow."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import actions, erasing, passwords, queries, resetting, rules, tokens
from app.accounts.models import Account, AuditEntry, SignInThrottle
from app.accounts.rules import SignInRefusal
from app.database import db, transaction
from app.errors import Refused
from tests.make import PASSWORD, a_member_of_staff


def refusal_of(email, password):
    with pytest.raises(Refused) as refused:
        actions.check_sign_in(email, password)
    return refused.value.reason


def test_staff_sign_in_with_their_password(app):
    account = a_member_of_staff("team@example.org")

    assert actions.check_sign_in(" Team@Example.org ", PASSWORD)[0].id == account.id


def test_unknown_addresses_and_wrong_passwords_sound_alike(app):
    a_member_of_staff("team@example.org")

    refusals = [refusal_of(email, "falsch") for email in ("team@example.org", "niemand@example.org")]

    assert refusals == [SignInRefusal.WRONG] * 2


@pytest.mark.parametrize("email", ["team@example.org", "niemand@example.org"])
def test_after_five_failures_everybody_waits(app, at, email):
    at("2026-05-01 12:00")
    a_member_of_staff("team@example.org")

    reasons = [refusal_of(email, "falsch") for _ in range(6)]

    assert reasons == [SignInRefusal.WRONG] * 5 + [SignInRefusal.TOO_OFTEN]
    clock.stand_still(clock.now() + timedelta(seconds=31))
    assert refusal_of(email, "falsch") is SignInRefusal.WRONG


def test_a_right_password_ends_the_counting(app, at):
    at("2026-05-01 12:00")
    a_member_of_staff("team@example.org")
    refusal_of("team@example.org", "falsch")

    actions.check_sign_in("team@example.org", PASSWORD)

    assert db.session.scalar(sa.select(sa.func.count(SignInThrottle.key))) == 0


def test_throttles_hold_no_address(app, at):
    at("2026-05-01 12:00")
    refusal_of("niemand@example.org", "falsch")

    kept = db.session.scalars(sa.select(SignInThrottle.key)).one()

    assert kept == tokens.keyed_hash("sign-in", "niemand@example.org")
    assert "niemand" not in kept


def test_a_closed_account_cannot_sign_in(app):
    account = a_member_of_staff("team@example.org")
    with transaction():
        db.session.get(type(account), account.id).is_open = False

    assert refusal_of("team@example.org", PASSWORD) is SignInRefusal.WRONG


def test_a_raised_version_signs_out_everywhere(app):
    account = a_member_of_staff()
    identity = account.get_id()

    with transaction():
        db.session.get(type(account), account.id).sign_in_version = 2

    assert queries.find_signed_in(identity) is None


def test_the_session_of_somebody_erased_is_not_that_of_who_gets_the_number(app, at):
    at("2026-05-04 12:00")
    a_member_of_staff()
    ole = a_member_of_staff("ole@example.org")
    identity, number = ole.get_id(), ole.id
    erasing.erase(number)
    at("2026-05-04 12:05")
    with transaction():
        db.session.add(
            Account(id=number, email="neu@example.org", name="Neu", password_hash="", created_at=clock.now())
        )

    assert queries.find_signed_in(identity) is None


def test_a_password_that_is_changed_while_it_is_looked_at_signs_nobody_in(app, monkeypatch):
    account = a_member_of_staff()
    is_right = passwords.is_right

    def changed_meanwhile(*args):
        monkeypatch.setattr(passwords, "is_right", is_right)
        resetting.change_password(account.id, PASSWORD, "ein ganz anderes Passwort 2026")
        return is_right(*args)

    monkeypatch.setattr(passwords, "is_right", changed_meanwhile)
    _account, identity = actions.check_sign_in("team@example.org", PASSWORD)

    assert queries.find_signed_in(identity) is None


@pytest.mark.parametrize("identity", ["", "x", "1", "1.x", "0.1", "1.2.3", "-1.1"])
def test_a_strange_session_is_nobody(app, identity):
    a_member_of_staff()

    assert queries.find_signed_in(identity) is None


def test_an_address_has_one_account(app):
    a_member_of_staff("team@example.org")

    with pytest.raises(ValueError, match="already"):
        actions.add_staff("TEAM@example.org", "Noch einmal", PASSWORD)


def test_short_passwords_are_refused(app):
    with pytest.raises(ValueError, match="12 characters"):
        actions.add_staff("team@example.org", "Team", "kurz")


def test_adding_staff_stands_in_the_audit_trail(app):
    account = a_member_of_staff()

    assert db.session.execute(sa.select(AuditEntry.act, AuditEntry.about)).all() == [
        ("add_staff", f"account:{account.id}"), ("grant_role", f"account:{account.id}")
    ]  # fmt: skip


def test_pauses_double_up_to_a_quarter_of_an_hour():
    failed_at = clock.now()

    def waits(failures, **pause):
        return rules.why_not_try(failures, failed_at, failed_at + timedelta(**pause)) is not None

    assert [waits(4, seconds=0), waits(5, seconds=29), waits(5, seconds=30), waits(6, seconds=59)] == [
        False, True, False, True,
    ]  # fmt: skip
    assert [waits(40, minutes=14), waits(40, minutes=15), waits(40, hours=25)] == [True, False, False]
