"""A second factor for those who sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade():
    op.add_column("accounts", sa.Column("totp_secret", sa.String(length=64)))
    op.add_column("accounts", sa.Column("totp_last_step", sa.Integer()))
    op.add_column("accounts", sa.Column("recovery_hashes", sa.JSON(), server_default="[]", nullable=False))


def downgrade():
    op.drop_column("accounts", "recovery_hashes")
    op.drop_column("accounts", "totp_last_step")
    op.drop_column("accounts", "totp_secret")
