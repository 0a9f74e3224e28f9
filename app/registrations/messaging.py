"""A message of the team to the guests of an event: each gets it once, through the outbox."""

from types import SimpleNamespace

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.database import db, transaction
from app.notifications import outbox, texts
from app.notifications.greetings import greeting
from app.notifications.models import Message
from app.programme import queries as programme
from app.registrations import links, telling
from app.registrations.models import COMING, HELD, OFFERED, WAITING, Registration

# To whom: word of the form → states.
TO = {"bestaetigt": COMING, "warteliste": (WAITING,), "alle": (*COMING, HELD, OFFERED, WAITING)}
TEST = "registrations/mail/message_test"


def recipients(event_id, to):
    """Return how many would get a message to some of the guests."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(_whom(event_id, to).subquery()))


def _whom(event_id, to):
    return sa.select(Registration.id, Registration.email).where(
        Registration.event_id == event_id, Registration.state.in_(TO[to]), Registration.email.is_not(None),
        Registration.confirmed_at.is_not(None) if to != "alle" else sa.true(),
    )  # fmt: skip


def send(event_id, to, subject, text, key):
    """Write to some of the guests; `key`: of the form, which sends once however often it is sent. Returns how many."""
    with transaction():
        now, mark = clock.now(), f"message:{key}:"
        written = set(db.session.scalars(sa.select(Message.once).where(Message.once.startswith(mark, autoescape=True))))
        whom = db.session.execute(_whom(event_id, to).order_by(Registration.id)).all()
        fresh = [(ident, email) for ident, email in whom if f"{mark}{ident}" not in written]
        for ident, email in fresh:
            telling.write(ident, email, "message", now, once=f"{mark}{ident}", subject=subject, words=text)
        if fresh:
            audit.note("message_guests", f"event:{event_id}", number=len(fresh))
    return len(whom)


def send_test(event_id, email, name, subject, text):
    """Send a message to whoever is about to send it, as guests would get it, but for their links."""
    with transaction():
        outbox.queue(
            email, TEST, f"event:{event_id}", clock.now(), event_id=event_id, name=name, subject=subject, words=text
        )


def preview(event_id, to, subject, text):
    """Return (subject, text) as the first of the guests would read it, without the personal link."""
    first = db.session.scalar(
        sa.select(Registration.name)
        .where(Registration.event_id == event_id, Registration.state.in_(TO[to]))
        .order_by(Registration.id)
        .limit(1)
    )
    mail = texts.build(SimpleNamespace(
        template=TEST, recipient="gast@example.org", message_id="<vorschau@example.org>", written_at=clock.now(),
        facts={"event_id": event_id, "name": first, "subject": subject, "words": text},
    ))  # fmt: skip
    return mail["Subject"], mail.get_body(("plain",)).get_content()


def register(facts):
    """Enter the test into the outbox's register."""
    facts[TEST] = _facts


def _facts(facts):
    event = programme.get_event(facts["event_id"])
    return {
        "greeting": greeting(facts["name"]), "event": event, "subject": facts["subject"], "words": facts["words"],
        "manage_link": links.event_link(event),
    }  # fmt: skip
