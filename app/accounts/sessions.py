"""Who is signed in, and for how long: 12 hours at the most, and 4 without a sign of life.

All of it stands in the signed cookie. How long somebody was away is real time, as with forms, whatever a test's clock
says: who signed in yesterday evening is out in the morning.
"""

from datetime import UTC, datetime, timedelta

from flask import session
from flask_login import login_user

from app.accounts import queries

LONGEST, LONGEST_IDLE = timedelta(hours=12), timedelta(hours=4)
# How long the second step of signing in may take.
BETWEEN_STEPS = timedelta(minutes=10)
# A sign of life is written down once in so long, so that not every answer carries a cookie.
NOTED_EVERY = timedelta(minutes=2)
BEGAN, SEEN, WAITING, TOKEN, WHO = "began", "seen", "waiting", "csrf_token", "_user_id"


def begin(account, identity):
    """Sign somebody in, in this browser, by the identity that they showed to be theirs."""
    token = session.get(TOKEN)
    session.clear()
    if token:
        # A form that was open when the session before ended can still be sent (see kept_forms).
        session[TOKEN] = token
    login_user(account)
    session[WHO] = identity
    session[BEGAN] = session[SEEN] = _now().timestamp()


def wait_for_code(identity):
    """Remember that somebody gave the right password and is to give a code now."""
    session[WAITING] = [identity, _now().timestamp()]


def find_waiting():
    """Return (account, identity) of who is to give a code, or Nones: nobody did the first step, or too long ago."""
    identity, since = session.get(WAITING) or ("", 0)
    account = None if _is_past(since, BETWEEN_STEPS) else queries.find_signed_in(identity)
    return account, account and identity


def renew(account):
    """Let somebody stay signed in here although they were just signed out everywhere."""
    session[WHO] = account.get_id()


def end():
    """Sign out, in this browser."""
    session.clear()


def find_signed_in(identity):
    """Return the account of this session, or None where it is over or counts no more; for Flask-Login."""
    is_over = _is_past(session.get(BEGAN, 0), LONGEST) or _is_past(session.get(SEEN, 0), LONGEST_IDLE)
    return None if is_over else queries.find_signed_in(identity)


def note_life():
    """Note that somebody is still there."""
    if _is_past(session.get(SEEN, 0), NOTED_EVERY):
        session[SEEN] = _now().timestamp()


def had_one():
    """Tell whether somebody was signed in with this browser and did not sign out."""
    return WHO in session


def _is_past(since, span):
    return _now().timestamp() - since >= span.total_seconds()


def _now():
    return datetime.now(UTC)
