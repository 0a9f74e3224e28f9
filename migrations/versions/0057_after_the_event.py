"""What guests say afterwards and for statistics, without who said it; certificates, without whose they are."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"


def _event():
    return sa.Column("event_id", sa.Integer(), nullable=False)


def _of_event(table):
    return sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f(f"fk_{table}_event_id"), ondelete="CASCADE")


def upgrade():
    op.create_table(
        "feedbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        sa.Column("liked", sa.Integer()),
        sa.Column("comes_again", sa.Integer()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=60)),
        sa.CheckConstraint("liked BETWEEN 1 AND 5", name=op.f("ck_feedbacks_liked_in_scale")),
        sa.CheckConstraint("comes_again BETWEEN 1 AND 3", name=op.f("ck_feedbacks_comes_again_in_scale")),
        _of_event("feedbacks"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedbacks")),
        sa.UniqueConstraint("form_key", name=op.f("uq_feedbacks_form_key")),
    )
    op.create_index(op.f("ix_feedbacks_event_id"), "feedbacks", ["event_id"])
    op.create_table(
        "event_statistics",
        _event(),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _of_event("event_statistics"),
        sa.PrimaryKeyConstraint("event_id", "question", "answer", name=op.f("pk_event_statistics")),
    )
    op.create_table(
        "certificates",
        sa.Column("code", sa.String(length=10), nullable=False),
        _event(),
        sa.Column("registration_id", sa.Integer()),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        _of_event("certificates"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_certificates_registration_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_certificates")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_certificates_registration_id")),
    )
    op.create_index(op.f("ix_certificates_event_id"), "certificates", ["event_id"])


def downgrade():
    op.drop_table("certificates")
    op.drop_table("event_statistics")
    op.drop_table("feedbacks")
