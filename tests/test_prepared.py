"""Statements that stand ready, and small questions past the session."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.database import Prepared, UtcDateTime, db, glance, run, transaction
from app.limits import Counts
from app.notifications.models import Message
from app.programme import revision
from app.programme.models import Format
from tests.make import a_format, a_place

NOON = datetime(2026, 5, 1, 12, 0, 0, 123456, UTC)
ADD = Prepared(sa.insert(Message.__table__).returning(Message.__table__.c.id))
FIND = Prepared(
    sa.select(Message.facts, Message.due_at, Message.attempts, Message.claimed_until).where(
        Message.id == sa.bindparam("ident")
    )
)


def a_message(message_id="<1@example.org>"):
    return {
        "template": "t", "about": "test:1", "facts": {"ä": [1]}, "recipient": None, "message_id": message_id,
        "state": "waiting", "written_at": NOON, "due_at": NOON,
    }  # fmt: skip


def test_values_come_back_as_their_columns_say(app):
    with transaction():
        ident = run(ADD, a_message())[0].id
        row = run(FIND, {"ident": ident})[0]

    assert tuple(row) == ({"ä": [1]}, NOON, 0, None)


def test_a_broken_constraint_is_an_error_of_sqlalchemy(app):
    def twice():
        with transaction():
            run(ADD, a_message())
            run(ADD, a_message())

    with pytest.raises(sa.exc.IntegrityError):
        twice()

    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 0


def test_a_naive_moment_is_refused_here_too(app):
    with pytest.raises(ValueError, match="without zone"), transaction():
        run(ADD, {**a_message(), "due_at": datetime(2026, 5, 1)})


def test_a_value_that_is_missing_is_refused(app):
    with pytest.raises(ValueError, match="ident"), transaction():
        run(FIND, {})


def test_a_text_that_depends_on_its_values_cannot_stand_ready(app):
    several = Prepared(sa.select(Message.id).where(Message.id.in_(sa.bindparam("idents", expanding=True))))

    with pytest.raises(ValueError, match="cannot stand ready"), transaction():
        run(several, {"idents": [1, 2]})


def test_who_listens_to_statements_hears_these_too(app):
    heard = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *call: heard.append(call[2]))

    with transaction():
        run(FIND, {"ident": 1})

    assert [text for text in heard if "messages" in text] == [heard[-1]]


def test_what_the_session_has_in_hand_is_seen(app):
    names = Prepared(sa.select(Format.name))
    format = a_format(name="alt")

    with transaction():
        db.session.merge(format).name = "neu"

        assert [row.name for row in run(names, {})] == ["neu"]


def test_a_glance_sees_what_is_committed_and_nothing_else(app):
    accounts = Prepared(sa.select(sa.func.count(Account.id).label("number"), sa.literal(NOON, UtcDateTime)))

    with transaction():
        db.session.add(Account(email="a@example.org", name="A", password_hash="x", created_at=NOON))
        db.session.flush()
        meanwhile = glance(accounts)[0]

    assert tuple(meanwhile) == (0, NOON)
    assert glance(accounts)[0].number == 1


def test_a_glance_survives_the_loss_of_its_connections(make_app):
    # SQLite has no connection to lose.
    with make_app("postgresql").app_context():
        before = revision.current()
        others = "pid != pg_backend_pid() AND datname = current_database()"
        db.session.execute(sa.text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
        db.session.rollback()

        a_place()

        assert revision.current() > before


def test_counts_begin_anew_when_their_time_is_over():
    counts = Counts()

    assert [counts.incr("a", expiry=60), counts.incr("a", expiry=60), counts.incr("b", expiry=60)] == [1, 2, 1]
    assert counts.incr("c", expiry=-1) == 1
    assert counts.incr("c", expiry=60) == 1
    assert (counts.get("a"), counts.get("nobody")) == (2, 0)
