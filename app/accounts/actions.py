"""Adding staff and signing in."""

from app import clock
from app.accounts import audit, granting, passwords, queries, rules, throttling
from app.accounts.models import ADMINISTRATION, Account
from app.database import db, transaction
from app.errors import Refused


def add_staff(email, name, password, roles=(ADMINISTRATION,)):
    """Create an account of the team, with roles that hold everywhere.

    Raises ValueError where the address is taken or the password too short.
    """
    email = email.strip().lower()
    if len(password) < rules.SHORTEST_PASSWORD:
        raise ValueError(f"A password needs {rules.SHORTEST_PASSWORD} characters or more.")
    password_hash = passwords.hash_password(password)
    with transaction():
        if queries.find_account(email):
            raise ValueError("This address has an account already.")
        account = Account(email=email, name=name, password_hash=password_hash, created_at=clock.now())
        db.session.add(account)
        db.session.flush()
        audit.note("add_staff", f"account:{account.id}")
        for role in roles:
            granting.grant_role(account.id, role)
    return account


def check_sign_in(email, password):
    """Return (account, its identity for the session) of address and password.

    Raises Refused, in the same words and time for every address. The identity is that from before the password was
    looked at, which takes a while: whoever changes it meanwhile ends this session too.
    """
    throttling.count_try("sign-in", email)
    account = queries.find_account(email)
    identity = account and account.get_id()
    is_right = passwords.is_right(account.password_hash if account else passwords.nobodys_hash(), password)
    if account and account.is_open and is_right:
        throttling.forget_tries("sign-in", email)
        return account, identity
    raise Refused(rules.SignInRefusal.WRONG)
