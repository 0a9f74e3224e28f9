"""The house knows whether its way of sending mail was tried."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade():
    op.add_column("houses", sa.Column("mail_tested_at", sa.DateTime(timezone=True)))


def downgrade():
    op.drop_column("houses", "mail_tested_at")
