"""Writing messages. Features to the right say what a message needs to know when it is sent."""

import functools
import secrets

import sqlalchemy as sa
from flask import current_app

from app.alliance import house_queries
from app.database import Prepared, db, insert_into, run
from app.notifications import chats, notices, rules
from app.notifications.models import DROPPED, WAITING, Message

# Template → function(facts) that returns what the template shows, or raises Drop. Filled in create_app.
FACTS = {}
# Template → roles that may read what was sent; of all others the team reads only that something was. Their links open
# accounts, so who could read them could be somebody else.
SECRET = {}
# Template → function(facts) that returns [(file name, content type, bytes)]. Filled in create_app.
ATTACHMENTS = {}
# Template → function(facts) that returns (method, calendar as bytes) for the diary of whoever reads it, or None.
INVITATIONS = {}
# Functions(rows of messages) that read what their facts will ask for, in few statements; what they return is kept
# while these mails are made. Filled in create_app.
AHEAD = []

TOO_LATE = "Das wäre zu spät gekommen."


class Drop(Exception):
    """What the message tells is no longer so; the reason is kept for the team."""


@functools.cache
def _adding(_dialect):
    # Built once per database: every act that tells somebody something runs it.
    return Prepared(insert_into(Message.__table__).on_conflict_do_nothing(index_elements=["once"]))


def queue(recipient, template, about, now, once=None, due_at=None, useful_until=None, **facts):
    """Write a message into the outbox of the present transaction, unless the house does not tell such things.

    `facts` are small values (ids, moments as text); `once` is a name under which it is written at most once. What
    nobody has just asked for waits until the morning. After `useful_until` it is dropped, and the team sees why.
    """
    if not notices.is_on(template):
        return
    row = _row(recipient, template, about, now, once, due_at, useful_until, facts)
    _add(row)
    for chat_id in chats.wanting(template, recipient):
        _add({**row, "recipient": None, "chat_id": chat_id, "once": once and f"{once}:chat:{chat_id}"})


def queue_for_chat(chat_id, template, about, now, once, useful_until=None, **facts):
    """As `queue`, to one chat that is locked by the present transaction, and to nobody else."""
    if notices.is_on(template):
        _add({**_row(None, template, about, now, once, None, useful_until, facts), "chat_id": chat_id})


def _row(recipient, template, about, now, once, due_at, useful_until, facts):
    at_any_hour = notices.BY_TEMPLATE[template].is_asked_for
    due_at = due_at or now
    if not at_any_hour:
        due_at = rules.by_day(due_at, current_app.config["QUIET_HOURS"])
    is_late = useful_until is not None and due_at >= useful_until
    return {
        "template": template,
        "about": about,
        "facts": facts,
        "recipient": recipient,
        "chat_id": None,
        "once": once,
        "state": DROPPED if is_late else WAITING,
        "problem": TOO_LATE if is_late else None,
        "ended_at": now if is_late else None,
        "written_at": now,
        "due_at": due_at,
        "at_any_hour": at_any_hour,
        "useful_until": useful_until,
    }


def _add(row):
    message_id = f"<{secrets.token_urlsafe(16)}@{_domain(house_queries.known().mail_from)}>"
    run(_adding(db.engine.dialect.name), {**row, "message_id": message_id})


@functools.cache
def _domain(sender):
    domain = sender.rpartition("@")[2].strip("<> ") or "localhost"
    return domain.encode("idna").decode()


def forget(about):
    """Take the person out of all messages about something; what still waits is not sent any more."""
    _forget(Message.about == about)


def forget_before(abouts, before):
    """As `forget`, of several things, but only what was written before a moment."""
    _forget(sa.and_(Message.about.in_(abouts), Message.written_at < before))


def forget_address(email, template=None):
    """Take an address out of all messages to it (of one kind); what still waits is not sent any more."""
    select = sa.select(Message.id).where(Message.recipient == email)
    ids = db.session.scalars(select if template is None else select.where(Message.template == template)).all()
    _forget(Message.id.in_(ids))


def forget_messages(ids):
    """Take the persons out of some messages, by their numbers."""
    _forget(Message.id.in_(ids))


def _forget(condition):
    db.session.execute(
        sa.update(Message)
        .where(condition)
        # The problem too: mail servers repeat the address in what they answer.
        .values(recipient=None, text=None, subject=None, problem=None, facts={})
    )
    db.session.execute(
        sa.update(Message)
        .where(condition, Message.state == WAITING)
        .values(state=DROPPED, problem="Die Daten der Person wurden gelöscht.")
    )
