"""What the hosts of events were told already: registrations until when, and too few for which moment of decision."""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"


def upgrade():
    op.create_table(
        "host_tellings",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("counted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("too_few_for", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_host_tellings_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_host_tellings")),
    )


def downgrade():
    op.drop_table("host_tellings")
