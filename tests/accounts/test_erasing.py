"""Erasing somebody of the team: the person leaves, what they did stays; also after a restore. And what is forgotten."""

import json

import pytest
import sqlalchemy as sa

from app.accounts import actions, erasing, granting, jobs
from app.accounts.models import (
    ADMINISTRATION,
    DOOR,
    ROOMS,
    Account,
    AccountErasure,
    AuditEntry,
    Invitation,
    RoleGrant,
    SignInRules,
    SignInThrottle,
)  # fmt: skip
from app.accounts.rules import RoleRefusal
from app.database import db, transaction
from app.errors import Refused
from app.notifications import account_mails, delivery
from app.notifications.models import Message
from app.operations import backup, erasures, restoring
from tests.make import a_member_of_staff, a_room, a_room_request
from tests.make_people import an_invitation, later


@pytest.fixture
def ole(app, at):
    """Somebody who has done something, besides an administrator."""
    at("2026-05-04 12:00")
    a_member_of_staff("team@example.org", "Jana")
    ole = a_member_of_staff("ole@example.org", "Ole Müller", roles=(DOOR, ROOMS))
    with transaction():
        db.session.add(AuditEntry(at=ole.created_at, account_id=ole.id, act="change_room", about="room:1", details={}))
    return ole


def whole_database():
    """Everything that is stored, as text."""
    db.session.rollback()
    return json.dumps(
        {
            table.name: [list(row) for row in db.session.execute(sa.select(table))]
            for table in db.metadata.sorted_tables
        },
        default=str,
        ensure_ascii=False,
    )


def test_name_and_address_leave_everything(ole):
    an_invitation("ole@example.org", "Ole Müller")
    with pytest.raises(Refused):
        actions.check_sign_in("ole@example.org", "falsch")
    before = whole_database()

    erasing.erase(ole.id)
    after = whole_database()

    assert ("ole@example.org" in before, "Ole Müller" in before) == (True, True)
    assert ("ole@example.org" in after, "Ole Müller" in after) == (False, False)
    assert db.session.scalars(sa.select(SignInThrottle)).all() == []
    assert [message.state for message in db.session.scalars(sa.select(Message))] == ["dropped"]


def test_what_somebody_asked_for_signed_in_names_them_no_more(ole):
    a_room_request(a_room(), name="Ole Müller", email="ole@example.org", is_verified=True, is_confirmed=False)

    erasing.erase(ole.id)
    after = whole_database()

    assert ("ole@example.org" in after, "Ole Müller" in after) == (False, False)
    # The house is still told that there is a request, by nobody.
    assert sorted(db.session.scalars(sa.select(Message.state))) == ["dropped", "waiting"]


def test_what_somebody_did_stays_with_their_strongest_role(ole):
    erasing.erase(ole.id)

    columns = AuditEntry.act, AuditEntry.account_id, AuditEntry.by_role
    entries = db.session.execute(sa.select(*columns).order_by(AuditEntry.id)).all()

    assert ("change_room", None, "rooms") in entries
    assert entries[-1] == ("erase_account", None, None)


def test_twice_does_no_harm_and_is_noted_once(ole):
    for _ in range(2):
        erasing.erase(ole.id)

    assert db.session.scalars(sa.select(AccountErasure.account_id)).all() == [ole.id]


def test_the_last_administrator_is_not_erased(app):
    account = a_member_of_staff()

    with pytest.raises(Refused) as refused:
        erasing.erase(account.id)

    assert refused.value.reason is RoleRefusal.LAST_ADMINISTRATOR
    assert db.session.get(Account, account.id) is not None


def test_an_administrator_is_counted_out(app):
    first, second = a_member_of_staff(), a_member_of_staff("zwei@example.org")

    erasing.erase(first.id)

    with pytest.raises(Refused):
        granting.revoke_role(second.id, ADMINISTRATION)
    assert db.session.get(SignInRules, 1, populate_existing=True).administrators == 1


def test_who_was_erased_after_the_backup_is_erased_again(ole, tmp_path):
    backup.write_backup(tmp_path / "file")
    later(minutes=5)
    erasing.erase(ole.id)

    restoring.restore_backup(tmp_path / "file", replace=True)

    assert db.session.scalars(sa.select(Account.email)).all() == ["team@example.org"]
    assert "Ole Müller" not in whole_database()


def test_even_the_last_administrator_of_a_backup_is_erased_again(app, at, tmp_path):
    at("2026-05-04 12:00")
    first = a_member_of_staff()
    backup.write_backup(tmp_path / "file")
    later(minutes=5)
    a_member_of_staff("zwei@example.org")
    erasing.erase(first.id)

    restoring.restore_backup(tmp_path / "file", replace=True)
    added = a_member_of_staff("neu@example.org")

    assert db.session.scalars(sa.select(Account.email)).all() == ["neu@example.org"]
    assert db.session.scalars(sa.select(RoleGrant.account_id)).all() == [added.id]
    assert db.session.get(SignInRules, 1, populate_existing=True).administrators == 1


def test_the_journal_names_nobody(ole, tmp_path):
    erasing.erase(ole.id)
    erasures.write_erasures()

    text = (tmp_path / "erasures.jsonl").read_text()

    assert json.loads(text) == {
        "account_id": ole.id, "erased_at": "2026-05-04T10:00:00+00:00", "created_at": None,
    }  # fmt: skip


def test_tries_are_forgotten_after_a_day_and_invitations_some_weeks_after_they_ended(app, at):
    at("2026-05-01 12:00")
    with pytest.raises(Refused):
        actions.check_sign_in("niemand@example.org", "falsch")
    an_invitation()
    kept = []
    for days in (0, 1, 35, 2):
        later(days=days, minutes=1)
        jobs.forget_sign_ins()
        db.session.rollback()
        kept.append(tuple(len(db.session.scalars(sa.select(each)).all()) for each in (SignInThrottle, Invitation)))

    assert kept == [(1, 1), (0, 1), (0, 1), (0, 0)]


def test_mails_about_accounts_are_forgotten_with_their_time(app, at):
    at("2026-05-01 12:00")
    an_invitation()
    delivery.deliver_messages()
    later(days=29)
    account_mails.forget_account_mails()
    before = "neu@example.org" in str(db.session.scalars(sa.select(Message.recipient)).all())
    later(days=2)
    account_mails.forget_account_mails()
    db.session.rollback()

    assert before
    assert db.session.execute(sa.select(Message.recipient, Message.text, Message.subject)).all() == [(None, None, None)]
