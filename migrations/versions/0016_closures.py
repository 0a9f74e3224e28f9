"""Closures, school holidays, and whose public holidays count at a place."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    for column in (
        sa.Column("holiday_region", sa.String(length=10), nullable=True),
        sa.Column("holidays_catholic", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("holidays_close", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("places", column)
    op.create_table(
        "closures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=300), nullable=False),
        sa.Column("wall_start", sa.DateTime(), nullable=False),
        sa.Column("wall_end", sa.DateTime(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint("wall_start < wall_end", name=op.f("ck_closures_ends_after_start")),
        sa.CheckConstraint("room_id IS NULL OR place_id IS NULL", name=op.f("ck_closures_room_or_place")),
        sa.CheckConstraint("reason != ''", name=op.f("ck_closures_says_why")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_closures_place_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_closures_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
    )
    op.create_table(
        "closure_spans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closure_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_closure_spans_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["closure_id"], ["closures.id"], name=op.f("fk_closure_spans_closure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_spans")),
    )
    op.create_index(op.f("ix_closure_spans_closure_id"), "closure_spans", ["closure_id"], unique=False)
    op.create_index("ix_closure_spans_ends_at", "closure_spans", ["ends_at"], unique=False)
    op.create_table(
        "school_holidays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_school_holidays_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_holidays")),
        sa.UniqueConstraint("region", "first_on", "name", name=op.f("uq_school_holidays_region_first_on_name")),
    )


def downgrade():
    op.drop_table("school_holidays")
    op.drop_index("ix_closure_spans_ends_at", table_name="closure_spans")
    op.drop_index(op.f("ix_closure_spans_closure_id"), table_name="closure_spans")
    op.drop_table("closure_spans")
    op.drop_table("closures")
    for name in ("holidays_close", "holidays_catholic", "holiday_region"):
        op.drop_column("places", name)
