"""Secret addresses of people's own calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade():
    op.create_table(
        "feed_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("with_waiting", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("remind_min", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_feed_addresses_email_lower")),
        sa.CheckConstraint("remind_min >= 0", name=op.f("ck_feed_addresses_reminds_before")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_addresses")),
        sa.UniqueConstraint("email", name=op.f("uq_feed_addresses_email")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_feed_addresses_secret_hash")),
        sqlite_autoincrement=True,
    )


def downgrade():
    op.drop_table("feed_addresses")
