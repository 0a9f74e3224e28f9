"""What an organisation is, offers and seeks."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade():
    op.add_column("organisations", sa.Column("kind", sa.String(length=100), server_default="", nullable=False))
    op.add_column("organisations", sa.Column("country", sa.String(length=2), server_default="DE", nullable=False))
    op.add_column("organisations", sa.Column("languages", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("organisations", sa.Column("member_since", sa.Date()))
    op.add_column("organisations", sa.Column("contact_email", sa.String(length=254), server_default="", nullable=False))
    op.add_column("organisations", sa.Column("website", sa.String(length=300), server_default="", nullable=False))
    op.add_column("organisations", sa.Column("about", sa.Text(), server_default="", nullable=False))
    op.add_column("organisations", sa.Column("logo", sa.String(length=80)))
    op.add_column("organisations", sa.Column("logo_alt", sa.String(length=200), server_default="", nullable=False))
    # One statement, because SQLite can add a check only together with its column.
    op.execute(
        "ALTER TABLE organisations ADD COLUMN actor_group VARCHAR(20) CONSTRAINT ck_organisations_known_actor_group"
        " CHECK (actor_group IN ('science', 'business', 'administration', 'civil-society', 'citizens'))"
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.CheckConstraint("direction IN ('offer', 'seek')", name=op.f("ck_offers_known_direction")),
        sa.CheckConstraint("kind IN ('rooms', 'machines', 'knowledge', 'people')", name=op.f("ck_offers_known_kind")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_offers_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(op.f("ix_offers_organisation_id"), "offers", ["organisation_id"])
    op.create_table(
        "organisation_areas",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["innovation_areas.id"], name=op.f("fk_organisation_areas_area_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_areas_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "area_id", name=op.f("pk_organisation_areas")),
    )


def downgrade():
    op.drop_table("organisation_areas")
    op.drop_table("offers")
    op.drop_column("organisations", "actor_group")
    op.drop_column("organisations", "logo_alt")
    op.drop_column("organisations", "logo")
    op.drop_column("organisations", "about")
    op.drop_column("organisations", "website")
    op.drop_column("organisations", "contact_email")
    op.drop_column("organisations", "member_since")
    op.drop_column("organisations", "languages")
    op.drop_column("organisations", "country")
    op.drop_column("organisations", "kind")
