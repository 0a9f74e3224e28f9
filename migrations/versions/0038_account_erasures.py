"""People of the team can be erased; the trail keeps what they were."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade():
    op.create_table(
        "account_erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_erasures")),
    )
    op.add_column("audit_entries", sa.Column("by_role", sa.String(length=20)))


def downgrade():
    op.drop_column("audit_entries", "by_role")
    op.drop_table("account_erasures")
