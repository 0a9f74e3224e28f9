"""Formats, events, dates, seats."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade():
    op.create_table(
        "programme_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_programme_revisions_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_revisions")),
    )
    # The one row that everybody raises; it starts at 0, long ago, as its moment never goes back.
    op.execute("INSERT INTO programme_revisions (id, number, changed_at) VALUES (1, 0, '2000-01-01 00:00:00')")
    op.create_table(
        "formats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("bring", sa.Text(), nullable=False),
        sa.Column("for_whom", sa.Text(), nullable=False),
        sa.Column("cost", sa.String(length=200), nullable=False),
        sa.Column("photo_rule", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("min_participants", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("room_needs", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("companions_max", sa.Integer(), nullable=False),
        sa.Column("has_waiting_list", sa.Boolean(), nullable=False),
        sa.Column("registration", sa.String(length=10), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=True),
        sa.Column("opens_days", sa.Integer(), nullable=True),
        sa.Column("closes_hours", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=200), nullable=False),
        sa.Column("minors", sa.String(length=200), nullable=False),
        sa.Column("reminders_h", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("report_tags", sa.JSON(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "registration IN ('seat', 'slot', 'drop-in', 'invite')", name=op.f("ck_formats_known_registration")
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_formats_has_length")),
        sa.ForeignKeyConstraint(["area_id"], ["innovation_areas.id"], name=op.f("fk_formats_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formats")),
        sa.UniqueConstraint("key", name=op.f("uq_formats_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_formats_slug")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("format_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("external", sa.String(length=300), nullable=True),
        sa.Column("external_place_id", sa.Integer(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("sign_language", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state != 'cancelled' OR cancel_reason != ''", name=op.f("ck_events_cancelled_says_why")),
        sa.CheckConstraint("state IN ('draft', 'published', 'cancelled')", name=op.f("ck_events_known_state")),
        sa.ForeignKeyConstraint(["area_id"], ["innovation_areas.id"], name=op.f("fk_events_area_id")),
        sa.ForeignKeyConstraint(["external_place_id"], ["places.id"], name=op.f("fk_events_external_place_id")),
        sa.ForeignKeyConstraint(["format_id"], ["formats.id"], name=op.f("fk_events_format_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("key", name=op.f("uq_events_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_events_slug")),
    )
    op.create_index(op.f("ix_events_format_id"), "events", ["format_id"], unique=False)
    op.create_table(
        "event_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("moved_from_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_from_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_event_dates_ends_after_start")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_dates_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_dates")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_dates_uid")),
    )
    op.create_index("ix_event_dates_event_id_starts_at", "event_dates", ["event_id", "starts_at"], unique=False)
    op.create_index(op.f("ix_event_dates_starts_at"), "event_dates", ["starts_at"], unique=False)
    op.create_table(
        "event_hosts",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_hosts_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_event_hosts_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "organisation_id", name=op.f("pk_event_hosts")),
    )
    op.create_table(
        "seat_ledgers",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("house", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('onsite', 'online')", name=op.f("ck_seat_ledgers_known_kind")),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_seat_ledgers_never_oversold")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_seat_ledgers_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "kind", name=op.f("pk_seat_ledgers")),
    )
    op.create_table(
        "event_date_bookings",
        sa.Column("event_date_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_event_date_bookings_booking_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_date_id"], ["event_dates.id"], name=op.f("fk_event_date_bookings_event_date_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_date_id", "booking_id", name=op.f("pk_event_date_bookings")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_event_date_bookings_booking_id")),
    )


def downgrade():
    op.drop_table("event_date_bookings")
    op.drop_table("seat_ledgers")
    op.drop_table("event_hosts")
    op.drop_index(op.f("ix_event_dates_starts_at"), table_name="event_dates")
    op.drop_index("ix_event_dates_event_id_starts_at", table_name="event_dates")
    op.drop_table("event_dates")
    op.drop_index(op.f("ix_events_format_id"), table_name="events")
    op.drop_table("events")
    op.drop_table("formats")
    op.drop_table("programme_revisions")
