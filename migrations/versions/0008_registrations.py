"""Registrations, reminders, erasures."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade():
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("form_key", sa.String(length=60), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("believes", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("kind IN ('onsite', 'online')", name=op.f("ck_registrations_known_kind")),
        sa.CheckConstraint(
            "state IN ('held', 'confirmed', 'waiting', 'lapsed', 'given_up')", name=op.f("ck_registrations_known_state")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_registrations_email_lower")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_registrations_has_seats")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_registrations_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("form_key", name=op.f("uq_registrations_form_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_registrations_event_id_kind_state", "registrations", ["event_id", "kind", "state"], unique=False
    )
    op.create_index("ix_registrations_state_held_until", "registrations", ["state", "held_until"], unique=False)
    op.create_index(
        "uq_registrations_one_per_address",
        "registrations",
        ["event_id", "email"],
        unique=True,
        sqlite_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
        postgresql_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
    )
    op.create_table(
        "reminders",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("hours_before", sa.Integer(), nullable=False),
        sa.Column("event_starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_reminders_registration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("registration_id", "hours_before", "event_starts_at", name=op.f("pk_reminders")),
    )


def downgrade():
    op.drop_table("reminders")
    op.drop_index(
        "uq_registrations_one_per_address",
        table_name="registrations",
        sqlite_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
        postgresql_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
    )
    op.drop_index("ix_registrations_state_held_until", table_name="registrations")
    op.drop_index("ix_registrations_event_id_kind_state", table_name="registrations")
    op.drop_table("registrations")
    op.drop_table("erasures")
