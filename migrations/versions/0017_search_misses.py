"""What people looked for and did not get, as counts."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade():
    op.create_table(
        "search_misses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("place_key", sa.String(length=80), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_misses")),
        sa.UniqueConstraint(
            "asked_on", "place_key", "persons", "weekday", "hour",
            name=op.f("uq_search_misses_asked_on_place_key_persons_weekday_hour"),
        ),
    )  # fmt: skip


def downgrade():
    op.drop_table("search_misses")
