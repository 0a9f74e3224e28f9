"""That a check-in was taken back, and when: what a phone tells only later must not bring it back."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"


def upgrade():
    op.create_table(
        "check_in_undos",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("event_date_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_check_in_undos_registration_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_date_id"], ["event_dates.id"], name=op.f("fk_check_in_undos_event_date_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("registration_id", "event_date_id", name=op.f("pk_check_in_undos")),
    )  # fmt: skip
    op.create_index(op.f("ix_check_in_undos_event_date_id"), "check_in_undos", ["event_date_id"])


def downgrade():
    op.drop_table("check_in_undos")
