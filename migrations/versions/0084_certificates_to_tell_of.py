"""Who counts as there and is still to hear of their certificate: from now on, not of what is past."""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"

_IS_OWED = sa.text("certificate_owed_at IS NOT NULL")


def upgrade():
    op.add_column("registrations", sa.Column("certificate_owed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_registrations_owed_certificate", "registrations", ["event_id", "id"],
        sqlite_where=_IS_OWED, postgresql_where=_IS_OWED,
    )  # fmt: skip


def downgrade():
    op.drop_index("ix_registrations_owed_certificate", "registrations")
    op.drop_column("registrations", "certificate_owed_at")
