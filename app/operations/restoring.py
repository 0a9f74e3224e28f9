"""Bringing a house back. The database changes in one transaction, tables included: all of it or nothing."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from app.alliance.houses import House
from app.database import db, is_postgresql, transaction
from app.errors import Refused
from app.operations import archive, erasures
from app.operations.backup import uploads_folder
from app.programme import revision
from app.programme.models import ProgrammeRevision

# What an empty house has rows in anyway.
NEVER_EMPTY = {
    "programme_revisions", "network_counts", "job_ticks", "sign_in_throttles", "sign_in_rules", "houses", "mail_paces",
}  # fmt: skip
SECONDS_TO_WAIT = 10


class NotEmpty(Exception):
    """There is a house already."""


class NotRestored(Exception):
    """The backup is whole, but does not fit; the old house is as it was."""


def restore_backup(path, replace=False):
    """Replace the house by that of a backup and return (moment, rows, uploads, persons erased again).

    Raises BadBackup, NotEmpty or NotRestored; then everything is as before.
    """
    with archive.opened(Path(path)) as backup:
        _check_revision(backup.revision)
        _check_empty(replace)
        if _has_erasures():
            # What the old database knows goes into the journal, which stays.
            erasures.write_erasures(everything=True)
        try:
            with _uploads(backup), transaction():
                erased = _restore(backup)
        except sa.exc.DBAPIError as failure:
            raise NotRestored(_why_not(failure)) from failure
        except (Refused, LookupError) as failure:
            raise NotRestored(f"Somebody who was erased could not be erased again: {failure}") from failure
        erasures.write_erasures(everything=True)
        return backup.made_at, sum(backup.rows.values()), len(backup.uploads), erased


def _restore(backup):
    connection = db.session.connection()
    number = _largest(connection, "programme_revisions", "number")
    house_revision = _largest(connection, "houses", "revision")
    if is_postgresql():
        connection.execute(sa.text(f"SET LOCAL lock_timeout = '{SECONDS_TO_WAIT}s'"))
    else:
        # Foreign keys are checked at the commit; PostgreSQL gets the same in _insert.
        connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    _drop_tables(connection)
    _migrate(connection, backup.revision)
    _insert(connection, backup)
    _migrate(connection, "head")
    erased = erasures.erase_again()
    # New numbers and a new moment, or processes and calendars would take the old programme for the present one.
    db.session.execute(
        sa.update(ProgrammeRevision)
        .where(ProgrammeRevision.number < number)
        .values(number=number)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        sa.update(House)
        .values(revision=sa.case((House.revision < house_revision, house_revision), else_=House.revision) + 1)
        .execution_options(synchronize_session=False)
    )
    revision.mark()
    return erased


def _check_revision(wanted):
    from alembic.util import CommandError

    try:
        found = _scripts().get_revision(wanted)
    except CommandError:
        found = None
    if found is None or found.revision != wanted:
        newest = _scripts().get_current_head()
        raise archive.BadBackup(
            f"The tables of this backup are of version {wanted}; this code knows them up to {newest}. "
            "Please restore with the version that made the backup, or a newer one."
        )


def _check_empty(replace):
    db.session.rollback()
    connection = db.session.connection()
    names = sa.inspect(connection).get_table_names()
    if names and "alembic_version" not in names:
        raise NotEmpty("This database belongs to something else: it has tables, but none of a house.")
    if replace:
        return
    for name, table in archive.house_tables(connection).items():
        if name not in NEVER_EMPTY and connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            raise NotEmpty(f"There is a house already (the table {name} has rows). To throw it away, add --replace.")
    if any(path.is_file() for path in uploads_folder().rglob("*")):
        raise NotEmpty("There is a house already (it has uploads). To throw it away, add --replace.")


def _has_erasures():
    look = sa.inspect(db.session.connection())
    return look.has_table("erasures") and look.has_table("registrations")


def _largest(connection, table, column):
    if not sa.inspect(connection).has_table(table):
        return 0
    return connection.scalar(sa.text(f"SELECT max({column}) FROM {table}")) or 0


def _drop_tables(connection):
    if is_postgresql():
        names = [*archive.house_tables(connection), "alembic_version"]
        quoted = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names)
        connection.execute(sa.text(f"DROP TABLE IF EXISTS {quoted}"))
        return
    # Emptied first, all of them: SQLite checks at each drop whether rows elsewhere still refer to it; and who refers
    # to others goes before them, because it looks into what refers to a table that it drops.
    names = [name for name, _keys in sa.inspect(connection).get_sorted_table_and_fkc_names() if name]
    names = [name for name in names if not name.startswith(archive.MADE_BY_TRIGGERS)]
    for name in names:
        connection.execute(sa.delete(sa.table(name)))
    connection.execute(sa.text(f"DROP TABLE IF EXISTS {archive.MADE_BY_TRIGGERS}"))
    for name in reversed(names):
        connection.execute(sa.text(f"DROP TABLE {connection.dialect.identifier_preparer.quote(name)}"))


def _insert(connection, backup):
    tables = archive.house_tables(connection)
    if unknown := set(backup.rows) - set(tables):
        raise archive.BadBackup(f"Tables of version {backup.revision} have no {min(unknown)!r}.")
    with _deferred_foreign_keys(connection):
        for table in tables.values():
            connection.execute(sa.delete(table))
        for name in backup.rows:
            archive.write_rows(connection, tables[name], backup.read_table(name))
    if is_postgresql():
        for table in tables.values():
            _set_sequences(connection, table)
    elif broken := connection.execute(sa.text("PRAGMA foreign_key_check")).first():
        raise NotRestored(f"A row of the table {broken[0]} refers to something in {broken[2]} that is not there.")


@contextmanager
def _deferred_foreign_keys(connection):
    """Let rows come in any order, also those that refer to their own table; check them all at the end."""
    if not is_postgresql():
        yield
        return
    keys = connection.execute(
        sa.text(
            "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint "
            "WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace"
        )
    ).all()
    for table, key in keys:
        connection.execute(sa.text(f"ALTER TABLE {table} ALTER CONSTRAINT {key} DEFERRABLE INITIALLY DEFERRED"))
    yield
    connection.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, key in keys:
        connection.execute(sa.text(f"ALTER TABLE {table} ALTER CONSTRAINT {key} NOT DEFERRABLE"))


def _set_sequences(connection, table):
    """Let new rows be numbered after those that came with the backup."""
    quoted = connection.dialect.identifier_preparer.quote(table.name)
    for column in table.columns:
        if not isinstance(column.type, sa.Integer):
            continue
        sequence = connection.scalar(
            sa.text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": quoted, "column": column.name}
        )
        if sequence:
            last = connection.scalar(sa.select(sa.func.max(column)))
            connection.execute(
                sa.text("SELECT setval(CAST(:name AS regclass), :last, :is_used)"),
                {"name": sequence, "last": last or 1, "is_used": last is not None},
            )


def _migrate(connection, wanted):
    """Run migrations inside the present transaction (env.py would open one of its own)."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    scripts = _scripts()
    with EnvironmentContext(
        Config(), scripts, fn=lambda present, _context: scripts._upgrade_revs(wanted, present)
    ) as environment:
        environment.configure(connection=connection, target_metadata=db.metadata, transactional_ddl=True)
        environment.run_migrations()


def _scripts():
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(Path(current_app.root_path).parent / "migrations"))


@contextmanager
def _uploads(backup):
    """Unpack the uploads beside the old ones, and change them over when the database is done."""
    folder = uploads_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".restore-"))
    new, old = work / "new", work / "old"
    try:
        try:
            new.mkdir()
            backup.unpack_uploads(new)
        except OSError as failure:
            raise NotRestored(f"The uploads cannot be written: {failure.strerror}.") from failure
        yield
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            old.rename(folder)
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _why_not(failure):
    text = str(failure.orig).strip().splitlines()[0]
    if "lock" in text:
        return "The house is still at work. Stop its web and job processes, then try again."
    return f"The database refused the backup: {text}"
