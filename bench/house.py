"""Databases to measure on: migrated, durable, with what the comparison needs."""

import importlib.util
from contextlib import contextmanager
from pathlib import Path

from app import create_app
from app.alliance import house_queries
from app.database import db
from bench.servers import SECRET
from tests import databases, make

ENGINES = ("postgresql", "sqlite")


@contextmanager
def new_database(engine, folder):
    """Give the address of an empty, migrated database whose commits last; PostgreSQL: a server of our own."""
    if engine == "sqlite":
        url = databases.sqlite_url(Path(folder) / "house.db")
        _migrate(url, folder)
        yield url
        return
    with databases.Postgres(durable=True) as server:
        server.create_database("house")
        _migrate(server.url("house"), folder)
        yield server.url("house")


@contextmanager
def app_on(url, folder, **settings):
    """Give the app on a database, in this process, with its context pushed."""
    app = create_app(
        {
            "TESTING": True, "SQLALCHEMY_DATABASE_URI": url, "DATA_DIR": Path(folder), "SECRET_KEY": SECRET,
            "DEMO": False, "BOOKING_MIN_SECONDS": 0, "QUIET_HOURS": None, "BOOKING_LIMIT": "1000000 per minute",
            "MAIL_URL": f"maildir:{folder}/mail", **settings,
        }
    )  # fmt: skip
    with app.app_context():
        house_queries.prepare()
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def _migrate(url, folder):
    from flask_migrate import upgrade

    with app_on(url, folder):
        upgrade()


def fill_with_season():
    """Load the first season (60 events); where its loader is not there, 60 events of the same kind."""
    if importlib.util.find_spec("app.seasons.loading"):
        from app.seasons import loading

        loading.load_demo()
        return "first season"
    rooms = [make.a_room() for _ in range(6)]
    formats = [make.a_format() for _ in range(12)]
    for number in range(60):
        make.an_event(format=formats[number % 12], title=f"Veranstaltung {number}", note=rooms[number % 6].name)
    return "60 events without rooms"
