"""Guests say how many of them come in a wheelchair."""

from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade():
    # One statement, because SQLite can add a check only together with its column.
    op.execute(
        "ALTER TABLE registrations ADD COLUMN wheelchairs INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_registrations_wheelchairs_within_seats CHECK (wheelchairs >= 0 AND wheelchairs <= seats)"
    )


def downgrade():
    op.drop_column("registrations", "wheelchairs")
