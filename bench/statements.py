"""Counting SQL statements."""

from contextlib import contextmanager

import sqlalchemy as sa

# Said around every transaction, and by SQLite aloud: not counted, so that both engines count alike.
UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@contextmanager
def counted():
    """Give a list that fills with the statements that run inside the block, on whatever connection."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(UNCOUNTED):
            seen.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
