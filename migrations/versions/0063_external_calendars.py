"""Calendars of others: their addresses, what stands in them, and the bookings by which they keep rooms."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.add_column("bookings", sa.Column("is_foreign", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "external_calendars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("room_id", sa.Integer()),
        sa.Column("place_id", sa.Integer()),
        sa.Column("account_id", sa.Integer()),
        sa.Column("region", sa.String(length=10)),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("link", sa.String(length=500), server_default="", nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("read_at", MOMENT),
        sa.Column("etag", sa.String(length=300), server_default="", nullable=False),
        sa.Column("last_modified", sa.String(length=100), server_default="", nullable=False),
        sa.Column("failing_since", MOMENT),
        sa.Column("failure", sa.String(length=300), server_default="", nullable=False),
        sa.Column("entries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("left_out", sa.Integer(), server_default="0", nullable=False),
        sa.Column("skipped", sa.JSON(), server_default="[]", nullable=False),
        sa.CheckConstraint(
            "use IN ('room', 'place', 'person', 'holidays', 'programme')",
            name=op.f("ck_external_calendars_known_use"),
        ),
        sa.CheckConstraint(
            "(use IN ('room', 'person')) = (room_id IS NOT NULL)",
            name=op.f("ck_external_calendars_room_where_needed"),
        ),
        sa.CheckConstraint(
            "(use = 'place') = (place_id IS NOT NULL)", name=op.f("ck_external_calendars_place_where_needed")
        ),
        sa.CheckConstraint(
            "(use = 'holidays') = (region IS NOT NULL)", name=op.f("ck_external_calendars_region_where_needed")
        ),
        sa.CheckConstraint(
            "(use = 'programme') = (organisation_id IS NOT NULL)",
            name=op.f("ck_external_calendars_organisation_where_needed"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_external_calendars_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_external_calendars_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_external_calendars_place_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_external_calendars_room_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_calendars")),
        sa.UniqueConstraint("name", name=op.f("uq_external_calendars_name")),
    )
    for column in ("account_id", "organisation_id", "place_id", "room_id"):
        op.create_index(op.f(f"ix_external_calendars_{column}"), "external_calendars", [column])
    op.create_table(
        "external_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("occurs", sa.String(length=40), server_default="", nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("location", sa.String(length=300), server_default="", nullable=False),
        sa.Column("link", sa.String(length=500), server_default="", nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("is_all_day", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("collides", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("starts_at <= ends_at", name=op.f("ck_external_events_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["external_calendars.id"], name=op.f("fk_external_events_calendar_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_events")),
        sa.UniqueConstraint("calendar_id", "uid", "occurs", name=op.f("uq_external_events_calendar_id_uid_occurs")),
    )
    op.create_index("ix_external_events_starts_at", "external_events", ["starts_at"])
    op.create_index(
        "ix_external_events_collides", "external_events", ["ends_at"],
        sqlite_where=sa.text("collides"), postgresql_where=sa.text("collides"),
    )
    op.create_table(
        "external_holds",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_external_holds_booking_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["external_events.id"], name=op.f("fk_external_holds_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_external_holds")),
    )
    op.create_index(op.f("ix_external_holds_event_id"), "external_holds", ["event_id"])


def downgrade():
    op.execute("DELETE FROM bookings WHERE is_foreign")
    op.drop_table("external_holds")
    op.drop_table("external_events")
    op.drop_table("external_calendars")
    op.drop_column("bookings", "is_foreign")
