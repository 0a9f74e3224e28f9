"""What an area is for, and what it is to reach."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade():
    op.add_column("innovation_areas", sa.Column("full_title", sa.String(length=300), server_default="", nullable=False))
    op.add_column("innovation_areas", sa.Column("goal", sa.Text(), server_default="", nullable=False))
    op.add_column("innovation_areas", sa.Column("measures", sa.Text(), server_default="", nullable=False))
    op.add_column("innovation_areas", sa.Column("results", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "innovation_areas", sa.Column("is_cross_cutting", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "area_responsibles",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["innovation_areas.id"], name=op.f("fk_area_responsibles_area_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_area_responsibles_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_area_responsibles")),
    )
    op.create_table(
        "area_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date()),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "measure IN ('events', 'participants', 'organisations', 'countries', 'new-partners')",
            name=op.f("ck_area_targets_known_measure"),
        ),
        sa.CheckConstraint("value >= 0", name=op.f("ck_area_targets_not_negative")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["innovation_areas.id"], name=op.f("fk_area_targets_area_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_targets")),
        sa.UniqueConstraint(
            "area_id", "year", "measure", "version", name=op.f("uq_area_targets_area_id_year_measure_version")
        ),
    )
    op.create_table(
        "event_areas",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["innovation_areas.id"], name=op.f("fk_event_areas_area_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_areas_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "area_id", name=op.f("pk_event_areas")),
    )


def downgrade():
    op.drop_table("event_areas")
    op.drop_table("area_targets")
    op.drop_table("area_responsibles")
    op.drop_column("innovation_areas", "is_cross_cutting")
    op.drop_column("innovation_areas", "results")
    op.drop_column("innovation_areas", "measures")
    op.drop_column("innovation_areas", "goal")
    op.drop_column("innovation_areas", "full_title")
