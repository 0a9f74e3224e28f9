"""Invitations: one link, seven days, one account."""

import pytest
import sqlalchemy as sa

from app.accounts import actions, granting, inviting
from app.accounts.models import ADMINISTRATION, REPRESENTATIVE, ROOMS, Account, AuditEntry, Invitation
from app.accounts.rules import InvitationRefusal
from app.database import db
from app.errors import Refused
from app.notifications.models import Message
from tests.make import a_member_of_staff, a_place, an_organisation
from tests.make_people import NEW_PASSWORD, an_invitation, grants_of, later


def accept(invitation, version=1):
    return inviting.accept(invitation.id, version, "Ole", NEW_PASSWORD)


def why_not(act, *args):
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.reason


def test_accepting_makes_an_account_with_the_roles_of_the_invitation(app):
    place, organisation = a_place(), an_organisation()
    wanted = [(ROOMS, place.id, None), (REPRESENTATIVE, None, organisation.id)]

    account = accept(an_invitation(" Neu@Example.org ", grants=[*wanted, wanted[0]]))

    assert (account.email, account.name, account.is_open) == ("neu@example.org", "Ole", True)
    assert grants_of(account) == wanted
    assert actions.check_sign_in("neu@example.org", NEW_PASSWORD)[0].id == account.id


def test_an_invitation_goes_out_by_mail_once(app):
    invitation = an_invitation()

    messages = db.session.scalars(sa.select(Message)).all()

    assert [(each.recipient, each.template, each.about) for each in messages] == [
        ("neu@example.org", "accounts/mail/invitation", f"invitation:{invitation.id}")
    ]


def test_one_that_has_run_out_is_not_sent_again_beside_a_newer_one(app, at):
    at("2026-05-01 12:00")
    old = an_invitation()
    later(days=8)
    an_invitation()

    assert why_not(inviting.send_again, old.id) is InvitationRefusal.ALREADY_INVITED


def test_used_twice_is_refused_and_makes_one_account(app):
    invitation = an_invitation()
    accept(invitation)

    assert why_not(accept, invitation) is InvitationRefusal.USED
    assert db.session.scalar(sa.select(sa.func.count(Account.id))) == 1


def test_a_week_is_the_last_moment(app, at):
    at("2026-05-01 12:00")
    first, second = an_invitation(), an_invitation("zwei@example.org")

    later(days=7, seconds=-1)
    accept(first)
    later(seconds=1)

    assert why_not(accept, second) is InvitationRefusal.EXPIRED


def test_a_withdrawn_invitation_makes_no_account(app):
    invitation = an_invitation()
    inviting.withdraw(invitation.id)

    assert why_not(accept, invitation) is InvitationRefusal.WITHDRAWN
    assert why_not(inviting.withdraw, invitation.id) is InvitationRefusal.ENDED
    assert why_not(inviting.send_again, invitation.id) is InvitationRefusal.ENDED


def test_sent_again_the_older_link_is_dead_and_seven_days_begin_anew(app, at):
    at("2026-05-01 12:00")
    invitation = an_invitation()
    later(days=5)
    inviting.send_again(invitation.id)
    later(days=6)

    assert why_not(accept, invitation, 1) is InvitationRefusal.REPLACED
    assert accept(invitation, 2).email == "neu@example.org"
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 2


def test_an_address_is_invited_once_until_that_has_ended(app, at):
    at("2026-05-01 12:00")
    invitation = an_invitation()

    assert why_not(an_invitation) is InvitationRefusal.ALREADY_INVITED

    inviting.withdraw(invitation.id)
    an_invitation()
    later(days=7)
    an_invitation()


def test_without_a_role_nobody_is_invited(app):
    assert why_not(inviting.invite, "neu@example.org", "Ole", []) is InvitationRefusal.NO_ROLE
    assert db.session.scalars(sa.select(Invitation)).all() == []


def test_a_closed_account_is_opened_and_not_invited(app):
    account = accept(an_invitation())
    granting.close_account(account.id)

    assert why_not(an_invitation) is InvitationRefusal.CLOSED


def test_who_has_an_account_gets_the_roles_to_it(app):
    account = a_member_of_staff("neu@example.org", roles=("door",))
    invitation = an_invitation()

    assert why_not(accept, invitation) is InvitationRefusal.HAS_ACCOUNT
    inviting.accept_as(account, invitation.id, 1)

    assert [role for role, _place, _organisation in grants_of(account)] == ["door", "rooms"]
    assert why_not(inviting.accept_as, account, invitation.id, 1) is InvitationRefusal.USED


def test_another_address_does_not_get_the_roles(app):
    other = a_member_of_staff("anders@example.org", roles=())
    invitation = an_invitation(grants=[(ADMINISTRATION, None, None)])

    assert why_not(inviting.accept_as, other, invitation.id, 1) is InvitationRefusal.OTHER_ADDRESS
    assert grants_of(other) == []


def test_a_role_at_a_place_that_is_gone_meanwhile_is_left_out(app):
    account = accept(an_invitation(grants=[(ROOMS, 999, None), (ROOMS, None, None)]))

    assert grants_of(account) == [(ROOMS, None, None)]


def test_the_trail_tells_of_an_invitation_without_name_or_address(app):
    invitation = an_invitation()
    account = accept(invitation)

    entries = db.session.execute(
        sa.select(AuditEntry.act, AuditEntry.about, AuditEntry.account_id, AuditEntry.details).order_by(AuditEntry.id)
    ).all()

    assert entries == [
        ("invite", f"invitation:{invitation.id}", None, {"grants": [["rooms", None, None]]}),
        ("accept_invitation", f"account:{account.id}", account.id, {"invitation": invitation.id}),
        ("grant_role", f"account:{account.id}", None, {"role": "rooms", "place": None, "organisation": None}),
    ]
