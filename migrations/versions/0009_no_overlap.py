"""Law 1: no part of a room is held twice at one moment. The last word is the database's."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

OVERLAPS = """
    SELECT 1 FROM occupancies AS other
    WHERE other.part_id = NEW.part_id AND other.id != NEW.id
      AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
"""


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE occupancies ADD CONSTRAINT occupancies_no_overlap "
            "EXCLUDE USING gist (part_id WITH =, tstzrange(starts_at, ends_at) WITH &&)"
        )
        return
    # SQLite has no exclusion constraints. Its one writer at a time makes a trigger as safe as one.
    for moment in ("INSERT", "UPDATE"):
        op.execute(
            sa.text(
                f"CREATE TRIGGER occupancies_no_overlap_{moment.lower()} AFTER {moment} ON occupancies "
                f"WHEN EXISTS ({OVERLAPS}) BEGIN SELECT RAISE(ABORT, 'occupancies_no_overlap'); END"
            )
        )


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE occupancies DROP CONSTRAINT occupancies_no_overlap")
        return
    for moment in ("insert", "update"):
        op.execute(f"DROP TRIGGER occupancies_no_overlap_{moment}")
