"""The two engines and their settings."""

import threading
from pathlib import Path

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase

from app.database import glances

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What all tables share: names of constraints that migrations can rely on."""

    metadata = sa.MetaData(naming_convention=CONVENTION)


# Objects stay readable after a commit: what an action returns is what it wrote, without a second look.
db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})


def init_app(app):
    """Connect the app to its database and set up the engine."""
    url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        options = {"connect_args": {"timeout": 20}, "pool_size": 20}
    else:
        # READ COMMITTED on purpose: rules look again after they hold the lock, so they must see what is new.
        options = {"isolation_level": "READ COMMITTED", "pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    with app.app_context():
        if url.get_backend_name() == "sqlite":
            _set_up_sqlite(db.engine)
        else:
            _set_up_postgresql(db.engine)
        glances.init_app(app, db.engine.url)
    app.extensions["write_turn"] = threading.Lock()


def is_postgresql():
    """Tell whether the current app runs on PostgreSQL."""
    return db.engine.dialect.name == "postgresql"


def find_by_index():
    """Let PostgreSQL find by indexes until this transaction ends: for few rows among very many.

    It takes a look into an index for four times as dear as reading on, as on a turning disk, and would rather read
    100,000 dates than look for 1,000: measured, twice the time.
    """
    if is_postgresql():
        db.session.execute(sa.text("SET LOCAL random_page_cost = 1.1"))


def _set_up_postgresql(engine):
    """Let PostgreSQL compile nothing: measured, a page of some joins took seconds where there were no statistics yet.

    Said after connecting, not with it: a pooler in between need not know it.
    """

    @sa.event.listens_for(engine, "connect")
    def prepare(connection, _record):
        connection.execute("SET jit = off")
        connection.commit()


def _set_up_sqlite(engine):
    """Say BEGIN ourselves: the driver's own would come too late, and two writers would oversell."""

    @sa.event.listens_for(engine, "connect")
    def prepare(connection, _record):
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection):
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")
