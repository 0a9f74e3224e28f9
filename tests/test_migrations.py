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
    names = sa.inspect(db.engine).get_table_names()
    return {name for name in names if name != "alembic_version" and not name.startswith("event_searches_fts")}


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


def test_bookings_keep_what_they_hold_when_they_get_new_states(request, engine, tmp_path):
    app = an_app_without_tables(request, engine, tmp_path)
    moment = "'2026-05-01 12:00:00'"

    with app.app_context():
        upgrade(revision="0014")
        with db.engine.begin() as connection:
            for table, values in {
                "places": {"id": 1, "key": "'zi'", "name": "'Zittau'", "names": "'{}'", "street": "''",
                           "postal_code": "''", "city": "''", "country": "'DE'", "way": "''", "is_demo": "false"},
                "rooms": {"id": 1, "key": "'saal'", "slug": "'saal'", "name": "'Saal'", "kind": "'physical'",
                          "place_id": 1, "description": "''", "house_rules": "''", "capacity": 10, "setup_min": 0,
                          "teardown_min": 0, "is_demo": "false", "access_note": "''"},
                "parts": {"id": 1, "name": "'Saal'"},
                "equipment": {"id": 1, "key": "'loop'", "name": "'Höranlage'", "kind": "'mobile'", "stock": 1,
                              "is_demo": "false"},
                "bookings": {"id": 7, "room_id": 1, "title": "'Chor'", "starts_at": moment,
                             "ends_at": "'2026-05-01 14:00:00'", "setup_min": 0, "teardown_min": 0,
                             "state": "'booked'", "booked_at": moment},
                "occupancies": {"id": 3, "booking_id": 7, "part_id": 1, "starts_at": moment,
                                "ends_at": "'2026-05-01 14:00:00'"},
                "loans": {"id": 4, "booking_id": 7, "equipment_id": 1, "quantity": 1, "starts_at": moment,
                          "ends_at": "'2026-05-01 14:00:00'"},
            }.items():  # fmt: skip
                names, literals = ", ".join(values), ", ".join(map(str, values.values()))
                connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({literals})"))
        upgrade()
        up = kept()
        downgrade(revision="0014")
        down = kept()
        db.session.remove()
        db.engine.dispose()

    assert up == down == [(7, "booked"), (3, 7), (4, 7)]


def kept():
    with db.engine.connect() as connection:
        return [
            tuple(connection.execute(sa.text(statement)).one())
            for statement in (
                "SELECT id, state FROM bookings", "SELECT id, booking_id FROM occupancies",
                "SELECT id, booking_id FROM loans",
            )
        ]  # fmt: skip


def test_the_command_line_knows_the_migrations(make_app):
    told = make_app().test_cli_runner().invoke(args=["db", "--help"])

    assert told.exit_code == 0
    assert {"upgrade", "downgrade", "check"} <= set(told.output.split())


def test_registrations_keep_what_they_are_and_get_tickets(request, engine, tmp_path):
    app = an_app_without_tables(request, engine, tmp_path)
    moment = "'2026-05-01 12:00:00'"

    with app.app_context():
        upgrade(revision="0053")
        with db.engine.begin() as connection:
            for table, values in {
                "innovation_areas": {"id": 1, "key": "'a'", "title": "'A'", "is_cross_cutting": "false", "position": 0,
                                     "is_demo": "false"},
                "formats": {"id": 1, "key": "'f'", "slug": "'f'", "name": "'F'", "area_id": 1, "minutes": 60,
                            "registration": "'seat'"},
                "events": {"id": 1, "slug": "'e'", "format_id": 1, "area_id": 1, "title": "'E'", "state": "'published'",
                           "attendance": "'some'", "created_at": moment, "changed_at": moment},
                "event_dates": {"id": 1, "event_id": 1, "starts_at": moment, "ends_at": "'2026-05-01 14:00:00'",
                                "uid": "'1'"},
                "event_dates ": {"id": 2, "event_id": 1, "starts_at": "'2026-05-02 12:00:00'",
                                 "ends_at": "'2026-05-02 14:00:00'", "uid": "'2'"},
                "seat_ledgers": {"event_id": 1, "kind": "'onsite'", "capacity": 5, "taken": 2, "house": 0,
                                 "revision": 0},
                "registrations": {"id": 7, "event_id": 1, "kind": "'onsite'", "state": "'confirmed'", "seats": 2,
                                  "name": "'Gast'", "email": "'gast@example.org'", "answers": "'[]'",
                                  "booked_at": moment, "link_version": 1, "wheelchairs": 1},
                "reminders": {"registration_id": 7, "hours_before": 24, "event_starts_at": moment,
                              "written_at": moment},
            }.items():  # fmt: skip
                filled = _with_what_must_be(connection, table.strip(), values)
                names, literals = ", ".join(filled), ", ".join(map(str, filled.values()))
                connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({literals})"))
        upgrade()
        with db.engine.connect() as connection:
            columns = "id, state, seats, wheelchairs, length(ticket)"
            up = connection.execute(sa.text(f"SELECT {columns} FROM registrations")).all()
            limits = connection.execute(sa.text("SELECT name, taken FROM seat_limits ORDER BY name")).all()
            kept_up = connection.scalar(sa.text("SELECT count(*) FROM reminders"))
        downgrade(revision="0053")
        with db.engine.connect() as connection:
            down = connection.execute(sa.text("SELECT id, state, seats, wheelchairs FROM registrations")).all()
            kept_down = connection.scalar(sa.text("SELECT count(*) FROM reminders"))
        db.session.remove()
        db.engine.dispose()

    assert list(map(tuple, up)) == [(7, "confirmed", 2, 1, 10)]
    assert list(map(tuple, limits)) == [("onsite/date:1", 2), ("onsite/date:2", 2)]
    assert list(map(tuple, down)) == [(7, "confirmed", 2, 1)]
    assert (kept_up, kept_down) == (1, 1)


def _with_what_must_be(connection, table, values):
    """Fill the columns of a row that must have something with nothing in particular."""
    plain = {"INTEGER": 0, "BOOLEAN": "false", "JSON": "'[]'"}
    columns = sa.inspect(connection).get_columns(table)
    needed = {
        column["name"]: plain.get(str(column["type"]), "''") for column in columns
        if not column["nullable"] and column["default"] is None
    }  # fmt: skip
    return {**needed, **values}
