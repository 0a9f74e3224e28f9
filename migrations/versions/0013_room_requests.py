"""People who ask for a room or wait for one; confirmed by mail, managed by link, forgotten in time."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade():
    op.create_table(
        "room_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("who", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=200), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("form_key", sa.String(length=60), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_room_requests_email_lower")),
        sa.CheckConstraint("who IN ('citizen', 'organisation', 'staff')", name=op.f("ck_room_requests_known_who")),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["accounts.id"], name=op.f("fk_room_requests_agreed_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_room_requests_organisation_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_requests")),
        sa.UniqueConstraint("form_key", name=op.f("uq_room_requests_form_key")),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_index("ix_room_requests_email", "room_requests", ["email"], unique=False)
    op.create_index("ix_room_requests_held_until", "room_requests", ["held_until"], unique=False)
    op.create_table(
        "room_watches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("form_key", sa.String(length=60), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_room_watches_email_lower")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_room_watches_ends_after_start")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_watches_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_watches")),
        sa.UniqueConstraint("form_key", name=op.f("uq_room_watches_form_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_room_watches_room_id_starts_at", "room_watches", ["room_id", "starts_at"], unique=False)
    op.create_table(
        "request_erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_erasures")),
    )


def downgrade():
    op.drop_table("request_erasures")
    op.drop_index("ix_room_watches_room_id_starts_at", table_name="room_watches")
    op.drop_table("room_watches")
    op.drop_index("ix_room_requests_held_until", table_name="room_requests")
    op.drop_index("ix_room_requests_email", table_name="room_requests")
    op.drop_table("room_requests")
