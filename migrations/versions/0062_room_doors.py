"""The door to a digital room for one booking."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "room_doors",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("open_until", MOMENT),
        sa.Column("made_at", MOMENT),
        sa.Column("made_with", sa.String(length=80)),
        sa.Column("facts", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("making_until", MOMENT),
        sa.Column("checked_at", MOMENT),
        sa.Column("failure", sa.String(length=300), server_default="", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed_at", MOMENT),
        sa.Column("retry_at", MOMENT),
        sa.CheckConstraint(
            "(made_at IS NULL) = (made_with IS NULL)", name=op.f("ck_room_doors_made_with_something")
        ),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_room_doors_failures_not_negative")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_room_doors_booking_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_room_doors")),
    )


def downgrade():
    op.drop_table("room_doors")
