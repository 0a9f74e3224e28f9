"""Erasing somebody of the team: name and address leave, what they did stays, with the role they had."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit, granting, letters, throttling
from app.accounts.models import ADMINISTRATION, ROLES, Account, AccountErasure, AuditEntry, Invitation, SignInRules
from app.database import db, lock, transaction


def erase(account_id):
    """Erase an account. Raises Refused for the last administrator. Twice does no harm."""
    with transaction():
        kept = lock(SignInRules, 1)
        if db.session.get(Account, account_id) is None:
            return
        account = lock(Account, account_id)
        if account.is_open and _is_administrator(account):
            granting.one_less(kept)
        audit.note("erase_account", f"account:{account_id}")
        _take_out(account)


def forget(account_id):
    """Erase an account again that a backup brought back, even the last administrator's."""
    with transaction():
        kept = lock(SignInRules, 1)
        account = lock(Account, account_id)
        _take_out(account)
        db.session.flush()
        left = sa.select(sa.func.count(Account.id)).where(Account.is_open, Account.grants.any(role=ADMINISTRATION))
        kept.administrators = db.session.scalar(left) or None


def _take_out(account):
    about = f"account:{account.id}"
    roles = sorted({grant.role for grant in account.grants}, key=ROLES.index)
    # Written down before the account goes: the trail then knows what somebody was, and not who.
    db.session.execute(
        sa.update(AuditEntry)
        .where(AuditEntry.account_id == account.id)
        .values(account_id=None, by_role=roles[0] if roles else "")
    )
    letters.forget(about)
    audit.forget(about)
    for invitation in db.session.scalars(sa.select(Invitation).where(Invitation.email == account.email)):
        letters.forget(f"invitation:{invitation.id}")
        db.session.delete(invitation)
    letters.forget_address(account.email)
    for purpose in ("sign-in", "forgotten-password"):
        throttling.forget_tries(purpose, account.email)
    db.session.add(AccountErasure(account_id=account.id, erased_at=clock.now()))
    db.session.delete(account)


def _is_administrator(account):
    return any(grant.role == ADMINISTRATION for grant in account.grants)
