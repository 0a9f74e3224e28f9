"""The team settles what there is to do, or puts it off."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"


def upgrade():
    op.create_table(
        "settled_todos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("marker", sa.String(length=200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["accounts.id"], name=op.f("fk_settled_todos_settled_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settled_todos")),
        sa.UniqueConstraint("rule", "about", name=op.f("uq_settled_todos_rule_about")),
    )


def downgrade():
    op.drop_table("settled_todos")
