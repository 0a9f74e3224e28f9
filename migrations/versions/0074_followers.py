"""Who hears of new dates by mail, and what they were told of."""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"

ONE_THING = (
    "(CASE WHEN format_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN area_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN place_id IS NULL THEN 0 ELSE 1 END) = 1"
)
THINGS = {"format_id": "formats.id", "area_id": "innovation_areas.id", "place_id": "places.id"}


def upgrade():
    op.create_table(
        "followers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("reader", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in THINGS),
        sa.Column("cadence", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=10), server_default="de", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_followers_email_lower")),
        sa.CheckConstraint("cadence IN ('single', 'weekly')", name=op.f("ck_followers_known_cadence")),
        sa.CheckConstraint(ONE_THING, name=op.f("ck_followers_follows_one_thing")),
        *(
            sa.ForeignKeyConstraint([name], [there], name=op.f(f"fk_followers_{name}"), ondelete="CASCADE")
            for name, there in THINGS.items()
        ),
        *(sa.UniqueConstraint("email", name, name=op.f(f"uq_followers_email_{name}")) for name in THINGS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followers")),
        sqlite_autoincrement=True,
    )
    for name in ("reader", *THINGS):
        op.create_index(op.f(f"ix_followers_{name}"), "followers", [name])
    op.create_table(
        "follower_erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follower_erasures")),
    )
    op.create_table(
        "announced_events",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_announced_events_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_announced_events")),
    )
    op.create_index(op.f("ix_announced_events_announced_at"), "announced_events", ["announced_at"])
    op.create_table(
        "follower_news",
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["followers.id"], name=op.f("fk_follower_news_follower_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_follower_news_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("follower_id", "event_id", name=op.f("pk_follower_news")),
    )
    op.create_index(op.f("ix_follower_news_event_id"), "follower_news", ["event_id"])
    waiting = sa.text("written_at IS NULL")
    op.create_index(
        "ix_follower_news_due", "follower_news", ["due_at"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_index(op.f("ix_events_published_at"), "events", ["published_at"])


def downgrade():
    op.drop_index(op.f("ix_events_published_at"), table_name="events")
    for name in ("follower_news", "announced_events", "follower_erasures", "followers"):
        op.drop_table(name)
