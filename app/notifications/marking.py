"""The marks of a message on its way: in hand, ended, let go. Few statements, as every mail needs them."""

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

_ENDED = ("state", "ended_at", "problem", "subject", "text")
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
        **{name: sa.bindparam(f"new_{name}") for name in _ENDED},
    )
    .returning(Message.id)
)
_IS_DONE = Message.id == sa.bindparam("done")
# The end of one and the beginning of the next in one statement: the way to the database takes longer than both.
_NEXT = Prepared(
    sa.update(Message)
    .where(
        Message.state == WAITING,
        is_unsynced(),
        sa.or_(_IS_DONE, sa.and_(Message.id == sa.bindparam("number"), Message.claimed_until == sa.bindparam("lease"))),
    )
    .values(
        claimed_until=sa.case((_IS_DONE, sa.null()), else_=sa.bindparam("until", type_=Message.claimed_until.type)),
        attempts=sa.case((_IS_DONE, Message.attempts), else_=Message.attempts + 1),
        **{
            name: sa.case(
                (_IS_DONE, sa.bindparam(f"new_{name}", type_=Message.__table__.c[name].type)),
                else_=Message.__table__.c[name],
            )
            for name in _ENDED
        },
    )
    .returning(Message.id)
)
_LET_GO = Prepared(
    sa.update(Message)
    .where(*_MINE, Message.claimed_until == sa.bindparam("lease"))
    .values(claimed_until=None)
    .returning(Message.id)
)


def take(message, span, ended=None):
    """Take a claimed message in hand for a span. Return until when, or None where it is not ours any more.

    That its claim is over does no harm, as long as nobody else has claimed it. `ended`: what `sent` returned of the one
    before, which is marked by the way.
    """
    until = clock.now() + span
    parameters = {"number": message.id, "lease": message.claimed_until, "until": until}
    if ended is None:
        return until if mark(_TAKE, parameters) else None
    done = {"done": ended["number"], **{name: value for name, value in ended.items() if name != "number"}}
    rows = _patiently(_NEXT, {**parameters, **done})
    return until if message.id in {row.id for row in rows} else None


def ended(message, state, problem=None, subject=None, text=None):
    """Return how a message in hand ended: to be marked by `settle`, or with `take` of the next one."""
    values = {"state": state, "ended_at": clock.now(), "problem": problem, "subject": subject, "text": text}
    return {"number": message.id, **{f"new_{name}": values[name] for name in _ENDED}}


def settle(ended):
    """Mark how a message in hand ended. What was sent must be known as sent: we wait for that."""
    _patiently(_END, ended)


def end(message, state, problem):
    """Mark a message in hand as failed or dropped."""
    settle(ended(message, state, problem))


def _patiently(statement, parameters):
    begun = time.monotonic()
    while True:
        try:
            return mark(statement, parameters)
        except sa.exc.OperationalError:
            waited = time.monotonic() - begun
            if waited > (PATIENCE_AT_THE_END if jobs.is_stopping() else PATIENCE):
                raise
            log.warning("A message has ended, but the database does not take that yet.")
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
