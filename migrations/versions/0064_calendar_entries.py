"""Entries of public calendars, serialised once."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"


def upgrade():
    op.create_table(
        "calendar_entries",
        sa.Column("event_date_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_date_id"], ["event_dates.id"], name=op.f("fk_calendar_entries_event_date_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_date_id", "language", name=op.f("pk_calendar_entries")),
    )


def downgrade():
    op.drop_table("calendar_entries")
