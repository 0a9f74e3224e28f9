"""Backup and restore: the commands, and the writing of a backup."""

import json
import os
import stat
import tempfile
import zipfile
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from app import clock
from app.database import db, is_postgresql
from app.operations import archive, erasures


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
@with_appcontext
def backup(file, overwrite):
    """Write the whole house into FILE: one moment of the database, and the uploads. The house may go on working."""
    try:
        rows, uploads = write_backup(file, overwrite)
    except FileExistsError:
        raise click.ClickException(f"{file} is already there. Name another file, or add --overwrite.") from None
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be written: {problem.strerror}.") from problem
    except archive.BadBackup as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Wrote {file}: {rows} rows, {uploads} uploads. It holds personal data: keep it safe.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Throw away the house that is there now.")
@with_appcontext
def restore(file, replace):
    """Bring the house back as it was in FILE. Stop its web and job processes first."""
    from app.operations import restoring

    try:
        made_at, rows, uploads, erased = restoring.restore_backup(file, replace)
    except (archive.BadBackup, restoring.NotEmpty, restoring.NotRestored) as problem:
        raise click.ClickException(f"{problem}\nNothing was changed.") from problem
    click.echo(f"The house is as it was at {made_at}: {rows} rows, {uploads} uploads.")
    if erased:
        click.echo(f"Erased again, because they had been erased since: {erased} persons.")


def write_backup(target, overwrite=False):
    """Write a backup and return (rows, uploads). The name is there only when the file is whole.

    Raises FileExistsError where it would replace a file, and BadBackup where the database has no tables.
    """
    target = Path(target)
    if target.exists() and not overwrite:
        raise FileExistsError(target)
    erasures.write_erasures(everything=True)
    # mkstemp makes it readable for its owner only: it holds names and addresses.
    handle, half = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".half")
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
                manifest = _write_house(zipped)
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            os.replace(half, target)
        else:
            _link(half, target)
    finally:
        Path(half).unlink(missing_ok=True)
    return sum(facts["rows"] for facts in manifest["tables"].values()), len(manifest["uploads"])


def _link(half, target):
    """Give the file its name. A link, unlike a rename, refuses to replace what somebody else wrote meanwhile."""
    try:
        os.link(half, target)
    except FileExistsError:
        raise
    except OSError:
        # This file system knows no links.
        if target.exists():
            raise FileExistsError(target) from None
        os.replace(half, target)


def _write_house(zipped):
    made_at = clock.now().astimezone(UTC)
    manifest = {"format": archive.FORMAT, "version": archive.VERSION, "made_at": made_at.isoformat(), "tables": {}}
    with _snapshot() as connection:
        tables = archive.house_tables(connection)
        if not tables:
            raise archive.BadBackup("There is no house in this database yet: `flask db upgrade` makes its tables.")
        manifest["revision"] = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        for name, table in tables.items():
            manifest["tables"][name] = _write_table(zipped, connection, table, made_at)
    # After the database: a file that a row names was there before that row.
    manifest["uploads"] = _write_uploads(zipped, made_at)
    with zipped.open(_entry(archive.MANIFEST, made_at), "w") as member:
        member.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return manifest


@contextmanager
def _snapshot():
    """Yield a connection that sees one moment of the database, whatever is written meanwhile."""
    # SQLite: a deferred transaction keeps, in WAL mode, what its first read has seen, and is in nobody's way.
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if is_postgresql() else {}
    with db.engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _write_table(zipped, connection, table, made_at):
    rows = length = 0
    with zipped.open(_entry(f"tables/{table.name}.jsonl", made_at), "w", force_zip64=True) as member:
        for row in archive.read_rows(connection, table):
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            member.write(line)
            rows, length = rows + 1, length + len(line)
    return {"rows": rows, "bytes": length}


def _write_uploads(zipped, made_at):
    folder = uploads_folder()
    written = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        try:
            with open(path, "rb", opener=_open_plain_file) as source:
                entry = _entry(f"uploads/{name}", made_at, zipfile.ZIP_STORED)
                with zipped.open(entry, "w", force_zip64=True) as member:
                    written[name] = 0
                    while block := source.read(1 << 20):
                        member.write(block)
                        written[name] += len(block)
        except (FileNotFoundError, _NotPlain):
            # Deleted just now, a folder, or a link to somewhere else.
            continue
    return written


class _NotPlain(OSError):
    """Not a file of its own."""


def _open_plain_file(path, flags):
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise _NotPlain(path)
    return os.open(path, flags | os.O_NOFOLLOW)


def _entry(name, made_at, compress_type=zipfile.ZIP_DEFLATED):
    entry = zipfile.ZipInfo(name, made_at.timetuple()[:6])
    entry.compress_type = compress_type
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    return entry


def uploads_folder():
    """Return where uploads lie; the folder may not exist yet."""
    return Path(current_app.config["DATA_DIR"]) / "uploads"
