"""Telling chats what is due, apart from the mail: each chat has a claim and a child process of its own.

One that hangs keeps nobody waiting but its own messages. No chat knows the name of a message: one whose process is
killed between the chat's "yes" and our mark is told once more, two minutes later.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app import clock, jobs, reading
from app.database import db, lock, transaction
from app.notifications import chat_schemes, marking, outbox, queries, rules, writing
from app.notifications.chat_speaking import Speaking
from app.notifications.models import DROPPED, FAILED, SENT, WAITING, ChatChannel, Message
from app.notifications.outbox import Drop

log = logging.getLogger(__name__)

# Longer than a child may take, so that a claim ends only with its holder.
LEASE = timedelta(minutes=2)
_PAUSE = 0.1


@dataclass
class _Hand:
    """A message in hand; `speaking` is None where there is nothing to send."""

    message: object
    url: str
    lease: datetime
    subject: str = ""
    text: str = ""
    speaking: Speaking | None = None


def deliver_chats():
    """A job: tell all chats at once what is due, one message after the other to each, until nothing is."""
    hands = []
    try:
        while True:
            if not jobs.is_stopping():
                hands += [hand for hand in map(_begin, _due_chats()) if hand is not None]
            if not hands:
                return
            over = [hand for hand in hands if hand.speaking is None or hand.speaking.is_over()]
            hands = [hand for hand in hands if hand not in over]
            for hand in over:
                _end(hand)
            if hands and not over:
                time.sleep(_PAUSE)
    finally:
        # Only where something failed: their claims end by themselves.
        for hand in hands:
            if hand.speaking is not None:
                hand.speaking.stop()


def _is_due(now):
    return Message.state == WAITING, Message.due_at <= now, *queries.hour(now)


def _due_chats():
    """Return the numbers of chats that something is due for and that nobody is speaking to. One statement."""
    now = clock.now()
    free = sa.or_(ChatChannel.claimed_until.is_(None), ChatChannel.claimed_until < now)
    of_chat = sa.exists().where(Message.chat_id == ChatChannel.id, *_is_due(now))
    return db.session.scalars(sa.select(ChatChannel.id).where(free, of_chat).order_by(ChatChannel.id)).all()


def _begin(chat_id):
    """Claim a chat and its oldest message, and begin to send it. Return the hand, or None where others were faster."""
    with transaction():
        now = clock.now()
        lease = now + LEASE
        url = db.session.scalar(
            sa.update(ChatChannel)
            .where(ChatChannel.id == chat_id)
            .where(sa.or_(ChatChannel.claimed_until.is_(None), ChatChannel.claimed_until < now))
            .values(claimed_until=lease)
            .returning(ChatChannel.url)
            .execution_options(synchronize_session=False)
        )
        if url is None:
            return None
        first = sa.select(Message.id).where(Message.chat_id == chat_id, *_is_due(now)).order_by(Message.id).limit(1)
        message = db.session.execute(
            sa.update(Message)
            .where(Message.id == first.scalar_subquery(), Message.state == WAITING)
            .values(claimed_until=lease, attempts=Message.attempts + 1)
            .returning(*Message.__table__.c)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if message is None:
            _let_go(chat_id, lease)
            return None
    return _open(_Hand(message, url, lease))


def _open(hand):
    """Make the text of what is true now, and begin to send it; what is not to be sent ends here."""
    message, facts, problem = hand.message, None, None
    if message.useful_until is not None and message.useful_until <= clock.now():
        marking.end(message, DROPPED, problem=outbox.TOO_LATE)
        return hand
    try:
        with reading.together():
            facts = outbox.FACTS[message.template](message.facts)
            # Not a text of the house, which may name whoever wrote to it.
            hand.subject, _body, _language = writing.default(message.template, facts)
        hand.text = "\n".join([*facts.get("chat_lines", ()), str(facts["team_link"])])
    except Drop as reason:
        marking.end(message, DROPPED, problem=str(reason))
        return hand
    except Exception as failure:
        log.exception("Message %s could not be written.", message.id)
        problem = f"Der Text lässt sich nicht erstellen: {type(failure).__name__}: {failure}"
    # No transaction is open while the network is in use.
    db.session.rollback()
    problem = problem or chat_schemes.why_not(hand.url)
    if problem:
        _put_off(hand, str(problem))
        return hand
    hand.speaking = Speaking(hand.url, hand.subject, hand.text)
    return hand


def _end(hand):
    """Note how it went, and let go of the chat."""
    problem = hand.speaking and hand.speaking.problem()
    if problem:
        log.warning("Message %s was not taken by chat %s.", hand.message.id, hand.message.chat_id)
        _put_off(hand, problem)
        return
    if hand.speaking is None:
        with transaction():
            _let_go(hand.message.chat_id, hand.lease)
        return
    marking.settle(marking.ended(hand.message, SENT, subject=hand.subject[:300], text=hand.text))
    with transaction():
        _let_go(hand.message.chat_id, hand.lease, failing_since=None, problem="")


def _let_go(chat_id, lease, **how_it_goes):
    db.session.execute(
        sa.update(ChatChannel)
        .where(ChatChannel.id == chat_id, ChatChannel.claimed_until == lease)
        .values(claimed_until=None, **how_it_goes)
        .execution_options(synchronize_session=False)
    )


def _put_off(hand, problem):
    """Try this one later, with growing pauses, and give up in the end; what else waits for this chat waits a minute."""
    with transaction():
        now = clock.now()
        try:
            chat = lock(ChatChannel, hand.message.chat_id)
        except LookupError:
            # Removed meanwhile, with all that waited.
            return
        if chat.claimed_until != hand.lease:
            return
        chat.claimed_until, chat.problem = None, problem[:400]
        chat.failing_since = chat.failing_since or now
        mine = (Message.chat_id == chat.id, Message.state == WAITING)
        again_at = rules.next_try(hand.message.attempts, hand.message.written_at, now)
        end = {"state": FAILED, "ended_at": now} if again_at is None else {"due_at": again_at}
        _set(*mine, Message.id == hand.message.id, claimed_until=None, problem=problem[:1000], **end)
        _set(*mine, Message.id != hand.message.id, Message.due_at <= now, due_at=now + rules.WAIT_FOR_SERVER)


def _set(*which, **values):
    db.session.execute(sa.update(Message).where(*which).values(**values).execution_options(synchronize_session=False))
