"""Which lines of the list of what there is to do a chat of the team has seen."""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"


def upgrade():
    op.add_column("chat_channels", sa.Column("seen", sa.JSON(), nullable=False, server_default="[]"))


def downgrade():
    op.drop_column("chat_channels", "seen")
