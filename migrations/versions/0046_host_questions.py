"""People ask the hosts of an event."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade():
    op.create_table(
        "host_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200)),
        sa.Column("email", sa.String(length=254)),
        sa.Column("question", sa.Text()),
        sa.Column("form_key", sa.String(length=60)),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_host_questions_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_questions")),
        sa.UniqueConstraint("form_key", name=op.f("uq_host_questions_form_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_host_questions_event_id"), "host_questions", ["event_id"])


def downgrade():
    op.drop_table("host_questions")
