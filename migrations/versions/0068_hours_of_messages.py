"""Messages that wait for the morning, and those that would come too late."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"


def upgrade():
    op.add_column("messages", sa.Column("at_any_hour", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("messages", sa.Column("useful_until", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column("messages", "useful_until")
    op.drop_column("messages", "at_any_hour")
