"""Small writes that happen once for each mail, past the session: one statement, committed at once.

They do not wait for the disk: on SQLite by a pragma of their connections, on PostgreSQL by `is_unsynced()` in their
WHERE, which a pooler in between cannot carry over to others. A killed process loses none of them, as the database has
them already; a machine that loses its power may lose those of the last second, and then what was marked is done once
more. So only what may happen twice is marked like this.
"""

from contextlib import nullcontext

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.database.engines import db, is_postgresql


class is_unsynced(FunctionElement):
    """A condition that always holds: the transaction of this statement does not wait for the disk."""

    type = sa.Boolean()
    inherit_cache = True


@compiles(is_unsynced, "postgresql")
def _on_postgresql(_element, _compiler, **_options):
    return "set_config('synchronous_commit', 'off', true) = 'off'"


@compiles(is_unsynced, "sqlite")
def _on_sqlite(_element, _compiler, **_options):
    return "true"


def mark(prepared, parameters):
    """Run a Prepared UPDATE by itself; return the rows of its RETURNING.

    Where the connection was lost it is run once more, so it must change nothing the second time.
    """
    if db.session().info.get("writing"):
        raise RuntimeError("A mark is committed by itself, and must not wait for the transaction around it.")
    engine = _engine()
    with nullcontext() if is_postgresql() else current_app.extensions["write_turn"]:
        try:
            return _run(engine, prepared, parameters)
        except sa.exc.DBAPIError as failure:
            if not failure.connection_invalidated:
                raise
            engine.dispose()
            return _run(engine, prepared, parameters)


def _run(engine, prepared, parameters):
    try:
        driver = engine.raw_connection()
    except engine.dialect.loaded_dbapi.Error as failure:
        # The pool lets the driver's own error through.
        raise sa.exc.OperationalError("connect", {}, failure) from failure
    try:
        return prepared.run_on(driver, engine, parameters)
    finally:
        driver.close()


def _engine():
    """Return the engine for marks: most processes never need it."""
    engines = current_app.extensions.setdefault("marks", {})
    if db.engine.url not in engines:
        is_sqlite = not is_postgresql()
        engine = sa.create_engine(
            db.engine.url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, pool_size=2,
            connect_args={"timeout": 20} if is_sqlite else {},
        )  # fmt: skip
        if is_sqlite:
            sa.event.listen(engine, "connect", _prepare_sqlite)
        engines[db.engine.url] = engine
    return engines[db.engine.url]


def _prepare_sqlite(connection, _record):
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
