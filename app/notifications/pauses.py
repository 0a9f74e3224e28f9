"""Mail domains that take nothing at present, and how many mails may go in a minute: kept in the database, so that all
processes agree. No mail of a domain that is left alone counts as tried, and all others go on.
"""

import re
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app.accounts import tokens
from app.database import db, lock
from app.notifications import rules
from app.notifications.models import FAILED, WAITING, MailDomain, MailPace, Message

# What has to do with a mailbox alone: RFC 3463, X.1 and X.2, and answers that say nothing more.
_OF_MAILBOX = re.compile(r"4\d\d 4\.[12]\.")
_OF_SERVER = re.compile(r"421|4\d\d 4\.")
# What stays of an answer: servers repeat addresses in the rest.
_CODES = re.compile(r"\d{3}( \d\.\d{1,3}\.\d{1,3})?")
# Rows of domains that nobody has written to since are forgotten.
_KEEP = timedelta(days=3)
# Processes look for mails every two seconds: what may go in so many seconds is saved up until then.
SAVED = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)


def share(wanted, now):
    """Return how many of so many mails may be claimed now, and count them. Part of claiming."""
    per_minute = current_app.config["MAIL_PER_MINUTE"]
    if not per_minute:
        return wanted
    pace, pause = lock(MailPace, 1), MINUTE / per_minute
    next_at = pace.next_at
    if next_at is None or not now - SAVED <= next_at <= now + MINUTE:
        # Long ago; or of a clock that was wrong.
        next_at = now - SAVED if next_at is not None and next_at < now else now
    number = min(wanted, (now - next_at) // pause + 1) if next_at <= now else 0
    pace.next_at = next_at + number * pause
    return number


def is_paced():
    """Tell whether only so many mails may go in a minute: then the next ones wait for the next tick."""
    return current_app.config["MAIL_PER_MINUTE"] > 0


def left_alone(messages, now):
    """Put off those of claimed messages whose domains are left alone now; return the others. Part of claiming.

    When a pause is over, one message tries, and the others of the domain wait for how that goes.
    """
    domains = {}
    for message in messages:
        domains.setdefault(_key(message.recipient), []).append(message)
    failing = db.session.scalars(
        sa.select(MailDomain)
        .where(MailDomain.key.in_(domains), MailDomain.paused_until.is_not(None))
        # In one order, so that no two processes wait for each other.
        .order_by(MailDomain.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    put_off = set()
    for domain in failing:
        _seen_failing().setdefault(domain.key)
        waiting = domains[domain.key]
        if not now < domain.paused_until <= now + rules.LONGEST_PAUSE:
            domain.paused_until = now + rules.WAIT_FOR_SERVER
            waiting = waiting[1:]
        put_off.update(message.id for message in waiting)
        _wait(domain, waiting, now)
    return [message for message in messages if message.id not in put_off]


def _wait(domain, messages, now):
    problem = f"Die Domain nimmt zurzeit nichts an: {domain.answer}"
    too_long = {message.id for message in messages if rules.is_given_up(message.written_at, domain.failing_since, now)}
    for ids, values in (
        (too_long, {"state": FAILED, "ended_at": now}),
        ({message.id for message in messages} - too_long, {"due_at": domain.paused_until}),
    ):
        if ids:
            db.session.execute(
                sa.update(Message)
                .where(Message.id.in_(ids), Message.state == WAITING)
                .values(claimed_until=None, problem=problem, **values)
                .execution_options(synchronize_session=False)
            )


def note_failure(recipient, answer, now):
    """Count that a domain did not take a mail for now, and leave it alone where that is no matter of one mailbox.

    `answer`: what the server said. Part of putting a message off.
    """
    key = _key(recipient)
    domain = db.session.get(MailDomain, key, with_for_update=True, populate_existing=True)
    if domain is None:
        db.session.execute(sa.delete(MailDomain).where(MailDomain.failed_at < now - _KEEP))
        domain = MailDomain(key=key, failures=0, failing_since=now)
        db.session.add(domain)
    domain.failures += 1 if not _is_of_server(answer) else max(1, rules.FAILURES_OF_MAILBOXES - domain.failures)
    domain.failed_at, codes = now, _CODES.match(answer)
    domain.answer = codes.group() if codes else "?"
    if (pause := rules.pause_of_domain(domain.failures)) is not None:
        domain.paused_until = now + pause
    _seen_failing()[key] = domain.paused_until


def note_success(recipient):
    """Forget that a domain failed. Whoever waits for it is due within a minute."""
    key = _key(recipient)
    if key in _seen_failing():
        db.session.execute(sa.delete(MailDomain).where(MailDomain.key == key))
        del _seen_failing()[key]


def may_have_failed(recipient):
    """Tell whether this process has seen the domain of an address fail."""
    failing = _seen_failing()
    return bool(failing) and _key(recipient) in failing


def has_just_failed(recipient, now):
    """Tell whether this process has seen that the domain of an address is left alone now."""
    failing = _seen_failing()
    until = failing.get(_key(recipient)) if failing else None
    return until is not None and now < until <= now + rules.LONGEST_PAUSE


def _seen_failing():
    """Domains that this process has seen fail, and until when they are left alone: others need no statement."""
    return current_app.extensions.setdefault("failing_mail_domains", {})


def _is_of_server(answer):
    return bool(_OF_SERVER.match(answer)) and not _OF_MAILBOX.match(answer)


def _key(recipient):
    """Return what a domain is called here: not by its name, which may be that of a family."""
    return tokens.keyed_hash("mail domain", (recipient or "").rpartition("@")[2].lower())
