"""Who has met at events."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade():
    op.create_table(
        "network_meetings",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("one", sa.String(length=80), nullable=False),
        sa.Column("other", sa.String(length=80), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.CheckConstraint("events > 0", name=op.f("ck_network_meetings_has_met")),
        sa.PrimaryKeyConstraint("kind", "one", "other", name=op.f("pk_network_meetings")),
    )
    op.create_table(
        "network_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_number", sa.Integer(), nullable=False),
        sa.Column("recount_at", sa.DateTime(timezone=True)),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_network_counts_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_counts")),
    )
    # Where nothing has taken place yet, everything is counted.
    op.execute(
        "INSERT INTO network_counts (id, programme_number) SELECT 1, "
        "CASE WHEN EXISTS (SELECT 1 FROM events) THEN -1 ELSE max(number) END FROM programme_revisions"
    )


def downgrade():
    op.drop_table("network_counts")
    op.drop_table("network_meetings")
