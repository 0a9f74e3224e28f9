"""Up from nothing, down again, and nothing forgotten; on both databases."""

from pathlib import Path

import sqlalchemy as sa
from flask_migrate import check, downgrade, upgrade

from app import create_app
from app.database import db
from app.operations import health
from tests import databases
from tests.conftest import SETTINGS


def an_app_without_tables(request, engine, tmp_path):
    if engine == "sqlite":
        url = databases.sqlite_url(tmp_path / "empty.db")
    else:
        server = request.getfixturevalue("postgres")
        server.create_database("empty")
        request.addfinalizer(lambda: server.drop_database("empty"))
        url = server.url("empty")
    return create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, "DATA_DIR": tmp_path})


def tables():
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_lead_from_nothing_to_head_and_back(request, engine, tmp_path):
    app = an_app_without_tables(request, engine, tmp_path)

    with app.app_context():
        upgrade()
        at_head, versions = tables(), (health.schema_version(), health.newest_migration())
        downgrade(revision="base")
        at_base = tables()
        upgrade()
        again = tables()
        db.session.remove()
        db.engine.dispose()

    assert at_head == set(db.metadata.tables)
    assert versions[0] == versions[1]
    assert at_base == set()
    assert again == at_head


def test_models_and_migrations_say_the_same(app):
    # Raises SystemExit or CommandError, with the difference, where a model has no migration.
    check()


def test_each_migration_has_one_number_and_follows_the_one_before():
    names = sorted(path.name for path in Path("migrations/versions").glob("*.py"))
    numbers = [name[:4] for name in names]

    assert numbers == [f"{number:04}" for number in range(1, len(names) + 1)]
