"""What every test can ask for. `app` comes twice: on SQLite and on PostgreSQL."""

import os
import re
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app import clock, create_app
from app.accounts import passwords
from app.alliance import house_queries
from app.database import db
from tests import databases, once
from tests.pages import CheckingClient

# Slow hashes protect real passwords; here they would cost minutes.
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
passwords._hasher = lambda: QUICK_HASHER
once.share_routes()
# Nothing here must outlive the run, and each commit would wait for the disk.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", databases.place_for_files())

SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "only for tests, and long enough for everything",
    "BASE_URL": "http://localhost",
    "MAIL_FROM": "WIRkstätte <haus@example.org>",
    "BOOKING_MIN_SECONDS": 0,
    "BOOKING_LIMIT": "100000 per minute",
    "DEMO": False,
    # Tests with a real clock run at night, too.
    "QUIET_HOURS": None,
}
ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server of our own; tests that need it are skipped, by name, where there is none."""
    if databases.find_postgres() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with databases.Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def templates(request, tmp_path_factory):
    """Databases at the newest migration, made once per engine by the migrations themselves, to be copied."""
    made = {}

    def template(engine):
        if engine not in made:
            if engine == "sqlite":
                made[engine] = tmp_path_factory.mktemp("template") / "template.db"
                migrate(databases.sqlite_url(made[engine]))
            else:
                server = request.getfixturevalue("postgres")
                made[engine] = "template_migrated"
                server.create_database(made[engine])
                migrate(server.url(made[engine]))
        return made[engine]

    return template


def migrate(url):
    """Bring a database to the newest migration."""
    from flask_migrate import upgrade

    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url})
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def new_database(request, templates, tmp_path):
    """A function that gives a fresh database of an engine and returns its address; dropped after the test."""
    dropped = []

    def make(engine):
        template = templates(engine)
        if engine == "sqlite":
            path = Path(tempfile.mkdtemp(dir=tmp_path)) / "house.db"
            shutil.copy(template, path)
            return databases.sqlite_url(path)
        server = request.getfixturevalue("postgres")
        name = f"t{os.getpid()}_{len(dropped)}_{re.sub(r'[^a-z0-9]', '', request.node.name.lower())[:30]}"
        server.create_database(name, template=template)
        dropped.append((server, name))
        return server.url(name)

    yield make
    for server, name in dropped:
        server.drop_database(name)


@pytest.fixture(params=ENGINES)
def engine(request):
    """The name of the database engine; a test that asks for it runs on both."""
    return request.param


@pytest.fixture
def make_app(new_database, tmp_path):
    """A function that makes an app on a fresh database, or on one given by its address."""
    made = []

    def make(engine="sqlite", **settings):
        url = settings.pop("url", None) or new_database(engine)
        data = {"DATA_DIR": tmp_path, "MAIL_URL": f"maildir:{tmp_path / 'mail'}", "SQLALCHEMY_DATABASE_URI": url}
        made.append(create_app({**SETTINGS, **data, **settings}))
        made[-1].test_client_class = CheckingClient
        made[-1].jinja_env.bytecode_cache = once.Templates()
        with made[-1].app_context():
            once.compile_each_statement_once(db.engine)
            house_queries.prepare()
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(make_app, engine):
    """An app on a fresh database, with its context pushed; for actions, rules and queries. On both engines."""
    app = make_app(engine)
    with app.app_context():
        yield app


@pytest.fixture
def at():
    """A function that stops the clock at a local time ("2026-05-01 12:00"); it runs again after the test."""

    def stop(text):
        moment = datetime.fromisoformat(text).replace(tzinfo=clock.BERLIN)
        clock.stand_still(moment)
        return moment

    yield stop
    clock.stand_still(None)
