"""Events belong to a series or to a day of the house, go public by themselves, and guests are told a little later."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

MOMENT = sa.DateTime(timezone=True)
MOMENTS = ("cancelled_at", "tell_at", "publish_at", "decide_at")
BELONGS = {"series_id": "event_series", "umbrella_id": "umbrellas"}


def upgrade():
    op.create_table(
        "event_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("format_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=300), nullable=False),
        sa.Column("split_from_id", sa.Integer()),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["format_id"], ["formats.id"], name=op.f("fk_event_series_format_id")),
        sa.ForeignKeyConstraint(["split_from_id"], ["event_series.id"], name=op.f("fk_event_series_split_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
    )
    op.create_table(
        "umbrellas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'published', 'cancelled')", name=op.f("ck_umbrellas_known_state")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_umbrellas_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_umbrellas")),
        sa.UniqueConstraint("slug", name=op.f("uq_umbrellas_slug")),
    )
    for name in MOMENTS:
        op.add_column("events", sa.Column(name, MOMENT))
    # One statement each, because SQLite can add a check or a key only together with its column.
    op.execute(
        "ALTER TABLE events ADD COLUMN attendance VARCHAR(10) DEFAULT 'all' NOT NULL"
        " CONSTRAINT ck_events_known_attendance CHECK (attendance IN ('all', 'some'))"
    )
    for name, table in BELONGS.items():
        op.execute(
            f"ALTER TABLE events ADD COLUMN {name} INTEGER CONSTRAINT fk_events_{name} REFERENCES {table} (id)"
        )
        op.create_index(op.f(f"ix_events_{name}"), "events", [name])
    op.create_index(op.f("ix_events_publish_at"), "events", ["publish_at"])
    op.add_column("event_dates", sa.Column("title", sa.String(length=200), server_default="", nullable=False))


def downgrade():
    op.drop_column("event_dates", "title")
    op.drop_index(op.f("ix_events_publish_at"), table_name="events")
    for name in BELONGS:
        op.drop_index(op.f(f"ix_events_{name}"), table_name="events")
    for name in (*BELONGS, "attendance", *MOMENTS):
        op.drop_column("events", name)
    op.drop_table("umbrellas")
    op.drop_table("event_series")
