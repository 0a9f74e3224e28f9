"""Somebody interprets at an event, and says yes first."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade():
    op.add_column("equipment", sa.Column("interprets", sa.String(length=10)))
    op.create_table(
        "event_interpretings",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("state IN ('wanted', 'confirmed')", name=op.f("ck_event_interpretings_known_state")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_interpretings_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "language", name=op.f("pk_event_interpretings")),
    )


def downgrade():
    op.drop_table("event_interpretings")
    op.drop_column("equipment", "interprets")
