"""Events are found by their words, with the full text search of each database."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"

# SQLite: an FTS5 table that takes its text from another one ("external content"), and the triggers that keep it so.
FTS = (
    "CREATE VIRTUAL TABLE event_searches_fts USING fts5("
    "title, words, content='event_searches', content_rowid='event_id', tokenize=\"unicode61 remove_diacritics 0\")",
    "CREATE TRIGGER event_searches_insert AFTER INSERT ON event_searches BEGIN"
    " INSERT INTO event_searches_fts (rowid, title, words) VALUES (new.event_id, new.title, new.words); END",
    "CREATE TRIGGER event_searches_delete AFTER DELETE ON event_searches BEGIN"
    " INSERT INTO event_searches_fts (event_searches_fts, rowid, title, words)"
    " VALUES ('delete', old.event_id, old.title, old.words); END",
    "CREATE TRIGGER event_searches_update AFTER UPDATE ON event_searches BEGIN"
    " INSERT INTO event_searches_fts (event_searches_fts, rowid, title, words)"
    " VALUES ('delete', old.event_id, old.title, old.words);"
    " INSERT INTO event_searches_fts (rowid, title, words) VALUES (new.event_id, new.title, new.words); END",
)


def upgrade():
    op.create_table(
        "event_searches",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_searches_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_searches")),
    )
    op.create_table(
        "search_words",
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX event_searches_fts ON event_searches USING gin"
            " (array_to_tsvector(string_to_array(words, ' ')))"
        )
    else:
        for statement in FTS:
            op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE event_searches_fts")
    op.drop_table("search_words")
    op.drop_table("event_searches")
