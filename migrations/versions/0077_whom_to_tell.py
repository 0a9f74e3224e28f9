"""Find those who are still to be told of a change, or to be forgotten, without looking at everybody."""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"

_UNTOLD, _KNOWN = sa.text("believes IS NOT NULL"), sa.text("email IS NOT NULL OR name IS NOT NULL")


def upgrade():
    op.create_index(
        "ix_registrations_untold", "registrations", ["event_id", "id"],
        sqlite_where=_UNTOLD, postgresql_where=_UNTOLD,
    )  # fmt: skip
    op.create_index("ix_registrations_known", "registrations", ["id"], sqlite_where=_KNOWN, postgresql_where=_KNOWN)


def downgrade():
    op.drop_index("ix_registrations_known", "registrations")
    op.drop_index("ix_registrations_untold", "registrations")
