"""The file of a backup: one zip that reads without this program.

    tables/<name>.jsonl   one row a line; a column that is NULL is left out, so JSON's own null stays what it is
    uploads/<path>        as they are: stored, not packed
    manifest.json         revision of the tables, moment, and how many rows and bytes everything has

Moments are written in UTC, days and times as ISO 8601, bytes as base64: both databases read what the other wrote.
Sizes are checked before anything is unpacked, so that a small file which claims to be huge does no harm.
"""

import base64
import io
import json
import stat
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import PurePosixPath

import sqlalchemy as sa

FORMAT, VERSION = "wirkstaette-backup", 1
MANIFEST = "manifest.json"
# The full text index of SQLite is tables as well; triggers fill it when its texts are written.
MADE_BY_TRIGGERS = "event_searches_fts"
LONGEST_MANIFEST = LONGEST_LINE = 16_000_000
# Rows of real houses pack 5 to 20 times; a file of nothing but zeros packs 1000 times.
PACKED_AT_MOST, SMALL = 200, 1_000_000


class BadBackup(Exception):
    """The file is no backup, or not a whole one; the message says what is wrong."""


def house_tables(connection):
    """Return the tables that the database has now, by name. Not the models: an old backup has old tables."""
    look = sa.inspect(connection)
    tables = {}
    for name in sorted(look.get_table_names()):
        if name.startswith(MADE_BY_TRIGGERS):
            continue
        key = look.get_pk_constraint(name)["constrained_columns"]
        columns = [
            sa.Column(column["name"], column["type"], primary_key=column["name"] in key, autoincrement=False)
            for column in look.get_columns(name)
        ]
        tables[name] = sa.Table(name, sa.MetaData(), *columns)
    tables.pop("alembic_version", None)
    return tables


def read_rows(connection, table):
    """Yield the rows of a table as JSON can hold them, a few at a time from the database."""
    # JSON is read as the text it is: else its null could not be told from the NULL of the database.
    columns = [_as_text(connection, column) if _is_json(column) else column for column in table.columns]
    statement = sa.select(*columns).order_by(*table.primary_key.columns)
    for values in connection.execute(statement, execution_options={"yield_per": 500}):
        pairs = zip(table.columns, values, strict=True)
        yield {column.name: _to_json(column, value) for column, value in pairs if value is not None}


def write_rows(connection, table, rows):
    """Insert rows that `read_rows` gave, here or on the other database. Raises BadBackup for a column not known."""
    statement = sa.insert(table).values(
        {
            column.name: sa.cast(_slot(column, sa.Text()), column.type)
            if _is_json(column) and connection.dialect.name == "postgresql"
            else _slot(column, sa.Text() if _is_json(column) else column.type)
            for column in table.columns
        }
    )
    columns = {column.name: column for column in table.columns}
    waiting = []
    for row in rows:
        if unknown := set(row) - set(columns):
            raise BadBackup(f"The table {table.name} has no column {min(unknown)!r}.")
        try:
            values = {name: _from_json(columns[name], value) for name, value in row.items()}
        except (ValueError, TypeError, ArithmeticError) as fault:
            raise BadBackup(f"A row of the table {table.name} cannot be read: {fault}") from fault
        waiting.append({f"v_{name}": values.get(name) for name in columns})
        if len(waiting) == 500:
            connection.execute(statement, waiting)
            waiting = []
    if waiting:
        connection.execute(statement, waiting)


class Backup:
    """A backup whose file was found to be whole."""

    def __init__(self, archive, manifest):
        self._archive = archive
        self.revision = manifest["revision"]
        self.made_at = manifest["made_at"]
        self.rows = {name: facts["rows"] for name, facts in manifest["tables"].items()}
        self.uploads = sorted(manifest["uploads"])

    def read_table(self, name):
        """Yield the rows of a table."""
        for line in _lines(self._archive, name):
            yield json.loads(line)

    def unpack_uploads(self, folder):
        """Write all uploads below a folder. Their names were checked when the backup was opened."""
        for name in self.uploads:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with self._archive.open(f"uploads/{name}") as source, target.open("xb") as sink:
                while block := source.read(1 << 20):
                    sink.write(block)


@contextmanager
def opened(path):
    """Open a backup after reading all of it once. Raises BadBackup with the first thing that is wrong."""
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(path))
            manifest = _read_manifest(archive)
            _check_members(archive, manifest, path.stat().st_size)
            _check_contents(archive, manifest)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as fault:
            raise BadBackup(f"{path} is not a backup, or it is cut off or damaged ({fault}).") from fault
        except OSError as fault:
            raise BadBackup(f"{path} cannot be read: {fault.strerror}.") from fault
        yield Backup(archive, manifest)


def _read_manifest(archive):
    try:
        info = archive.getinfo(MANIFEST)
    except KeyError:
        raise BadBackup("This zip is not a backup of a house: it has no manifest.") from None
    if info.file_size > LONGEST_MANIFEST or _is_bomb(info):
        raise BadBackup("The manifest is far too long for a backup.")
    try:
        manifest = json.loads(archive.read(info))
        is_ours = manifest["format"] == FORMAT
        if is_ours and manifest["version"] != VERSION:
            raise BadBackup(f"This is a backup of version {manifest['version']}; this house reads version {VERSION}.")
        datetime.fromisoformat(manifest["made_at"])
        whole = [facts[key] for facts in manifest["tables"].values() for key in ("rows", "bytes")]
        whole += manifest["uploads"].values()
        is_ours = is_ours and isinstance(manifest["revision"], str) and all(type(n) is int and n >= 0 for n in whole)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        is_ours = False
    if not is_ours:
        raise BadBackup("This zip is not a backup of a house: its manifest says something else.")
    return manifest


def _check_members(archive, manifest, size):
    """Compare what the zip lists with what the manifest promises. Nothing is unpacked for that."""
    promised = {f"tables/{name}.jsonl": facts["bytes"] for name, facts in manifest["tables"].items()}
    promised |= {f"uploads/{name}": length for name, length in manifest["uploads"].items()}
    found = [info for info in archive.infolist() if info.filename != MANIFEST]
    if sum(info.compress_size for info in found) > size:
        raise BadBackup("The parts of this file overlap; it is not a backup.")
    for name in manifest["uploads"]:
        if not _is_tame(name):
            raise BadBackup(f"An upload wants to lie outside of its folder: {name!r}.")
    for info in found:
        if info.filename not in promised:
            raise BadBackup(f"The backup holds something that its manifest does not know: {info.filename!r}.")
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG) or info.flag_bits & 1:
            raise BadBackup(f"{info.filename!r} is not a plain file.")
        if info.file_size != promised[info.filename]:
            raise BadBackup(f"{info.filename!r} has not the size that the manifest promises.")
        is_stored = info.compress_type == zipfile.ZIP_STORED and info.compress_size == info.file_size
        is_packed = info.compress_type == zipfile.ZIP_DEFLATED and info.filename.startswith("tables/")
        if _is_bomb(info) or not (is_stored or is_packed):
            raise BadBackup(f"{info.filename!r} is packed in a way that no backup of a house is.")
    names = [info.filename for info in found]
    if missing := set(promised) - set(names):
        raise BadBackup(f"The backup lacks {min(missing)!r}.")
    if len(names) != len(promised) or len(archive.infolist()) != len(names) + 1:
        raise BadBackup("The backup holds something twice.")


def _check_contents(archive, manifest):
    """Read everything once: the check sums of the zip, and a JSON object on each of the promised lines."""
    for name, facts in manifest["tables"].items():
        rows = 0
        for line in _lines(archive, name):
            rows += 1
            try:
                is_row = isinstance(json.loads(line), dict)
            except (ValueError, RecursionError):
                is_row = False
            if not is_row:
                raise BadBackup(f"Row {rows} of the table {name} cannot be read.")
        if rows != facts["rows"]:
            raise BadBackup(f"The table {name} has {rows} rows, but the manifest promises {facts['rows']}.")
    for name in manifest["uploads"]:
        with archive.open(f"uploads/{name}") as source:
            while source.read(1 << 20):
                pass


def _lines(archive, table):
    with archive.open(f"tables/{table}.jsonl") as member, io.BufferedReader(member) as lines:
        while line := lines.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise BadBackup(f"The table {table} has a row that is far too long.")
            yield line


def _is_bomb(info):
    return info.file_size > SMALL and info.file_size > PACKED_AT_MOST * info.compress_size


def _is_tame(name):
    """Tell whether a name stays below the folder it is put into."""
    path = PurePosixPath(name)
    return (
        str(path) == name
        and not path.is_absolute()
        and path.parts != ()
        and ".." not in path.parts
        and not any(sign in name for sign in "\\:\0")
    )


def _is_json(column):
    return isinstance(column.type, sa.JSON)


def _as_text(connection, column):
    if connection.dialect.name == "postgresql":
        return sa.cast(column, sa.Text).label(column.name)
    return sa.type_coerce(column, sa.Text)


def _slot(column, type_):
    return sa.bindparam(f"v_{column.name}", type_=type_)


def _to_json(column, value):
    if _is_json(column):
        return json.loads(value)
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def _from_json(column, value):
    kind = column.type
    if _is_json(column):
        return json.dumps(value)
    if isinstance(kind, sa.DateTime):
        moment = datetime.fromisoformat(value)
        return moment if kind.timezone else moment.astimezone(UTC).replace(tzinfo=None)
    for type_, read in (
        (sa.Date, date.fromisoformat), (sa.Time, time.fromisoformat), (sa.LargeBinary, base64.b64decode),
        (sa.Float, float), (sa.Numeric, Decimal),
    ):  # fmt: skip
        if isinstance(kind, type_):
            return read(value)
    return value
