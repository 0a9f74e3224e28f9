"""What people can find events by: their words, folded so that umlauts, accents and hyphens do not matter."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import db


class EventSearch(db.Model):
    """The words of one event: those of its title, and all of them, each once, parted by spaces.

    The migration adds the full text index: on PostgreSQL a GIN index over the words as a tsvector, on SQLite an FTS5
    table `event_searches_fts` that triggers keep as this one.
    """

    __tablename__ = "event_searches"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str] = mapped_column(sa.Text)
    words: Mapped[str] = mapped_column(sa.Text)


class SearchWord(db.Model):
    """A word that some event has, or had: what a part of a word stands for, and what a mistyped one was meant to be."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
