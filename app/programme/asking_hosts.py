"""Questions to the hosts of an event: one mail to their mailbox, and after some weeks nobody knows who asked.

Whoever asks gets no mail: the typed address may be anybody's, and what nobody sends there cannot bother anyone. The
hosts answer by a click (Reply-To).
"""

from datetime import timedelta
from enum import Enum

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _

from app import clock
from app.alliance import house_queries
from app.database import db, insert_into, lock, transaction
from app.errors import Refused
from app.jobs import for_each
from app.notifications import outbox
from app.notifications.models import Message
from app.notifications.outbox import Drop
from app.programme.models import Event
from app.programme.questions import HostQuestion, HostQuestionErasure

MAIL = "programme/mail/host_question"
ONE_DAY, KEEP = timedelta(days=1), timedelta(days=30)
# How many questions a day reach the hosts: of one address about one event, and about an event from everybody.
MOST_OF_ADDRESS, MOST_OF_EVENT = 3, 40


class QuestionRefusal(Enum):
    """Why a question is not taken, and what to do instead."""

    TOO_MANY = _("Zu dieser Veranstaltung sind heute schon sehr viele Fragen gekommen. Bitte fragen Sie morgen noch "
                 "einmal.")  # fmt: skip


def ask(event_id, name, email, question, form_key):
    """Send a question to the hosts. Sent twice it is one; the answer never tells what an address asked before.

    Raises Refused.
    """
    with transaction():
        event, now = lock(Event, event_id), clock.now()
        asked = sa.select(sa.func.count(HostQuestion.id)).where(
            HostQuestion.event_id == event_id, HostQuestion.asked_at > now - ONE_DAY
        )
        if db.session.scalar(asked.where(HostQuestion.email == email)) >= MOST_OF_ADDRESS:
            return
        if db.session.scalar(asked) >= MOST_OF_EVENT:
            raise Refused(QuestionRefusal.TOO_MANY)
        insert = insert_into(HostQuestion).on_conflict_do_nothing(index_elements=["form_key"])
        values = {
            "event_id": event_id, "name": name or None, "email": email, "question": question, "form_key": form_key,
            "asked_at": now,
        }  # fmt: skip
        number = db.session.scalar(insert.values(values).returning(HostQuestion.id))
        if number is not None:
            outbox.queue(mailbox_of(event), MAIL, f"question:{number}", now, question_id=number)


def mailbox_of(event):
    """Return where questions about an event go: its format's mailbox, that of who hosts it first, or the house's."""
    of_host = event.hosts[0].contact_email if event.hosts else ""
    return event.format.contact_email or of_host or house_queries.current().email


def register(facts):
    """Enter the mail into the outbox's register."""
    facts[MAIL] = _facts


def _facts(facts):
    found = db.session.get(HostQuestion, facts["question_id"]) if facts else None
    if found is None or found.email is None:
        raise Drop("Die Daten der Person wurden gelöscht.")
    link = f"{current_app.config['BASE_URL']}/veranstaltungen/{found.event.slug}"
    return {"question": found, "event": found.event, "event_link": link, "reply_to": found.email}


def forget(question_id):
    """Take the person and what they wrote out of a question, and out of the mail. Twice does no harm."""
    with transaction():
        found = lock(HostQuestion, question_id)
        if found.email is None:
            return
        db.session.add(HostQuestionErasure(question_id=found.id, erased_at=clock.now()))
        found.name = found.email = found.question = found.form_key = None
        db.session.flush()
        outbox.forget(f"question:{question_id}")


def forget_questions():
    """A job: forget who asked some weeks ago, also where the event itself is gone meanwhile."""
    before = clock.now() - KEEP
    rows = sa.select(sa.literal("question:") + sa.cast(HostQuestion.id, sa.String)).where(
        HostQuestion.email.is_not(None), HostQuestion.asked_at < before
    )
    mails = sa.select(Message.about).where(
        Message.template == MAIL, Message.written_at < before, Message.recipient.is_not(None)
    )
    for_each(db.session.scalars(sa.union(rows, mails)).all(), _forget)


def _forget(about):
    number = int(about.partition(":")[2])
    with transaction():
        if db.session.get(HostQuestion, number) is not None:
            forget(number)
        outbox.forget(about)
