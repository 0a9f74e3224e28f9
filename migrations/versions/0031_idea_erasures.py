"""Who had or supported an idea stays forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade():
    for table, number in (("idea_erasures", "idea_id"), ("idea_support_erasures", "support_id")):
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column(number, sa.Integer(), nullable=False),
            sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )


def downgrade():
    op.drop_table("idea_support_erasures")
    op.drop_table("idea_erasures")
