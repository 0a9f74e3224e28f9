"""A mailbox supports an idea once, however its address is written."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade():
    op.add_column("idea_supports", sa.Column("mailbox", sa.String(length=254)))
    op.create_index("uq_idea_supports_idea_id_mailbox", "idea_supports", ["idea_id", "mailbox"], unique=True)


def downgrade():
    op.drop_index("uq_idea_supports_idea_id_mailbox", "idea_supports")
    op.drop_column("idea_supports", "mailbox")
