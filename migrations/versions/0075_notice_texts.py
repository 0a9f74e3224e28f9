"""What the house writes instead of the default texts."""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"


def upgrade():
    op.create_table(
        "notice_texts",
        sa.Column("template", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("template", "language", name=op.f("pk_notice_texts")),
    )


def downgrade():
    op.drop_table("notice_texts")
