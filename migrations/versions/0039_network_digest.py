"""Who has met is one text, read at once."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade():
    op.drop_table("network_meetings")
    op.add_column("network_counts", sa.Column("meetings", sa.Text(), server_default="{}", nullable=False))
    # Everything is counted anew, where anything can be.
    op.execute("UPDATE network_counts SET programme_number = -1 WHERE EXISTS (SELECT 1 FROM events)")


def downgrade():
    op.drop_column("network_counts", "meetings")
    op.execute("UPDATE network_counts SET programme_number = -1")
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
