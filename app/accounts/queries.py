"""Looking up accounts and throttles."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.accounts.models import Account, SignInThrottle
from app.database import db


def find_account(email):
    """Return the account of an address, or None."""
    return db.session.scalar(sa.select(Account).where(Account.email == email.strip().lower()))


def find_signed_in(identity):
    """Return the account of a session's identity ("id.version"), or None where it is closed or was signed out."""
    number, _dot, version = identity.partition(".")
    if not (number.isdigit() and version.isdigit()):
        return None
    account = db.session.get(Account, int(number), options=[selectinload(Account.grants)])
    if account is None or not account.is_open or account.sign_in_version != int(version):
        return None
    return account


def find_throttle(key):
    """Return the failed tries of a key, or None."""
    return db.session.get(SignInThrottle, key, populate_existing=True)


def count_accounts():
    """Return how many accounts there are."""
    return db.session.scalar(sa.select(sa.func.count(Account.id)))
