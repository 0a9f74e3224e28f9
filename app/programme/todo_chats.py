"""What the administration has to do about chats of the team."""

from datetime import timedelta

from flask_babel import gettext as _

from app import display
from app.accounts.models import ADMINISTRATION
from app.notifications import chats
from app.programme.todo import Todo

# How long a chat may be away before somebody is told.
PATIENCE = timedelta(minutes=15)


def failing_chats(now):
    """Return the chats that take nothing."""
    return [
        Todo(
            rule="chat-fails", about=chat.about, title=chat.name, act=_("Ansehen"), href="/team/haus/chat",
            text=_("Seit %(when)s kommt in diesem Chat nichts an: %(why)s", when=display.moment(chat.failing_since),
                   why=chat.problem),
            roles=(ADMINISTRATION,), due_at=chat.failing_since, marker=chat.failing_since.isoformat(),
        )
        for chat in chats.failing()
        if chat.failing_since < now - PATIENCE
    ]  # fmt: skip
