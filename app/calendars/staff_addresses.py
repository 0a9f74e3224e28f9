"""The secret address of the calendars of somebody with an account: made, renewed, taken away, found."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app import clock
from app.accounts import audit, tokens
from app.accounts.models import Account
from app.calendars.models import StaffFeedAddress
from app.database import db, lock, transaction

PURPOSE = "staff-feed"
CHOICES = ("with_all", "with_drafts", "with_requests")


def renew(account_id, **choices):
    """Give somebody a new secret address, and make the old one worthless; return the secret, told once.

    `choices`: what is to stand in it, by the names of CHOICES; what is not said stays.
    """
    secret = tokens.new_secret()
    with transaction():
        address = _lock(account_id)
        if address is None:
            address = StaffFeedAddress(account_id=account_id)
            db.session.add(address)
        address.secret_hash, address.made_at = tokens.secret_hash(PURPOSE, secret), clock.now()
        _choose(address, choices)
        audit.note("renew_calendar_address", f"account:{account_id}")
    return secret


def choose(account_id, **choices):
    """Change what stands in it; the address stays."""
    with transaction():
        if address := _lock(account_id):
            _choose(address, choices)


def take_away(account_id):
    """Make the address of somebody worthless, as they want it. Twice does no harm."""
    with transaction():
        if _lock(account_id) is not None:
            end(account_id)
            audit.note("remove_calendar_address", f"account:{account_id}")


def end(account_id):
    """Make the address of somebody worthless; what closes an account calls it as well."""
    with transaction():
        db.session.execute(sa.delete(StaffFeedAddress).where(StaffFeedAddress.account_id == account_id))


def find(secret):
    """Return the StaffFeedAddress of a secret, with the account and what it may do now, or None."""
    return db.session.scalar(
        sa.select(StaffFeedAddress)
        .join(StaffFeedAddress.account)
        .where(StaffFeedAddress.secret_hash == tokens.secret_hash(PURPOSE, secret), Account.is_open)
        .options(contains_eager(StaffFeedAddress.account).selectinload(Account.grants))
    )


def find_of(account_id):
    """Return the StaffFeedAddress of an account, or None."""
    return db.session.scalar(sa.select(StaffFeedAddress).where(StaffFeedAddress.account_id == account_id))


def uid(address, name):
    """Return what one of its calendars is called for its reader, for ever; no secret follows from it."""
    return tokens.keyed_hash("staff-feed-uid", f"{address.id}/{name}")[:32]


def _lock(account_id):
    """Return the address as it is now, or None; two renewals of one account come one after the other."""
    lock(Account, account_id)
    select = sa.select(StaffFeedAddress).where(StaffFeedAddress.account_id == account_id)
    return db.session.scalar(select.execution_options(populate_existing=True))


def _choose(address, choices):
    for name in CHOICES:
        if name in choices:
            setattr(address, name, choices[name])
