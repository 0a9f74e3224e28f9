"""Mail domains that take nothing for a while, and how many mails may go in a minute."""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"


def upgrade():
    op.create_table(
        "mail_domains",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mail_domains")),
    )
    paces = op.create_table(
        "mail_paces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_paces_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_paces")),
    )
    op.bulk_insert(paces, [{"id": 1, "next_at": None}])


def downgrade():
    op.drop_table("mail_paces")
    op.drop_table("mail_domains")
