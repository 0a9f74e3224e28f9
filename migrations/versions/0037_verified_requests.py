"""Whether an organisation asked for rooms itself, or anybody did in its name."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade():
    op.add_column("room_requests", sa.Column("is_verified", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    op.drop_column("room_requests", "is_verified")
