"""What is not over yet is found by an index, however many dates are past."""

from alembic import op

revision = "0072"
down_revision = "0071"


def upgrade():
    op.create_index(op.f("ix_event_dates_ends_at"), "event_dates", ["ends_at"])


def downgrade():
    op.drop_index(op.f("ix_event_dates_ends_at"), table_name="event_dates")
