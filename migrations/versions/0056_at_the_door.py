"""Who came, counted once whichever door they took; and those who came without a registration."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "check_ins",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("event_date_id", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("came_at", MOMENT, nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.CheckConstraint("heads > 0", name=op.f("ck_check_ins_has_heads")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_check_ins_registration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_date_id"], ["event_dates.id"], name=op.f("fk_check_ins_event_date_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_check_ins_account_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("registration_id", "event_date_id", name=op.f("pk_check_ins")),
    )
    op.create_index(op.f("ix_check_ins_event_date_id"), "check_ins", ["event_date_id"])
    op.create_table(
        "walk_ins",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("event_date_id", sa.Integer(), nullable=False),
        sa.Column("actor_group", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("came_at", MOMENT, nullable=False),
        sa.CheckConstraint("number != 0", name=op.f("ck_walk_ins_counts_something")),
        sa.ForeignKeyConstraint(
            ["event_date_id"], ["event_dates.id"], name=op.f("fk_walk_ins_event_date_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_walk_ins")),
    )
    op.create_index(op.f("ix_walk_ins_event_date_id"), "walk_ins", ["event_date_id"])


def downgrade():
    op.drop_table("walk_ins")
    op.drop_table("check_ins")
