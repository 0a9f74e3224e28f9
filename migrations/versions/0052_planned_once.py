"""One sent form plans one event, however often it is sent."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade():
    op.add_column("events", sa.Column("form_key", sa.String(length=60)))
    op.create_index("uq_events_form_key", "events", ["form_key"], unique=True)


def downgrade():
    op.drop_index("uq_events_form_key", table_name="events")
    op.drop_column("events", "form_key")
