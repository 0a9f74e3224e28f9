"""How often somebody may try: per account, counted under a keyed hash, so that no address is stored, known or not."""

from contextlib import suppress

import sqlalchemy as sa

from app import clock
from app.accounts import rules, tokens
from app.accounts.models import SignInThrottle
from app.database import db, insert_into, lock, transaction
from app.errors import Refused


def count_try(purpose, who):
    """Count a try as failed before it is looked at, so that many at once get no more than their number.

    Raises Refused where it is time to wait; that one does not count.
    """
    key, now = _key(purpose, who), clock.now()
    with transaction():
        throttle = _lock_or_make(key, now)
        if reason := rules.why_not_try(throttle.failures, throttle.last_failed_at, now):
            raise Refused(reason)
        if now - throttle.last_failed_at > rules.FORGET_AFTER:
            throttle.failures = 0
        throttle.failures = throttle.failures + 1
        throttle.last_failed_at = now


def forget_tries(purpose, who):
    """Begin to count anew: this one was right."""
    with transaction():
        db.session.execute(sa.delete(SignInThrottle).where(SignInThrottle.key == _key(purpose, who)))


def _lock_or_make(key, now):
    insert = insert_into(SignInThrottle)
    while True:
        db.session.execute(insert.values(key=key, failures=0, last_failed_at=now).on_conflict_do_nothing())
        # Between the two somebody whose try was right may have taken the row away.
        with suppress(LookupError):
            return lock(SignInThrottle, key)


def _key(purpose, who):
    return tokens.keyed_hash(purpose, str(who).strip().lower())
