"""Statements that stand ready, for what is asked at every page and done by many at once.

Each is written with SQLAlchemy and compiled once per database; after that its text goes to the driver directly.
Measured: SQLAlchemy's own way to a statement takes several times as long as the statement, and the seats of an event
are locked meanwhile. Whoever listens to statements (tests, counts) hears these too, and errors are SQLAlchemy's own.
"""

import functools
from collections import namedtuple

import sqlalchemy as sa


class Prepared:
    """A SELECT, INSERT or UPDATE whose values are all named parameters. `run` returns its rows as tuples, by name."""

    def __init__(self, statement):
        self.statement = statement

    def run(self, connection, parameters):
        """Run it in the transaction of a SQLAlchemy connection."""
        return self.run_on(connection.connection, connection, parameters)

    def run_on(self, driver, heard_by, parameters):
        """Run it on a connection of the pool; `heard_by` is the Connection or Engine whose listeners are told."""
        dialect = heard_by.dialect
        sql, given, row_of = _compiled(self.statement, tuple(parameters), dialect)
        cursor = driver.cursor()
        parameters = given(parameters)
        for listen in heard_by.dispatch.before_cursor_execute:
            sql, parameters = listen(heard_by, cursor, sql, parameters, None, False)
        try:
            cursor.execute(sql, parameters)
            rows = [row_of(row) for row in cursor.fetchall()] if cursor.description else []
        except dialect.loaded_dbapi.Error as failure:
            raise _as_of_sqlalchemy(failure, sql, parameters, dialect, driver) from failure
        for listen in heard_by.dispatch.after_cursor_execute:
            listen(heard_by, cursor, sql, parameters, None, False)
        return rows


@functools.cache
def _compiled(statement, names, dialect):
    """Return (text, function of parameters for the driver, function of a row)."""
    keys = {}
    if isinstance(statement, sa.Insert):
        # Those columns and no others; and no RETURNING that nobody asked for.
        keys = {"column_keys": names}
        statement = statement if list(statement.exported_columns) else statement.inline()
    compiled = statement.compile(dialect=dialect, **keys)
    if compiled.post_compile_params or compiled.literal_execute_params:
        raise ValueError(f"This statement cannot stand ready, as its text depends on its values: {compiled}")
    if missing := {name for name, bind in compiled.binds.items() if bind.required} - set(names):
        raise ValueError(f"No value for {missing}: {compiled}")
    return str(compiled), _parameters_of(compiled, dialect), _row_of(statement, dialect)


def _parameters_of(compiled, dialect):
    fixed = dict(compiled.params)
    # Columns of an INSERT that have a default in Python.
    fixed |= {column.key: column.default.arg for column in compiled.insert_prefetch if column.default.is_scalar}
    processors = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is
        for name, bind in compiled.binds.items()
    }
    if not compiled.positional:
        return lambda given: {name: processors[name](given.get(name, value)) for name, value in fixed.items()}
    order = [(name, processors[name], fixed[name]) for name in compiled.positiontup]
    return lambda given: tuple(process(given.get(name, value)) for name, process, value in order)


def _row_of(statement, dialect):
    columns = list(statement.exported_columns)
    Row = namedtuple("Row", [column.key or "value" for column in columns], rename=True)
    processors = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    needed = [(number, process) for number, process in enumerate(processors) if process]

    def row_of(row):
        if not needed:
            return Row._make(row)
        values = list(row)
        for number, process in needed:
            values[number] = process(values[number])
        return Row._make(values)

    return row_of


def _as_it_is(value):
    return value


def _as_of_sqlalchemy(failure, sql, parameters, dialect, driver):
    is_lost = dialect.is_disconnect(failure, driver, None)
    if is_lost:
        driver.invalidate(failure)
    error = dialect.loaded_dbapi.Error
    return sa.exc.DBAPIError.instance(sql, parameters, failure, error, connection_invalidated=is_lost, dialect=dialect)
