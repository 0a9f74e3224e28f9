"""Which things a request wants, while it does not hold them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade():
    op.add_column("bookings", sa.Column("wanted_things", sa.JSON(), nullable=False, server_default="[]"))


def downgrade():
    op.drop_column("bookings", "wanted_things")
