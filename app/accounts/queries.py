"""Looking up accounts and invitations."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import selectinload

from app.accounts.models import Account, Invitation, SignInRules
from app.database import db


def find_account(email):
    """Return the account of an address, or None."""
    return db.session.scalar(sa.select(Account).where(Account.email == email.strip().lower()))


def find_signed_in(identity):
    """Return the account of a session's identity (Account.get_id), or None where it is closed or was signed out."""
    number = identity.partition(".")[0]
    if not number.isdecimal():
        return None
    rule = sa.select(SignInRules.second_factor).scalar_subquery()
    select = sa.select(Account, rule).where(Account.id == int(number)).options(selectinload(Account.grants))
    account, rule = db.session.execute(select).first() or (None, None)
    if account is None or not account.is_open or account.get_id() != identity:
        return None
    account.second_factor_rule = rule
    return account


def count_accounts():
    """Return how many accounts there are."""
    return db.session.scalar(sa.select(sa.func.count(Account.id)))


def get_account(account_id):
    """Return an account with its roles, or abort with 404."""
    return db.session.get(Account, account_id, options=[selectinload(Account.grants)]) or abort(404)


def all_accounts():
    """Return all accounts with their roles: open ones first, by name."""
    return db.session.scalars(
        sa.select(Account)
        .options(selectinload(Account.grants))
        .order_by(Account.is_open.desc(), sa.func.lower(Account.name), Account.id)
    ).all()


def open_invitations():
    """Return the invitations that nobody has accepted or withdrawn, newest first; expired ones too."""
    return db.session.scalars(
        sa.select(Invitation)
        .where(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
        .order_by(Invitation.invited_at.desc(), Invitation.id.desc())
    ).all()


def find_open_invitation(email, since):
    """Return an invitation to an address that was sent after a moment and still waits, or None."""
    return db.session.scalar(
        sa.select(Invitation).where(
            Invitation.email == email,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.invited_at > since,
        )
    )


def find_invitation(invitation_id):
    """Return an invitation, or None."""
    return db.session.get(Invitation, invitation_id, populate_existing=True)


def sign_in_rules():
    """Return how the team signs in."""
    return db.session.get_one(SignInRules, 1)


def is_there(grant):
    """Tell whether the place or organisation of a grant [role, place id, organisation id] still exists."""
    _role, place_id, organisation_id = grant
    for table, ident in (("places", place_id), ("organisations", organisation_id)):
        # Both stand further right; the tables are known all the same, as role_grants refers to them.
        column = db.metadata.tables[table].c.id
        if ident is not None and db.session.scalar(sa.select(column).where(column == ident)) is None:
            return False
    return True
