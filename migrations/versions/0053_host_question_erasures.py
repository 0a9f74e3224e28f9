"""Who asked the hosts and was forgotten stays forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"


def upgrade():
    op.create_table(
        "host_question_erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_question_erasures")),
    )


def downgrade():
    op.drop_table("host_question_erasures")
