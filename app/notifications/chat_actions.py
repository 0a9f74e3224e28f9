"""Adding, trying and removing chats of the team."""

from enum import Enum

import sqlalchemy as sa
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app import clock
from app.accounts import audit
from app.alliance import house_queries
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.notifications import chat_schemes, chats
from app.notifications.models import DROPPED, WAITING, ChatChannel, Message

# A family of numbers for lock_numbers.
CHATS = 98
MOST = 20


class ChatRefusal(Enum):
    """Why a chat is not added."""

    NAMED = _("So heißt schon ein anderer Chat.")
    MANY = _("Mehr als 20 Chats gehen nicht. Bitte entfernen Sie erst einen.")


def add_chat(name, url, groups):
    """Let a chat hear of some groups of notices from now on. Raises Refused."""
    with transaction():
        lock_numbers(CHATS, [0])
        names = [chat.name for chat in chats.all_chats()]
        if name in names:
            raise Refused(ChatRefusal.NAMED)
        if len(names) >= MOST:
            raise Refused(ChatRefusal.MANY)
        chat = ChatChannel(name=name, url=url, groups=list(groups), made_at=clock.now())
        db.session.add(chat)
        db.session.flush()
        audit.note("add_chat", chat.about, kind=chat_schemes.scheme_of(url))
        return chat.id


def remove_chat(chat_id):
    """Tell a chat nothing more, and forget its address. Raises LookupError."""
    with transaction():
        chat = lock(ChatChannel, chat_id)
        audit.note("remove_chat", chat.about)
        # Whoever is writing to it at present goes first: the delete waits for their lock.
        db.session.delete(chat)
        db.session.flush()
        db.session.execute(
            sa.update(Message)
            .where(Message.chat_id == chat_id, Message.state == WAITING)
            .values(state=DROPPED, ended_at=clock.now(), problem="Den Chat gibt es nicht mehr.")
            .execution_options(synchronize_session=False)
        )


def try_chat(chat_id):
    """Send a test message at once. Return None, or why it did not go. Raises LookupError."""
    from app.notifications.chat_speaking import Speaking

    chat = chats.find_chat(chat_id)
    if chat is None:
        raise LookupError(f"No chat {chat_id}")
    url = chat.url
    title = gettext("Probe aus %(house)s", house=house_queries.current().name)
    # No transaction is open while the network is in use.
    db.session.rollback()
    problem = chat_schemes.why_not(url)
    words = gettext("So kommen Nachrichten des Teams hier an.")
    problem = str(problem) if problem else Speaking(url, title, words).wait()
    with transaction():
        audit.note("try_chat", f"chat:{chat_id}", taken=problem is None)
        chat = db.session.get(ChatChannel, chat_id)
        if chat is not None and problem is None:
            chat.failing_since, chat.problem = None, ""
        elif chat is not None:
            chat.failing_since, chat.problem = chat.failing_since or clock.now(), problem[:400]
    return problem
