"""The three marks of a message on its way: in hand, ended, let go. One statement each, as every mail needs them."""

import logging
import time

import sqlalchemy as sa

from app import clock, jobs
from app.database import Prepared, is_unsynced, mark
from app.notifications.models import WAITING, Message

log = logging.getLogger(__name__)

# The database may be away when a mail has just been taken: for so many seconds the mark is tried again, while the lease
# keeps others from sending it once more; and for so many where this process shall stop.
PATIENCE, PATIENCE_AT_THE_END = 150, 10
_PAUSE = 0.5

_MINE = (Message.id == sa.bindparam("number"), Message.state == WAITING, is_unsynced())
_TAKE = Prepared(
    sa.update(Message)
    .where(*_MINE, Message.claimed_until == sa.bindparam("lease"))
    .values(claimed_until=sa.bindparam("until"), attempts=Message.attempts + 1)
    .returning(Message.claimed_until)
)
_END = Prepared(
    sa.update(Message)
    .where(*_MINE)
    .values(
        claimed_until=None,
        **{name: sa.bindparam(f"new_{name}") for name in ("state", "ended_at", "problem", "subject", "text")},
    )
    .returning(Message.id)
)
_LET_GO = Prepared(
    sa.update(Message)
    .where(*_MINE, Message.claimed_until == sa.bindparam("lease"))
    .values(claimed_until=None)
    .returning(Message.id)
)


def take(message, span):
    """Take a claimed message in hand for a span. Return until when, or None where it is not ours any more.

    That its claim is over does no harm, as long as nobody else has claimed it.
    """
    until = clock.now() + span
    rows = mark(_TAKE, {"number": message.id, "lease": message.claimed_until, "until": until})
    return until if rows else None


def end(message, state, problem=None, subject=None, text=None):
    """Mark a message in hand as sent, failed or dropped. What was sent must be known as sent: we wait for that."""
    values = {"state": state, "ended_at": clock.now(), "problem": problem, "subject": subject, "text": text}
    parameters = {"number": message.id, **{f"new_{name}": value for name, value in values.items()}}
    begun = time.monotonic()
    while True:
        try:
            mark(_END, parameters)
            return
        except sa.exc.OperationalError:
            waited = time.monotonic() - begun
            if waited > (PATIENCE_AT_THE_END if jobs.is_stopping() else PATIENCE):
                raise
            log.warning("Message %s is %s, but the database does not take that yet.", message.id, state)
            time.sleep(_PAUSE)


def release(messages):
    """Let go of claimed messages that were not taken in hand; counts as nobody's try."""
    for message in messages:
        try:
            mark(_LET_GO, {"number": message.id, "lease": message.claimed_until})
        except sa.exc.SQLAlchemyError:
            # Their claims end by themselves.
            log.exception("Claimed messages could not be let go.")
            return
