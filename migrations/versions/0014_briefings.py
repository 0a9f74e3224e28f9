"""Who was briefed on a machine, and until when that counts."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade():
    op.create_table(
        "briefings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("equipment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("briefed_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("briefed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_briefings_email_lower")),
        sa.CheckConstraint("briefed_on <= ends_on", name=op.f("ck_briefings_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["briefed_by_id"], ["accounts.id"], name=op.f("fk_briefings_briefed_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["equipment_id"], ["equipment.id"], name=op.f("fk_briefings_equipment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefings")),
        sa.UniqueConstraint("equipment_id", "email", name=op.f("uq_briefings_equipment_id_email")),
    )


def downgrade():
    op.drop_table("briefings")
