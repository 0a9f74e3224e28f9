"""Ideas may be part of the demo."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade():
    op.add_column("ideas", sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    op.drop_column("ideas", "is_demo")
