"""The mailbox to which undeliverable mail comes back."""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"


def upgrade():
    op.create_table(
        "bounce_mailboxes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("validity", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=400), server_default="", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_bounce_mailboxes_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce_mailboxes")),
        sqlite_autoincrement=True,
    )


def downgrade():
    op.drop_table("bounce_mailboxes")
