"""What formats and events say in other languages than German, and in easy language."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import db

# Leichte Sprache: German, with pages of its own.
EASY = "easy"
_KNOWN = "language IN ('hsb', 'pl', 'cs', 'en', 'easy')"


class FormatText(db.Model):
    """A format in another language. An empty field falls back to German."""

    __tablename__ = "format_texts"
    __table_args__ = (sa.CheckConstraint(_KNOWN, name="known_language"),)

    format_id: Mapped[int] = mapped_column(sa.ForeignKey("formats.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    summary: Mapped[str] = mapped_column(sa.String(400), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    for_whom: Mapped[str] = mapped_column(sa.Text, default="")
    bring: Mapped[str] = mapped_column(sa.Text, default="")
    cost: Mapped[str] = mapped_column(sa.String(200), default="")
    minors: Mapped[str] = mapped_column(sa.String(200), default="")
    photo_rule: Mapped[str] = mapped_column(sa.Text, default="")


class EventText(db.Model):
    """What one event says of itself in another language. An empty field falls back to its format, then to German."""

    __tablename__ = "event_texts"
    __table_args__ = (sa.CheckConstraint(_KNOWN, name="known_language"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
