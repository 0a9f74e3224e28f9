"""Where calendar programs answer what enters diaries."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"


def upgrade():
    op.add_column("houses", sa.Column("answers_to", sa.String(length=254), nullable=True))


def downgrade():
    op.drop_column("houses", "answers_to")
