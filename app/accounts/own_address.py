"""Another address to sign in with: asked for with the password, true once the link in a mail to it was used."""

from datetime import UTC, datetime, timedelta

from flask import abort, current_app

from app import clock
from app.accounts import audit, letters, passwords, queries, resetting, second_factor, throttling, tokens
from app.accounts.models import Account, SignInRules
from app.accounts.rules import AddressRefusal
from app.database import db, lock, transaction
from app.errors import Refused

LINK_LIVES = timedelta(hours=1)
MAIL = "accounts/mail/new_address"


def ask_for_link(account_id, password, email):
    """Send a link to another address of somebody who knows their password. Raises Refused where it is wrong.

    An address that has an account already gets no mail, and nobody is told: the answer is the same for every address.
    """
    throttling.count_try("change-address", account_id)
    account = db.session.get_one(Account, account_id)
    if not passwords.is_right(account.password_hash, password):
        raise Refused(AddressRefusal.WRONG_PASSWORD)
    with transaction():
        now = clock.now()
        if queries.find_account(email) is None:
            letters.queue(
                email, MAIL, f"account:{account_id}", now, account_id=account_id, version=account.sign_in_version,
                email=email, ends_at=(now + LINK_LIVES).timestamp(),
            )  # fmt: skip
        audit.note("ask_for_address", f"account:{account_id}", by_id=account_id)


def link(account, email, ends_at):
    """Return the address of the page on which an address becomes somebody's own, until a moment (a timestamp)."""
    token = tokens.make("address", account.id, account.sign_in_version, resetting.born(account), email, ends_at)
    return f"{current_app.config['BASE_URL']}/adresse/{token}"


def read(token):
    """Return (account, version, email) of a link. Aborts with 404 where it is forged; raises Refused where it ended."""
    account_id, version, born, email, ends_at = tokens.read("address", token, 5)
    account = db.session.get(Account, account_id)
    if account is None or resetting.born(account) != born:
        abort(404)
    if clock.now() >= datetime.fromtimestamp(ends_at, UTC) or not resetting.counts(account, version):
        raise Refused(AddressRefusal.LINK_ENDED)
    return account, version, email


def take_address(account_id, version, email):
    """Let somebody sign in with this address from now on, and sign out everywhere; the old one is told.

    Raises Refused for the second to use the link, and where somebody else has the address meanwhile.
    """
    with transaction():
        # One after the other, so that an address is nobody's twice.
        lock(SignInRules, 1)
        account = lock(Account, account_id)
        if not resetting.counts(account, version) or queries.find_account(email):
            raise Refused(AddressRefusal.LINK_ENDED)
        # While the old address is still its own.
        second_factor.tell(account, "change_address")
        account.email = email
        account.sign_in_version += 1
        audit.note("change_address", f"account:{account.id}", by_id=account.id)
