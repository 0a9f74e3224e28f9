"""The whole database, to compare before and after."""

import sqlalchemy as sa

from app.database import db


def everything():
    """Return everything in the database as it is committed: {table: sorted rows as text}."""
    db.session.rollback()
    rows = {
        table.name: sorted(repr(tuple(row)) for row in db.session.execute(sa.select(table)))
        for table in db.metadata.sorted_tables
    }
    db.session.rollback()
    return rows
