"""Rooms as they are used: sessions, photo, entry, asking, the door; machines; out of use."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# Both databases take a named CHECK with a column that is added; SQLite could not add one later.
CHECKED = {
    "sessions": "INTEGER NOT NULL DEFAULT 1 CONSTRAINT ck_rooms_has_sessions CHECK (sessions > 0)",
    "entry": "VARCHAR(10) CONSTRAINT ck_rooms_known_entry CHECK (entry IN ('key', 'code', 'staff'))",
    "release_after_min": "INTEGER CONSTRAINT ck_rooms_releases_after_start CHECK (release_after_min > 0)",
}


def upgrade():
    for name, definition in CHECKED.items():
        op.execute(f"ALTER TABLE rooms ADD COLUMN {name} {definition}")
    for column in (
        sa.Column("photo", sa.String(length=120), nullable=True),
        sa.Column("photo_alt", sa.String(length=300), nullable=False, server_default=""),
        sa.Column("entry_note", sa.Text(), nullable=False, server_default=""),
        sa.Column("answer_days", sa.Integer(), nullable=False, server_default="3"),
        sa.Column("requests_block", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("two_agree", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("walk_in", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("rooms", column)
    op.add_column("equipment", sa.Column("needs_briefing", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade():
    op.drop_column("equipment", "needs_briefing")
    for name in (
        "retired_at", "walk_in", "two_agree", "requests_block", "answer_days", "entry_note", "photo_alt", "photo",
        *reversed(CHECKED),
    ):  # fmt: skip
        op.drop_column("rooms", name)
