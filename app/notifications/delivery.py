"""Sending what is due. The database knows who must be told; nobody waits for a mail server.

A batch is claimed by one statement, and its mails are made in one look at the database; then each is taken in hand,
sent and marked by itself. A kill in between loses nothing, and repeats at most the one mail in hand, under its name.
"""

import logging
import time
from collections import deque
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app import clock, heap, jobs, reading
from app.alliance import house_queries
from app.database import db, transaction
from app.notifications import channels, marking, outbox, pauses, queries, rules, texts
from app.notifications.models import DROPPED, FAILED, SENT, WAITING, Message
from app.notifications.outbox import Drop

log = logging.getLogger(__name__)

# What one look at the database makes ready, and one connection carries.
BATCH = 100
# How long a batch is kept from others before its mails are in hand: usually it is gone within a second.
CLAIM = timedelta(minutes=1)
# Longer than a mail in hand may take (some steps of channels.SECONDS), so that this lease ends only with its holder.
LEASE = timedelta(minutes=3)
# A text that was made so many seconds ago is made anew, because something may have changed.
FRESH_SECONDS = 5
# After so many mails in a row that broke their connection it is no fault of theirs.
MISHAPS = 3


@dataclass
class _Letter:
    """A claimed message with its mail, or with what went wrong when that was made."""

    message: Message
    mail: object
    problem: Exception | None
    made_at: float
    # Whether the server took it.
    is_taken: bool = False


def deliver_messages():
    """Send everything that is due, until it is gone or this process shall stop."""
    batch = deque(claim())
    if batch:
        _deliver_all(batch)
        # Hundreds of mails were made, and are gone.
        heap.give_back()


def _deliver_all(batch):
    mishaps = 0
    while batch:
        try:
            with channels.open_channel(house_queries.current().mail_url) as send:
                lost, is_any_taken = _deliver(batch, send)
            mishaps = (0 if is_any_taken else mishaps) + (lost is not None)
            if mishaps == MISHAPS:
                raise channels.Unavailable(lost)
        except channels.Unavailable as failure:
            log.warning("No mail can be sent: %s", failure)
            marking.release(batch)
            _let_all_wait(str(failure))
            return
        except BaseException:
            marking.release(batch)
            raise
        if jobs.is_stopping():
            marking.release(batch)
            return
        batch = batch or deque([] if pauses.is_paced() else claim())


def claim(limit=None):
    """Take up to so many messages that may go, and keep them from others for a while; return rows, oldest first."""
    if not queries.is_anything_due(clock.now()):
        # A tick with nothing to do writes nothing.
        return []
    with transaction():
        now = clock.now()
        ids = queries.lock_for_claim(now, pauses.share(limit or BATCH, now))
        if not ids:
            return []
        claimed = db.session.execute(
            sa.update(Message)
            .where(Message.id.in_(ids))
            .values(claimed_until=now + CLAIM)
            # Plain rows: they stay as they were read, whatever the session does next.
            .returning(*Message.__table__.c)
            .execution_options(synchronize_session=False)
        ).all()
        claimed = pauses.left_alone(claimed, now)
    return sorted(claimed, key=lambda message: (message.due_at, message.id))


def _deliver(batch, send):
    """Send a batch over one connection, until that is lost; what is done leaves the batch.

    Return why it was lost, or None; and whether the server took anything before.
    """
    letters, is_any_taken, sent = _made(batch), False, []
    try:
        while letters and not jobs.is_stopping():
            letter = letters.popleft()
            message = batch.popleft()
            if time.monotonic() - letter.made_at > FRESH_SECONDS:
                _settle(sent)
                letters = _made([message, *batch])
                letter = letters.popleft()
            lost = _send_one(letter, send, sent)
            if lost:
                return lost, is_any_taken
            is_any_taken = is_any_taken or letter.is_taken
        return None, is_any_taken
    finally:
        _settle(sent)


def _settle(sent):
    while sent:
        marking.settle(sent[-1])
        sent.pop()


def _made(messages):
    """Return the letters of messages, made of what is true now."""
    letters = deque()
    # No transaction is open while the network is in use: a server that is away may keep us for long.
    db.session.rollback()
    with reading.together() as forget:
        _ahead = [read(messages) for read in outbox.AHEAD]
        for message in messages:
            mail, problem = None, None
            try:
                mail = texts.build(message)
            except (Drop, texts.BadAddress) as reason:
                problem = reason
            except Exception as failure:
                # The database may want an end of what failed in it.
                db.session.rollback()
                forget()
                problem = failure
            letters.append(_Letter(message, mail, problem, time.monotonic()))
    db.session.rollback()
    return letters


def _send_one(letter, send, sent):
    """Send one letter and note how it went. Return what went wrong with the connection, or None.

    `sent` holds the end of the one before, which is marked as this is taken in hand, and then that of this one.
    """
    message, mail = letter.message, letter.mail
    if pauses.has_just_failed(message.recipient, clock.now()):
        # Who claims it next puts it off.
        marking.release([message])
        return None
    lease = marking.take(message, LEASE, *sent)
    sent.clear()
    if lease is None:
        # Somebody else has it by now, or it is not to be sent any more.
        return None
    if message.useful_until is not None and message.useful_until <= clock.now():
        marking.end(message, DROPPED, outbox.TOO_LATE)
        return None
    if mail is None:
        _note_unwritten(message, lease, letter.problem)
        return None
    try:
        send(mail)
    except channels.PermanentFailure as failure:
        # What a server answers often names the guest, so it goes to the team and not into the log.
        log.warning("Message %s was refused.", message.id)
        marking.end(message, FAILED, str(failure))
        return None
    except channels.NotNow as failure:
        log.warning("Message %s was not taken yet.", message.id)
        _put_off(message.id, lease, str(failure), failure.is_answer and message.recipient)
        return str(failure) if failure.is_cut_off else None
    except channels.Unavailable as failure:
        _put_off(message.id, lease, str(failure))
        raise
    letter.is_taken = True
    # What nobody may read is not kept.
    is_kept = outbox.SECRET.get(message.template) != ()
    body = mail.get_body(("plain",)).get_content() if is_kept else None
    sent.append(marking.ended(message, SENT, subject=str(mail["Subject"])[:300], text=body))
    if pauses.may_have_failed(message.recipient):
        with transaction():
            pauses.note_success(message.recipient)
    return None


def _note_unwritten(message, lease, problem):
    if isinstance(problem, Drop):
        marking.end(message, DROPPED, str(problem))
    elif isinstance(problem, texts.BadAddress):
        marking.end(message, FAILED, str(problem))
    else:
        # Ours to mend; meanwhile the others go on.
        log.error("Message %s could not be written.", message.id, exc_info=problem)
        _put_off(message.id, lease, f"Der Text lässt sich nicht erstellen: {type(problem).__name__}: {problem}")


def _put_off(number, lease, problem, refused_for=None):
    """Try this one later, with growing pauses, and give up in the end. Whoever took it over meanwhile keeps it.

    `refused_for`: the address, where it was its server that said so.
    """
    with transaction():
        now = clock.now()
        if refused_for:
            pauses.note_failure(refused_for, problem, now)
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
            .where(Message.state == WAITING, Message.due_at <= now, Message.chat_id.is_(None))
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
            .where(Message.id == number, Message.state == FAILED)
            .where(sa.or_(Message.recipient.is_not(None), Message.chat_id.is_not(None)))
            .values(state=WAITING, due_at=now, written_at=now, attempts=0, ended_at=None, claimed_until=None)
        )
