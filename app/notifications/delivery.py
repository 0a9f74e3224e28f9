"""Sending what is due. The database knows who must be told; nobody waits for a mail server."""

import logging
import smtplib
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.database import db, transaction
from app.notifications import channels, queries, rules, texts
from app.notifications.models import DROPPED, FAILED, SENT, WAITING, Message
from app.notifications.outbox import Drop

log = logging.getLogger(__name__)

# Longer than a mail may take (channels.SECONDS), so that a lease ends only with its holder.
LEASE = timedelta(minutes=2)


def deliver_messages():
    """Send everything that is due, each in steps of its own: claim, send, mark. A kill in between loses nothing."""
    while ids := queries.due_messages(clock.now()):
        if not _deliver(ids):
            return


def _deliver(ids):
    """Send these over one connection; False where the server does not answer, and the rest may wait."""
    try:
        with channels.open_channel(current_app.config["MAIL_URL"]) as send:
            for number in ids:
                if message := claim(number):
                    _send_one(message, send)
    except (OSError, smtplib.SMTPException) as failure:
        log.warning("The mail server does not answer: %s", failure)
        _put_off(ids, f"Der Mailserver antwortet nicht: {failure}")
        return False
    return True


def claim(number):
    """Take one message to send it, or None where somebody else has it or it is done."""
    with transaction():
        now = clock.now()
        message = db.session.scalar(
            sa.select(Message)
            .where(Message.id == number, Message.state == WAITING, Message.due_at <= now)
            .where(sa.or_(Message.claimed_until.is_(None), Message.claimed_until < now))
            .with_for_update(skip_locked=True)
        )
        if message is None:
            return None
        message.claimed_until = now + LEASE
        message.attempts = message.attempts + 1
        return message


def _send_one(message, send):
    number = message.id
    try:
        mail = texts.build(message)
        # No transaction is open while the network is in use.
        db.session.rollback()
        send(mail)
    except Drop as reason:
        _end(number, DROPPED, problem=str(reason))
    except channels.PermanentFailure as failure:
        _end(number, FAILED, problem=str(failure))
    except (OSError, smtplib.SMTPServerDisconnected):
        raise
    except Exception as failure:
        # A greylisting server, or a text of ours that cannot be made: later again, and the others go on.
        log.exception("Message %s could not be sent.", number)
        _put_off([number], f"{type(failure).__name__}: {failure}")
    else:
        body = mail.get_body(("plain",)).get_content()
        _end(number, SENT, subject=str(mail["Subject"])[:300], text=body)


def _end(number, state, **values):
    with transaction():
        db.session.execute(
            sa.update(Message)
            .where(Message.id == number, Message.state == WAITING)
            .values(state=state, ended_at=clock.now(), claimed_until=None, **{"problem": None, **values})
        )


def _put_off(ids, problem):
    """Try these later, with growing pauses; give up after two days."""
    with transaction():
        now = clock.now()
        for message in db.session.scalars(
            sa.select(Message)
            .where(Message.id.in_(ids), Message.state == WAITING)
            .order_by(Message.id)
            .with_for_update()
        ):
            message.claimed_until = None
            message.problem = problem[:1000]
            again_at = rules.next_try(message.attempts, message.written_at, now)
            if again_at is None:
                message.state, message.ended_at = FAILED, now
            else:
                message.due_at = again_at


def send_again(number):
    """Let a message that failed go out once more."""
    with transaction():
        now = clock.now()
        db.session.execute(
            sa.update(Message)
            .where(Message.id == number, Message.state == FAILED, Message.recipient.is_not(None))
            .values(state=WAITING, due_at=now, written_at=now, attempts=0, ended_at=None)
        )
