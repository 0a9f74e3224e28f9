"""Small questions that every request asks, answered past the session: no transaction, one round trip.

They have connections of their own (at most as many as there are web threads), each statement its own transaction. So a
glance sees what is committed at that moment and nothing else, and costs a fraction of what the session would.
"""

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


def glance(prepared, parameters=None):
    """Return the rows of a Prepared SELECT as they are committed now.

    A connection that was lost while it lay idle is noticed by its use; a second try gets a new one.
    """
    engine = current_app.extensions["glances"]
    try:
        return _rows(engine, prepared, parameters or {})
    except sa.exc.DBAPIError as failure:
        if not failure.connection_invalidated:
            raise
        engine.dispose()
        return _rows(engine, prepared, parameters or {})


def _rows(engine, prepared, parameters):
    driver = engine.raw_connection()
    try:
        return prepared.run_on(driver, engine, parameters)
    finally:
        driver.close()
