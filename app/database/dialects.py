"""What the two databases write differently inside a statement."""

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.database.types import UtcDateTime


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
