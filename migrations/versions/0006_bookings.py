"""Bookings, what they hold and lend; no part is held twice."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade():
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("setup_min", sa.Integer(), nullable=False),
        sa.Column("teardown_min", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('booked', 'cancelled')", name=op.f("ck_bookings_known_state")),
        sa.CheckConstraint("setup_min >= 0 AND teardown_min >= 0", name=op.f("ck_bookings_buffers_not_negative")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_bookings_ends_after_start")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_bookings_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
    )
    op.create_index("ix_bookings_room_id_starts_at", "bookings", ["room_id", "starts_at"], unique=False)
    op.create_table(
        "loans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("equipment_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_loans_has_quantity")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_loans_ends_after_start")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_loans_booking_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["equipment_id"], ["equipment.id"], name=op.f("fk_loans_equipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loans")),
    )
    op.create_index(op.f("ix_loans_booking_id"), "loans", ["booking_id"], unique=False)
    op.create_index("ix_loans_equipment_id_starts_at", "loans", ["equipment_id", "starts_at"], unique=False)
    op.create_table(
        "occupancies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_occupancies_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_occupancies_booking_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_occupancies_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupancies")),
    )
    op.create_index(op.f("ix_occupancies_booking_id"), "occupancies", ["booking_id"], unique=False)
    op.create_index(
        "ix_occupancies_part_id_starts_at", "occupancies", ["part_id", "starts_at", "ends_at"], unique=False
    )


def downgrade():
    op.drop_index("ix_occupancies_part_id_starts_at", table_name="occupancies")
    op.drop_index(op.f("ix_occupancies_booking_id"), table_name="occupancies")
    op.drop_table("occupancies")
    op.drop_index("ix_loans_equipment_id_starts_at", table_name="loans")
    op.drop_index(op.f("ix_loans_booking_id"), table_name="loans")
    op.drop_table("loans")
    op.drop_index("ix_bookings_room_id_starts_at", table_name="bookings")
    op.drop_table("bookings")
