"""Chats of the team, and messages that go there."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "chat_channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("problem", sa.String(length=400), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_channels")),
        sa.UniqueConstraint("name", name=op.f("uq_chat_channels_name")),
        sqlite_autoincrement=True,
    )
    op.add_column("messages", sa.Column("chat_id", sa.Integer(), nullable=True))
    there = sa.text("chat_id IS NOT NULL")
    op.create_index("ix_messages_chat_id", "messages", ["chat_id"], sqlite_where=there, postgresql_where=there)


def downgrade():
    op.drop_index("ix_messages_chat_id", table_name="messages")
    op.execute("DELETE FROM messages WHERE chat_id IS NOT NULL")
    op.drop_column("messages", "chat_id")
    op.drop_table("chat_channels")
