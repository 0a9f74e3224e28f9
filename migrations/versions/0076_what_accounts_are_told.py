"""What whoever has an account wants to be told of the team's work, and which daily notices have been written."""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"


def upgrade():
    op.create_table(
        "account_notices",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("seen", sa.JSON(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_account_notices_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_notices")),
    )
    op.create_table(
        "notice_days",
        sa.Column("template", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("template", name=op.f("pk_notice_days")),
    )


def downgrade():
    op.drop_table("notice_days")
    op.drop_table("account_notices")
