"""Giving and taking roles. The house keeps an administrator: a counter that may not fall to nothing, locked first."""

import sqlalchemy as sa

from app.accounts import audit
from app.accounts.models import ADMINISTRATION, Account, RoleGrant, SignInRules
from app.accounts.rules import RoleRefusal
from app.database import db, lock, transaction
from app.errors import Refused

# What ends with an account: functions(account_id), called in the transaction that closes it.
CLOSERS = []


def grant_role(account_id, role, place_id=None, organisation_id=None):
    """Give somebody a role: everywhere, at a place, or for an organisation. Twice does no harm."""
    with transaction():
        rules = lock(SignInRules, 1)
        account = lock(Account, account_id)
        if _find(account_id, role, place_id, organisation_id):
            return account
        account.grants.append(RoleGrant(role=role, place_id=place_id, organisation_id=organisation_id))
        if role == ADMINISTRATION and account.is_open:
            _one_more(rules)
        audit.note("grant_role", f"account:{account_id}", role=role, place=place_id, organisation=organisation_id)
    return account


def revoke_role(account_id, role, place_id=None, organisation_id=None):
    """Take a role from somebody. Raises Refused for the last administrator. Twice does no harm."""
    with transaction():
        rules = lock(SignInRules, 1)
        account = lock(Account, account_id)
        grant = _find(account_id, role, place_id, organisation_id)
        if grant is None:
            return account
        if role == ADMINISTRATION and account.is_open:
            one_less(rules)
        account.grants.remove(grant)
        audit.note("revoke_role", f"account:{account_id}", role=role, place=place_id, organisation=organisation_id)
    return account


def close_account(account_id):
    """Let somebody sign in no more, anywhere. Raises Refused for the last administrator."""
    with transaction():
        rules = lock(SignInRules, 1)
        account = lock(Account, account_id)
        if not account.is_open:
            return account
        if _find(account_id, ADMINISTRATION):
            one_less(rules)
        account.is_open = False
        account.sign_in_version += 1
        for end in CLOSERS:
            end(account_id)
        audit.note("close_account", f"account:{account_id}")
    return account


def open_account(account_id):
    """Let somebody whose account was closed sign in again, with the roles they had."""
    with transaction():
        rules = lock(SignInRules, 1)
        account = lock(Account, account_id)
        if account.is_open:
            return account
        account.is_open = True
        if _find(account_id, ADMINISTRATION):
            _one_more(rules)
        audit.note("open_account", f"account:{account_id}")
    return account


def _one_more(rules):
    rules.administrators = sa.func.coalesce(SignInRules.administrators, 0) + 1
    db.session.flush()


def one_less(rules):
    """Count an administrator less. Raises Refused for the last one."""
    if rules.administrators <= 1:
        raise Refused(RoleRefusal.LAST_ADMINISTRATOR)
    # Counted by the database, so that its constraint has the last word, whatever was seen here.
    rules.administrators = SignInRules.administrators - 1
    db.session.flush()


def _find(account_id, role, place_id=None, organisation_id=None):
    return db.session.scalar(
        sa.select(RoleGrant).where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == role,
            RoleGrant.place_id.is_not_distinct_from(place_id),
            RoleGrant.organisation_id.is_not_distinct_from(organisation_id),
        )
    )
