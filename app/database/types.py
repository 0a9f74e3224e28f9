"""Column types."""

from datetime import UTC

import sqlalchemy as sa


class UtcDateTime(sa.types.TypeDecorator):
    """A moment: aware in Python, UTC in the database. Naive values are refused, not guessed.

    SQLite keeps no zone, so the UTC wall time is stored there and the zone put back on reading;
    the text form sorts like time, which the overlap trigger relies on.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment without zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
