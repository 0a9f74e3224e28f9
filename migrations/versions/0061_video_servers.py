"""Video services of the house, and which of them a digital room uses."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade():
    op.create_table(
        "video_servers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("app_id", sa.String(length=100), server_default="", nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.CheckConstraint("kind IN ('bigbluebutton', 'jitsi', 'janus')", name=op.f("ck_video_servers_known_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_video_servers")),
        sa.UniqueConstraint("name", name=op.f("uq_video_servers_name")),
    )
    op.create_table(
        "room_videos",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.Integer()),
        sa.Column("dial_in", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_videos_room_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["server_id"], ["video_servers.id"], name=op.f("fk_room_videos_server_id")),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_room_videos")),
    )
    op.create_index(op.f("ix_room_videos_server_id"), "room_videos", ["server_id"])


def downgrade():
    op.drop_table("room_videos")
    op.drop_table("video_servers")
