"""Small questions that every request asks, answered past the session: no transaction, one round trip.

They have connections of their own (at most as many as there are web threads), each statement its own transaction. So a
glance sees what is committed at that moment and nothing else, and costs a fraction of what the session would.
"""

import functools

import sqlalchemy as sa
from flask import current_app


def init_app(app, url):
    """Give the app an engine for glances. Nothing is connected before the first one."""
    if url.get_backend_name() == "sqlite":
        options = {"connect_args": {"timeout": 20}, "pool_size": 20}
    else:
        options = {"pool_size": 10, "max_overflow": 10}
    # No ping before and no rollback after: there is nothing to roll back, and a lost connection is seen below.
    app.extensions["glances"] = sa.create_engine(
        url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, **options
    )


def glance(statement, parameters=None):
    """Return the rows of a SELECT as they are committed now.

    A connection that was lost while it lay idle is noticed by its use; a second try gets a new one.
    """
    engine = current_app.extensions["glances"]
    try:
        return _rows(engine, statement, parameters)
    except sa.exc.DBAPIError as failure:
        if not failure.connection_invalidated:
            raise
        return _rows(engine, statement, parameters)


def _rows(engine, statement, parameters):
    with engine.connect() as connection:
        return connection.execute(statement, parameters).all()


def peek(statement):
    """Return the one row of a SELECT without parameters, past SQLAlchemy as well: for what precedes every public page.

    It costs a third of a glance. Whatever fails is tried once more with new connections.
    """
    engine = current_app.extensions["glances"]
    sql, processors = _compiled(statement, engine.dialect)
    try:
        row = _driver_row(engine, sql)
    except engine.dialect.loaded_dbapi.Error:
        engine.dispose()
        row = _driver_row(engine, sql)
    return tuple(process(value) if process else value for process, value in zip(processors, row, strict=True))


@functools.cache
def _compiled(statement, dialect):
    """Return a statement as the driver takes it, and what makes of each value what the column's type says."""
    sql = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    return sql, [
        column.type.dialect_impl(dialect).result_processor(dialect, None) for column in statement.selected_columns
    ]


def _driver_row(engine, sql):
    connection = engine.raw_connection()
    try:
        return connection.cursor().execute(sql).fetchone()
    except engine.dialect.loaded_dbapi.Error as failure:
        connection.invalidate(failure)
        raise
    finally:
        connection.close()
