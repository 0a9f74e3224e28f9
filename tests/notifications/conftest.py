"""An outbox with a letter of its own, whose text and facts each test can spoil."""

import jinja2
import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.notifications import notices, outbox
from app.notifications.models import Message
from app.notifications.notice_kinds import Notice
from tests.smtp import smtp

__all__ = ["smtp"]

LETTER = """{{ title }}

Guten Tag,

hier ist Ihr Link: http://localhost/b/{{ "x" * 120 }}

Schöne Grüße
"""


@pytest.fixture
def letters(monkeypatch):
    """Facts of the template "test/letter" by number of the letter; an exception is raised instead."""
    facts = {}

    def read(given):
        answer = facts.get(given["number"], {})
        if isinstance(answer, Exception):
            raise answer
        return {"title": f"Brief {given['number']}", **answer}

    for template in ("test/letter", "test/missing"):
        monkeypatch.setitem(outbox.FACTS, template, read)
        monkeypatch.setitem(notices.BY_TEMPLATE, template, a_notice(template, is_asked_for=True))
    # Known when it was written, and gone since.
    monkeypatch.setitem(notices.BY_TEMPLATE, "test/unknown", a_notice("test/unknown", is_asked_for=True))
    return facts


@pytest.fixture
def app(make_app, engine, smtp, letters):
    """An app whose mail goes to the mail server of the test."""
    app = make_app(engine, MAIL_URL=smtp.url)
    add_letter(app)
    with app.app_context():
        yield app


def a_notice(template, **how):
    """What the registry knows of a template of the tests."""
    return Notice(template, "Brief", "Gast", "sofort", "Zur Probe", **how)


def add_letter(app):
    """Let the app know the text of "test/letter"."""
    loader = app.jinja_env.loader
    app.jinja_env.loader = jinja2.ChoiceLoader([jinja2.DictLoader({"test/letter.txt": LETTER}), loader])


@pytest.fixture
def write():
    """A function that writes a letter of a number into the outbox and returns its row."""

    def write(number=1, to=None, about=None, template="test/letter", **how):
        with transaction():
            outbox.queue(
                to or f"gast{number}@example.org", template, about or f"letter:{number}", clock.now(),
                number=number, **how,
            )  # fmt: skip
        return db.session.scalar(sa.select(Message).order_by(Message.id.desc()).limit(1))

    return write


@pytest.fixture
def states():
    """A function that returns {address: state} of all messages, as the database has them now."""

    def read():
        db.session.rollback()
        return dict(db.session.execute(sa.select(Message.recipient, Message.state)).all())

    return read
