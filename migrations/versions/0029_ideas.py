"""People have ideas, and others support them."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade():
    op.create_table(
        "ideas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer()),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200)),
        sa.Column("email", sa.String(length=254)),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.String(length=10)),
        sa.Column("answer_text", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("combined_into_id", sa.Integer()),
        sa.Column("event_id", sa.Integer()),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer != 'declined' OR answer_text != ''", name=op.f("ck_ideas_declined_says_why")),
        sa.CheckConstraint("answer IN ('planned', 'combined', 'declined')", name=op.f("ck_ideas_known_answer")),
        sa.CheckConstraint("kind IN ('format', 'topic')", name=op.f("ck_ideas_known_kind")),
        sa.CheckConstraint("state IN ('unconfirmed', 'new', 'public', 'refused')", name=op.f("ck_ideas_known_state")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["innovation_areas.id"], name=op.f("fk_ideas_area_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["combined_into_id"], ["ideas.id"], name=op.f("fk_ideas_combined_into_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_ideas_event_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ideas")),
        sa.UniqueConstraint("nonce", name=op.f("uq_ideas_nonce")),
        sa.UniqueConstraint("slug", name=op.f("uq_ideas_slug")),
    )
    op.create_index(op.f("ix_ideas_event_id"), "ideas", ["event_id"])
    op.create_index(op.f("ix_ideas_state"), "ideas", ["state"])
    op.create_table(
        "idea_supports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_supports_idea_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_supports")),
        sa.UniqueConstraint("idea_id", "email", name=op.f("uq_idea_supports_idea_id_email")),
    )
    op.create_index(op.f("ix_idea_supports_idea_id"), "idea_supports", ["idea_id"])
    op.create_table(
        "idea_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_decisions_idea_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_decisions")),
    )
    op.create_index(op.f("ix_idea_decisions_idea_id"), "idea_decisions", ["idea_id"])


def downgrade():
    op.drop_table("idea_decisions")
    op.drop_table("idea_supports")
    op.drop_table("ideas")
