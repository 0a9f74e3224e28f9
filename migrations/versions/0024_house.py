"""The house says in the browser who it is."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade():
    op.create_table(
        "houses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("name", sa.String(length=100)),
        sa.Column("claim", sa.String(length=200)),
        sa.Column("email", sa.String(length=254)),
        sa.Column("imprint", sa.Text()),
        sa.Column("privacy", sa.Text()),
        sa.Column("texts", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("colours", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("picture", sa.String(length=80)),
        sa.Column("picture_alt", sa.String(length=200), server_default="", nullable=False),
        sa.Column("mail_url", sa.String(length=500)),
        sa.Column("mail_from", sa.String(length=254)),
        sa.Column("idea_threshold", sa.Integer(), server_default="10", nullable=False),
        sa.Column("idea_head_start_hours", sa.Integer(), server_default="24", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_houses_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_houses")),
    )
    op.execute("INSERT INTO houses (id) VALUES (1)")


def downgrade():
    op.drop_table("houses")
