"""An event knows since when it is public: a draft that was called off never was."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade():
    op.add_column("events", sa.Column("published_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE events SET published_at = created_at WHERE state IN ('published', 'cancelled')")


def downgrade():
    op.drop_column("events", "published_at")
