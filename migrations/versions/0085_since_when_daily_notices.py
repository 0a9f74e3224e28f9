"""Since when a house has a daily notice, so that what is new to it does not speak of the past."""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"


def upgrade():
    op.add_column("notice_days", sa.Column("since", sa.Date(), nullable=True))


def downgrade():
    op.drop_column("notice_days", "since")
