"""An event is closed: how many came, and what is told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade():
    op.create_table(
        "closing_reports",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("came_onsite", sa.Integer(), nullable=False),
        sa.Column("came_online", sa.Integer(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "came_onsite >= 0 AND came_online >= 0", name=op.f("ck_closing_reports_counts_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_closing_reports_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_closing_reports")),
    )


def downgrade():
    op.drop_table("closing_reports")
