"""The database: one column type for time, one way to write, one way to lock; SQLite and PostgreSQL alike."""

from app.database import migrations
from app.database.dialects import insert_into, joined, minutes_after
from app.database.engines import db, find_by_index, init_app, is_postgresql
from app.database.glances import glance
from app.database.marks import is_unsynced, mark
from app.database.prepared import Prepared
from app.database.transactions import lock, lock_numbers, lock_rows, look, rehearsal, run, transaction
from app.database.types import UtcDateTime

__all__ = [
    "Prepared", "UtcDateTime", "db", "find_by_index", "glance", "init_app", "insert_into", "is_postgresql",
    "is_unsynced", "joined", "lock", "lock_numbers", "lock_rows", "look", "mark", "migrations", "minutes_after",
    "rehearsal", "run", "transaction",
]  # fmt: skip
