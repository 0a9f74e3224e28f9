"""Passwords that are forgotten or changed, and signing out everywhere. Each change raises the sign-in version."""

from datetime import UTC, datetime, timedelta

from flask import abort, current_app

from app import clock
from app.accounts import audit, letters, passwords, queries, second_factor, throttling, tokens
from app.accounts.models import Account
from app.accounts.rules import PasswordRefusal
from app.database import db, lock, transaction
from app.errors import Refused

LINK_LIVES = timedelta(hours=1)
MAIL = "accounts/mail/new_password"


def ask_for_link(email):
    """Send the link for a new password to whoever has an open account: the same work for every address.

    Asked too often, nothing goes out, and nobody is told: the answer is the same in any case.
    """
    try:
        throttling.count_try("forgotten-password", email)
    except Refused:
        return
    with transaction():
        now = clock.now()
        account = queries.find_account(email)
        is_known = account is not None and account.is_open
        facts = {"account_id": account.id, "version": account.sign_in_version} if is_known else {}
        # For an address without an account the mail is written as well, and taken back.
        written = db.session.connection().begin_nested()
        letters.queue(
            email, MAIL, f"account:{facts.get('account_id', 0)}", now, ends_at=(now + LINK_LIVES).timestamp(), **facts
        )
        (written.commit if is_known else written.rollback)()


def link(account, ends_at):
    """Return the address of the page on which somebody sets a new password until a moment (a timestamp)."""
    token = tokens.make("password", account.id, account.sign_in_version, born(account), ends_at)
    return f"{current_app.config['BASE_URL']}/passwort/{token}"


def read(token):
    """Return (account id, version) of a link. Aborts with 404 where it is forged; raises Refused where it has ended."""
    account_id, version, made, ends_at = tokens.read("password", token, 4)
    account = db.session.get(Account, account_id)
    if account is None or born(account) != made:
        abort(404)
    if clock.now() >= datetime.fromtimestamp(ends_at, UTC) or not counts(account, version):
        raise Refused(PasswordRefusal.LINK_ENDED)
    return account, version


def set_password(account_id, version, password):
    """Set the password of a link that counts, and sign out everywhere. Raises Refused for the second to use it."""
    password_hash = passwords.hash_password(password)
    with transaction():
        account = lock(Account, account_id)
        if not counts(account, version):
            raise Refused(PasswordRefusal.LINK_ENDED)
        _change(account, password_hash, "reset_password")
    # Whoever was kept out by somebody else's tries is let in.
    throttling.forget_tries("sign-in", account.email)


def change_password(account_id, old, password):
    """Change a password; every other session ends. Raises Refused where the old one is wrong."""
    throttling.count_try("change-password", account_id)
    known = db.session.get_one(Account, account_id).password_hash
    if not passwords.is_right(known, old):
        raise Refused(PasswordRefusal.OLD_IS_WRONG)
    password_hash = passwords.hash_password(password)
    with transaction():
        account = lock(Account, account_id)
        if account.password_hash != known:
            raise Refused(PasswordRefusal.OLD_IS_WRONG)
        _change(account, password_hash, "change_password")
    throttling.forget_tries("change-password", account_id)
    return account


def rescue(email, password):
    """Give an account a password and take its second factor: for the command line, where nobody else can.

    Raises LookupError where there is no such account.
    """
    password_hash = passwords.hash_password(password)
    with transaction():
        account = queries.find_account(email)
        if account is None:
            raise LookupError(email)
        account = lock(Account, account.id)
        account.password_hash = password_hash
        account.totp_secret, account.totp_last_step, account.recovery_hashes = None, None, []
        account.sign_in_version += 1
        audit.note("rescue_account", f"account:{account.id}")
        second_factor.tell(account, "rescue_account")
    throttling.forget_tries("sign-in", email)


def sign_out_everywhere(account_id):
    """End every session of somebody, and every link to a new password."""
    with transaction():
        account = lock(Account, account_id)
        account.sign_in_version += 1
        audit.note("sign_out_everywhere", f"account:{account_id}")


def change_name(account_id, name):
    """Call somebody otherwise."""
    with transaction():
        account = lock(Account, account_id)
        if account.name != name:
            account.name = name
            audit.note("change_name", f"account:{account_id}")


def _change(account, password_hash, act):
    account.password_hash = password_hash
    account.sign_in_version += 1
    audit.note(act, f"account:{account.id}", by_id=account.id)
    second_factor.tell(account, act)


def counts(account, version):
    """Tell whether a link that was made for this sign-in version of an account still counts."""
    return account.is_open and account.sign_in_version == version


def born(account):
    """Return when an account was made, in milliseconds: after a restore its number may be another's."""
    return round(account.created_at.timestamp() * 1000)
