"""How often and when a registration changed in the diary of its guest, besides its event."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"


def upgrade():
    op.add_column("registrations", sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
    op.add_column("registrations", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column("registrations", "changed_at")
    op.drop_column("registrations", "sequence")
