"""What guests of one event are told otherwise than its format says."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"


def upgrade():
    op.create_table(
        "event_notices",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("reminders_h", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("thanks", sa.Boolean(), nullable=True),
        sa.Column("door_open", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_notices_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_notices")),
    )


def downgrade():
    op.drop_table("event_notices")
