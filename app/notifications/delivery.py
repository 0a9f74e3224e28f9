"""Sending what is due. The database knows who must be told; nobody waits for a mail server."""

import logging
from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.alliance import house_queries
from app.database import db, transaction
from app.notifications import channels, outbox, queries, rules, texts
from app.notifications.models import DROPPED, FAILED, SENT, WAITING, Message
from app.notifications.outbox import Drop

log = logging.getLogger(__name__)

# Longer than a mail may take (some steps of channels.SECONDS), so that a lease ends only with its holder.
LEASE = timedelta(minutes=3)


def deliver_messages():
    """Send everything that is due, each in steps of its own: claim, send, mark. A kill in between loses nothing."""
    while ids := queries.due_messages(clock.now()):
        # No transaction is open while the network is in use: a server that is away may keep us for long.
        db.session.rollback()
        try:
            with channels.open_channel(house_queries.current().mail_url) as send:
                if not _deliver(ids, send):
                    return
        except channels.Unavailable as failure:
            log.warning("No mail can be sent: %s", failure)
            _let_all_wait(str(failure))
            return


def _deliver(ids, send):
    """Send these over one connection, until one fails on it. Tell whether any of them was still to be sent."""
    found = False
    for number in ids:
        if message := claim(number):
            found = True
            if not _send_one(message, send):
                break
    return found


def claim(number):
    """Take one message to send it, or None where somebody else has it, it is done, or an earlier one must go first."""
    with transaction():
        now = clock.now()
        message = db.session.scalar(
            sa.select(Message)
            .where(Message.id == number, *queries.may_go(now))
            .with_for_update(skip_locked=True, of=Message)
        )
        if message is None:
            return None
        message.claimed_until = now + LEASE
        message.attempts = message.attempts + 1
        return message


def _send_one(message, send):
    """Send a claimed message and note how it went. Tell whether the connection can be used for the next."""
    number, lease = message.id, message.claimed_until
    if message.useful_until is not None and message.useful_until <= clock.now():
        _end(number, DROPPED, problem=outbox.TOO_LATE)
        return True
    try:
        mail = texts.build(message)
    except Drop as reason:
        _end(number, DROPPED, problem=str(reason))
        return True
    except texts.BadAddress as failure:
        _end(number, FAILED, problem=str(failure))
        return True
    except Exception as failure:
        # Ours to mend; meanwhile the others go on.
        log.exception("Message %s could not be written.", number)
        _put_off(number, lease, f"Der Text lässt sich nicht erstellen: {type(failure).__name__}: {failure}")
        return True
    # No transaction is open while the network is in use.
    db.session.rollback()
    try:
        send(mail)
    except channels.PermanentFailure as failure:
        # What a server answers often names the guest, so it goes to the team and not into the log.
        log.warning("Message %s was refused.", number)
        _end(number, FAILED, problem=str(failure))
        return True
    except channels.NotNow as failure:
        log.warning("Message %s was not taken yet.", number)
        _put_off(number, lease, str(failure))
        return False
    except channels.Unavailable as failure:
        _put_off(number, lease, str(failure))
        raise
    # What nobody may read is not kept.
    is_kept = outbox.SECRET.get(message.template) != ()
    body = mail.get_body(("plain",)).get_content() if is_kept else None
    _end(number, SENT, subject=str(mail["Subject"])[:300], text=body)
    return True


def _end(number, state, **values):
    with transaction():
        db.session.execute(
            sa.update(Message)
            .where(Message.id == number, Message.state == WAITING)
            .values(state=state, ended_at=clock.now(), claimed_until=None, **{"problem": None, **values})
        )


def _put_off(number, lease, problem):
    """Try this one later, with growing pauses, and give up in the end. Whoever took it over meanwhile keeps it."""
    with transaction():
        now = clock.now()
        message = db.session.scalar(
            sa.select(Message)
            .where(Message.id == number, Message.state == WAITING, Message.claimed_until == lease)
            .with_for_update()
        )
        if message is None:
            return
        message.claimed_until = None
        message.problem = problem[:1000]
        again_at = rules.next_try(message.attempts, message.written_at, now)
        if again_at is None:
            message.state, message.ended_at = FAILED, now
        else:
            message.due_at = again_at


def _let_all_wait(problem):
    """Say at everything that is due why it waits. That counts as nobody's try: a dead server makes no mail fail."""
    with transaction():
        now = clock.now()
        db.session.execute(
            sa.update(Message)
            .where(Message.state == WAITING, Message.due_at <= now)
            .where(sa.or_(Message.claimed_until.is_(None), Message.claimed_until < now))
            .values(problem=problem[:1000], due_at=now + rules.WAIT_FOR_SERVER)
            .execution_options(synchronize_session=False)
        )


def send_again(number):
    """Let a message that failed go out once more."""
    with transaction():
        now = clock.now()
        db.session.execute(
            sa.update(Message)
            .where(Message.id == number, Message.state == FAILED, Message.recipient.is_not(None))
            .values(state=WAITING, due_at=now, written_at=now, attempts=0, ended_at=None, claimed_until=None)
        )
