"""Formats and events speak other languages too, and easy language."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

TEXTS = {
    "format_texts": (
        "format_id", "formats",
        {
            "name": 200, "summary": 400, "description": None, "for_whom": None, "bring": None, "cost": 200,
            "minors": 200, "photo_rule": None,
        },
    ),
    "event_texts": ("event_id", "events", {"title": 200, "note": None}),
}  # fmt: skip


def upgrade():
    for name, (key, table, columns) in TEXTS.items():
        op.create_table(
            name,
            sa.Column(key, sa.Integer(), nullable=False),
            sa.Column("language", sa.String(length=10), nullable=False),
            *(
                sa.Column(each, sa.String(length=length) if length else sa.Text(), nullable=False)
                for each, length in columns.items()
            ),
            sa.CheckConstraint(
                "language IN ('hsb', 'pl', 'cs', 'en', 'easy')", name=op.f(f"ck_{name}_known_language")
            ),
            sa.ForeignKeyConstraint([key], [f"{table}.id"], name=op.f(f"fk_{name}_{key}"), ondelete="CASCADE"),
            sa.PrimaryKeyConstraint(key, "language", name=op.f(f"pk_{name}")),
        )


def downgrade():
    for name in reversed(TEXTS):
        op.drop_table(name)
