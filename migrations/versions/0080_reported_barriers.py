"""Barriers that people report from the site."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"


def upgrade():
    op.create_table(
        "barrier_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("needed", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("form_key", sa.String(length=60), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier_reports")),
        sa.UniqueConstraint("form_key", name=op.f("uq_barrier_reports_form_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_barrier_reports_reported_at"), "barrier_reports", ["reported_at"])


def downgrade():
    op.drop_table("barrier_reports")
