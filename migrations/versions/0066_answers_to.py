"""Where calendar programs answer what enters diaries."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"


def upgrade():
    op.add_column("houses", sa.Column("answers_to", sa.String(length=254), nullable=True))


def downgrade():
    op.drop_column("houses", "answers_to")
