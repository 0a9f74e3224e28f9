"""The closing of an event says what came of it, who was there as organisations, and what the format counts."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"


def upgrade():
    for name in ("result", "decisions", "next_steps"):
        op.add_column("closing_reports", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("closing_reports", sa.Column("tags", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("closing_reports", sa.Column("walk_ins", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "closing_organisations",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["closing_reports.event_id"], name=op.f("fk_closing_organisations_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_closing_organisations_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", "organisation_id", name=op.f("pk_closing_organisations")),
    )  # fmt: skip


def downgrade():
    op.drop_table("closing_organisations")
    for name in ("walk_ins", "tags", "next_steps", "decisions", "result"):
        op.drop_column("closing_reports", name)
