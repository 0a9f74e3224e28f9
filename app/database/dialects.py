"""What the two databases write differently inside a statement."""

import importlib

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.database.engines import db
from app.database.types import UtcDateTime


def insert_into(table):
    """Return an INSERT that can say what shall happen where the row is there already (`on_conflict_do_nothing` …)."""
    # Only the dialect of this house: the other one takes two megabytes.
    return importlib.import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}").insert(table)


class minutes_after(FunctionElement):
    """The moment so many minutes (a column; negative: before) after another, as `minutes_after(moment, minutes)`."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(minutes_after, "postgresql")
def _on_postgresql(element, compiler, **options):
    moment, minutes = (compiler.process(each, **options) for each in element.clauses)
    return f"(CAST({moment} AS timestamptz) + ({minutes}) * interval '1 minute')"


@compiles(minutes_after, "sqlite")
def _on_sqlite(element, compiler, **options):
    moment, minutes = (compiler.process(each, **options) for each in element.clauses)
    # Written as UtcDateTime writes it: six digits after the comma, so that the texts sort like time.
    return f"(strftime('%Y-%m-%d %H:%M:%f', {moment}, ({minutes}) || ' minutes') || '000')"


class joined(FunctionElement):
    """The texts of all rows in one, with a semicolon between them; None without a row."""

    type = sa.String()
    inherit_cache = True


@compiles(joined, "postgresql")
def _joined_on_postgresql(element, compiler, **options):
    return f"string_agg({compiler.process(element.clauses, **options)}, ';')"


@compiles(joined, "sqlite")
def _joined_on_sqlite(element, compiler, **options):
    return f"group_concat({compiler.process(element.clauses, **options)}, ';')"


@compiles(sa.schema.CreateIndex, "postgresql")
def _some_rows_on_postgresql(element, compiler, **options):
    # Models say `sqlite_where` alone, and mean both databases: naming the other one there loads its whole dialect.
    index = element.element
    if (condition := index.dialect_options["sqlite"]["where"]) is not None:
        index.dialect_options["postgresql"]["where"] = condition
    return compiler.visit_create_index(element, **options)
