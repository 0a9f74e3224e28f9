"""Chats of the team: what they hear of, and which of them hear of something. All of it names nobody."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.alliance import house_queries
from app.database import db
from app.notifications.models import ChatChannel

# Group → (its words, templates of what goes to the house's own mailbox). A chat gets the first line of the default
# text, which names no guest, and the link to the page of the team.
# What there is to do goes to chats by itself (programme.todo_digest).
TASKS = "tasks"
GROUPS = {
    TASKS: (_("Was zu tun ist: einmal am Tag, was neu und was überfällig ist"), ()),
    "requests": (_("Raumanfragen: neue und überfällige"), ("rooms/mail/house_new_request", "rooms/mail/house_overdue")),
    "barriers": (_("Gemeldete Barrieren"), ("programme/mail/barrier_reported",)),
    "partners": (
        _("Partneranfragen, Antworten von Organisationen"),
        ("alliance/mail/house_new_partner", "programme/mail/co_hosting_answered"),
    ),
    "ideas": (_("Neue Ideen"), ("alliance/mail/idea_for_house",)),
}
GROUP_OF = {template: group for group, (_words, templates) in GROUPS.items() for template in templates}


def wanting(template, recipient):
    """Return the numbers of the chats that want what is just told to an address; part of that transaction.

    No statement but for what goes to the house's own mailbox: what several people get is told to a chat once.
    """
    group = GROUP_OF.get(template)
    if group is None or recipient.lower() != house_queries.known().email.lower():
        return []
    # Whoever removes a chat waits for us, and ends what we write here.
    select = sa.select(ChatChannel.id, ChatChannel.groups).order_by(ChatChannel.id)
    rows = db.session.execute(select.with_for_update(read=True, key_share=True)).all()
    return [number for number, groups in rows if group in groups]


def all_chats():
    """Return the chats by their names."""
    return db.session.scalars(sa.select(ChatChannel).order_by(ChatChannel.name)).all()


def wanting_tasks():
    """Return the numbers of the chats that want to know once a day what there is to do."""
    rows = db.session.execute(sa.select(ChatChannel.id, ChatChannel.groups).order_by(ChatChannel.id))
    return [number for number, groups in rows if TASKS in groups]


def find_chat(chat_id):
    """Return a chat, or None."""
    return db.session.get(ChatChannel, chat_id)


def failing():
    """Return the chats that did not take the last message."""
    return db.session.scalars(
        sa.select(ChatChannel).where(ChatChannel.failing_since.is_not(None)).order_by(ChatChannel.id)
    ).all()
