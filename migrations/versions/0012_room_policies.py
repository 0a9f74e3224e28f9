"""Who may do what with a room, and within which limits."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade():
    op.create_table(
        "room_policies",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("lead_hours", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("shortest_min", sa.Integer(), nullable=False),
        sa.Column("longest_min", sa.Integer(), nullable=False),
        sa.Column("most_open", sa.Integer(), nullable=True),
        sa.CheckConstraint("who IN ('citizen', 'organisation', 'staff')", name=op.f("ck_room_policies_known_who")),
        sa.CheckConstraint("way IN ('no', 'ask', 'book')", name=op.f("ck_room_policies_known_way")),
        sa.CheckConstraint(
            "shortest_min > 0 AND shortest_min <= longest_min", name=op.f("ck_room_policies_shortest_before_longest")
        ),
        sa.CheckConstraint(
            "lead_hours >= 0 AND horizon_days > 0 AND most_open > 0", name=op.f("ck_room_policies_limits_make_sense")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_policies_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "who", name=op.f("pk_room_policies")),
    )


def downgrade():
    op.drop_table("room_policies")
