"""Who asks for a room, or waits for one, says in which language we write."""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"

TABLES = ("room_requests", "room_watches")


def upgrade():
    for name in TABLES:
        op.add_column(name, sa.Column("language", sa.String(length=10), server_default="de", nullable=False))


def downgrade():
    for name in TABLES:
        op.drop_column(name, "language")
