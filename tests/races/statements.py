"""Changing what reaches the database, for twins: the same acts with their locks taken out, or with time to think.

This works on the statements and not on the functions that make them, so that no lock is overlooked when code changes.
"""

import time
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from unittest import mock

import sqlalchemy as sa

from app.registrations import queries as registrations
from app.rooms import queries as rooms

# What locks, and what is to stand there instead: the rest of the statement stays as it is.
LOCKS = {
    "BEGIN IMMEDIATE": "BEGIN DEFERRED",
    "FOR NO KEY UPDATE": "",
    "FOR UPDATE": "",
    "pg_advisory_xact_lock(": "greatest(",
}
WRITES = ("INSERT", "UPDATE", "DELETE")


def look(db):
    """Connect, and leave no transaction open."""
    db.session.execute(sa.text("SELECT 1"))
    db.session.rollback()


@contextmanager
def without_locks(app, engine):
    """Take all locks out of what the app says to its database, and the queue of writers out of the process."""

    def take_out(_connection, _cursor, statement, parameters, _context, _many):
        for found, instead in LOCKS.items():
            statement = statement.replace(found, instead)
        return statement, parameters

    turn, app.extensions["write_turn"] = app.extensions["write_turn"], nullcontext()
    sa.event.listen(engine, "before_cursor_execute", take_out, retval=True)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", take_out)
        app.extensions["write_turn"] = turn


@contextmanager
def pausing_before_writes(engine, seconds):
    """Wait before the first write of each transaction, so that others look in the meantime if they can."""

    def begin(connection):
        connection.info["has_paused"] = False

    def pause(connection, _cursor, statement, _parameters, _context, _many):
        if statement.lstrip().startswith(WRITES) and not connection.info.get("has_paused"):
            connection.info["has_paused"] = True
            time.sleep(seconds)

    sa.event.listen(engine, "begin", begin)
    sa.event.listen(engine, "before_cursor_execute", pause)
    try:
        yield
    finally:
        sa.event.remove(engine, "begin", begin)
        sa.event.remove(engine, "before_cursor_execute", pause)


@contextmanager
def slow_writes(engine, seconds):
    """Wait before each write and each commit, so that a kill at a random moment falls into a transaction."""

    def pause(_connection, _cursor, statement, _parameters, _context, _many):
        if statement.lstrip().startswith(WRITES):
            time.sleep(seconds)

    def pause_before_commit(_connection):
        time.sleep(seconds)

    sa.event.listen(engine, "before_cursor_execute", pause)
    sa.event.listen(engine, "commit", pause_before_commit)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", pause)
        sa.event.remove(engine, "commit", pause_before_commit)


@contextmanager
def blind_rules():
    """Let every look say that all is free, as a rule with a mistake in it would."""
    seats_of = registrations.seats_of
    with (
        mock.patch.object(registrations, "seats_of", lambda *ledger: replace(seats_of(*ledger), taken=0)),
        mock.patch.object(rooms, "find_occupancy", return_value=None),
        mock.patch.object(rooms, "loans_between", return_value=[]),
    ):
        yield
