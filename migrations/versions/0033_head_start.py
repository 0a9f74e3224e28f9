"""When everyone may book at the event that was made of an idea."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade():
    op.add_column("ideas", sa.Column("open_to_all_at", sa.DateTime(timezone=True)))


def downgrade():
    op.drop_column("ideas", "open_to_all_at")
