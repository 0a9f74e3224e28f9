"""Secret addresses of the calendars of those with an account."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"


def upgrade():
    op.create_table(
        "staff_feed_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("with_all", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("with_drafts", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("with_requests", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_staff_feed_addresses_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_feed_addresses")),
        sa.UniqueConstraint("account_id", name=op.f("uq_staff_feed_addresses_account_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_staff_feed_addresses_secret_hash")),
        sqlite_autoincrement=True,
    )


def downgrade():
    op.drop_table("staff_feed_addresses")
