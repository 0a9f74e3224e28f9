"""What guests of an event that was called off are offered instead, as the team chose it."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"


def upgrade():
    op.add_column("events", sa.Column("offered_ids", sa.JSON()))


def downgrade():
    op.drop_column("events", "offered_ids")
