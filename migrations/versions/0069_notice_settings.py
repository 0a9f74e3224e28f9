"""What the house has set about what it tells."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"


def upgrade():
    op.create_table(
        "notice_settings",
        sa.Column("template", sa.String(length=120), nullable=False),
        sa.Column("is_on", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("template", name=op.f("pk_notice_settings")),
    )


def downgrade():
    op.drop_table("notice_settings")
