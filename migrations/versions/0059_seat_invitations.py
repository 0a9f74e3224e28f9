"""Links that let one person each book a seat at an event for invited guests."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "seat_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254)),
        sa.Column("name", sa.String(length=200)),
        sa.Column("is_forwardable", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("registration_id", sa.Integer()),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_seat_invitations_email_lower")),
        sa.CheckConstraint(
            "is_forwardable OR email IS NOT NULL OR withdrawn_at IS NOT NULL",
            name=op.f("ck_seat_invitations_is_somebodys"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_seat_invitations_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_seat_invitations_registration_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_invitations")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_seat_invitations_registration_id")),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_index(op.f("ix_seat_invitations_event_id"), "seat_invitations", ["event_id"])


def downgrade():
    op.drop_table("seat_invitations")
