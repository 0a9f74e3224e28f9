"""The statements of one booking, recorded from the app itself, and run again by the bare driver.

Recorded and not written down here, so that "the same statements" stays true when the app changes.
"""

import json
import re
import secrets
import sqlite3
from dataclasses import dataclass

import sqlalchemy as sa

MARK_EMAIL, MARK_KEY = "mark@example.org", "mark of a form"


@dataclass(frozen=True)
class Slot:
    """A parameter that differs from booking to booking."""

    name: str


@dataclass(frozen=True)
class Step:
    """One statement with its parameters, as the driver gets them."""

    sql: str
    parameters: object
    is_look: bool
    is_registration: bool


def record(engine, book_one, slot_of=None):
    """Return the Steps of `book_one()`, which books with marks; without BEGIN, COMMIT and the like.

    `slot_of(parameter)` puts a Slot in the place of a mark; if not given: the marks of a booking of seats.
    """
    slot_of = slot_of or _slot_of
    seen = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", statement):
            seen.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        book_one()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return [
        Step(sql, _with_slots(parameters, slot_of), sql.lstrip().startswith("SELECT"), "INTO registrations" in sql)
        for sql, parameters in seen
    ]


def _with_slots(parameters, slot_of):
    if isinstance(parameters, dict):
        return {name: slot_of(value) for name, value in parameters.items()}
    return tuple(slot_of(value) for value in parameters)


def _slot_of(value):
    if value == MARK_EMAIL:
        return Slot("email")
    if value == MARK_KEY:
        return Slot("form_key")
    if isinstance(value, str) and value.startswith("registration:"):
        return Slot("about")
    if isinstance(value, str) and value.startswith("<") and value.endswith(">"):
        return Slot("message_id")
    if "registration_id" in str(getattr(value, "obj", value)):
        return Slot("facts")
    return value


def connect(url):
    """Return a connection of the driver itself, with the settings of the app that matter: all of them durable."""
    parts = sa.make_url(url)
    if parts.get_backend_name() == "sqlite":
        connection = sqlite3.connect(parts.database, timeout=20, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection
    import psycopg

    return psycopg.connect(host=parts.query["host"], user=parts.username, dbname=parts.database)


def book(connection, turn, steps, email, form_key):
    """Run the steps once and commit. SQLite: `turn` is the lock of the process, then BEGIN IMMEDIATE."""
    values = {"email": email, "form_key": form_key, "message_id": f"<{secrets.token_urlsafe(16)}@example.org>"}
    if isinstance(connection, sqlite3.Connection):
        with turn:
            connection.execute("BEGIN IMMEDIATE")
            _run(connection, steps, values, json.dumps)
            connection.execute("COMMIT")
    else:
        from psycopg.types.json import Json

        _run(connection, steps, values, Json)
        connection.commit()


def _run(connection, steps, values, as_json):
    for step in steps:
        cursor = connection.execute(step.sql, _filled(step.parameters, values))
        if step.is_look:
            cursor.fetchall()
        elif step.is_registration:
            ident = cursor.fetchone()[0] if "RETURNING" in step.sql else cursor.lastrowid
            values["about"] = f"registration:{ident}"
            values["facts"] = as_json({"registration_id": ident})


def _filled(parameters, values):
    if isinstance(parameters, dict):
        return {name: values[value.name] if type(value) is Slot else value for name, value in parameters.items()}
    return [values[value.name] if type(value) is Slot else value for value in parameters]
