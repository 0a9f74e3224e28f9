"""One act, one transaction; and the locks that make looking and writing one step."""

import functools
from contextlib import contextmanager, nullcontext, suppress

import sqlalchemy as sa
from flask import current_app

from app.database.engines import db, is_postgresql
from app.database.glances import glance
from app.database.prepared import Prepared


@contextmanager
def transaction():
    """Do all of the block or none of it. The outermost commits; inner ones join.

    It begins afresh: whatever was read before is forgotten, so that a rule judges what is true under the lock.
    On SQLite it holds the one write lock from its first moment (BEGIN IMMEDIATE); the writers of one process
    queue before that, because SQLite's own waiting is unfair and starves some of them for seconds.
    """
    session = db.session()
    if session.info.get("writing"):
        yield
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed outside of a transaction().")
    session.rollback()
    with nullcontext() if is_postgresql() else current_app.extensions["write_turn"]:
        session.info["writing"] = session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        try:
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["writing"] = None


def run(prepared, parameters):
    """Run a Prepared statement in the session's transaction, past its objects: for acts that many do at once.

    What the session has in hand is written before, so that the statement sees it.
    """
    session = db.session()
    session.flush()
    connection = session.info.get("writing") or session.connection()
    return prepared.run(connection, parameters)


@contextmanager
def rehearsal():
    """Do all of the block, and then none of it: to see what an act would come to, or why it is refused.

    Not within another transaction, which would keep it.
    """
    with suppress(_Undone), transaction():
        yield
        raise _Undone


class _Undone(Exception):
    """Ends a rehearsal."""


def look(prepared, parameters=None):
    """Return the rows of a Prepared SELECT: within an act as it sees them, otherwise what is committed (`glance`)."""
    if db.session().info.get("writing"):
        return run(prepared, parameters or {})
    return glance(prepared, parameters)


def lock(model, ident):
    """Return the row as it is now and keep others from changing it until the transaction ends.

    PostgreSQL: FOR NO KEY UPDATE, so that rows which merely refer to it are not held up.
    SQLite: the transaction already holds the only write lock. Raises LookupError if there is no such row.
    """
    _must_be_writing()
    row = db.session.get(model, ident, populate_existing=True, with_for_update={"key_share": True})
    if row is None:
        raise LookupError(f"No {model.__name__} {ident}")
    return row


def lock_rows(model, **key):
    """As `lock`, without loading: for acts that many people do at once. All rows that match, in order of their keys.

    No such row is no error.
    """
    _must_be_writing()
    if is_postgresql():
        run(_locking(model, tuple(sorted(key))), key)


@functools.cache
def _locking(model, names):
    """Return the statement that locks rows by their key; built once, because building costs more than running."""
    table = model.__table__
    return Prepared(
        sa.select(sa.literal_column("1", sa.Integer))
        .select_from(table)
        .where(*(table.c[name] == sa.bindparam(name) for name in names))
        .order_by(*table.primary_key)
        .with_for_update(key_share=True)
    )


def lock_numbers(family, numbers):
    """Lock numbers of a family (say, parts of rooms) in rising order, so that no two askers wait for each other.

    PostgreSQL: advisory locks of this transaction, taken by one statement. SQLite: see `lock`.
    """
    _must_be_writing()
    if numbers and is_postgresql():
        # unnest of an array keeps its order, and the locks are taken row by row.
        db.session.execute(
            sa.text("SELECT pg_advisory_xact_lock(:family, n) FROM unnest(CAST(:numbers AS int[])) AS n"),
            {"family": family, "numbers": sorted(set(numbers))},
        )


def _must_be_writing():
    if not db.session().info.get("writing"):
        raise RuntimeError("A lock outside of a transaction() would be let go at once.")
