"""Who hears of new dates by mail, and which ones they were told of. All of it goes when they stop."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.alliance.models import InnovationArea, Place
from app.database import UtcDateTime, db
from app.programme.models import Format

# A mail as soon as there is something new, or one a week.
SINGLE, WEEKLY = "single", "weekly"


class Follower(db.Model):
    """An address that wants to hear of the new dates of one format, area or place, once it has been confirmed."""

    __tablename__ = "followers"
    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("cadence IN ('single', 'weekly')", name="known_cadence"),
        sa.CheckConstraint(
            "(CASE WHEN format_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN area_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN place_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="follows_one_thing",
        ),
        sa.UniqueConstraint("email", "format_id"),
        sa.UniqueConstraint("email", "area_id"),
        sa.UniqueConstraint("email", "place_id"),
        # Links in mails name the number, so none is given twice.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    # The same for all that one address follows: links and messages name it, so that none of them names the address.
    reader: Mapped[str] = mapped_column(sa.String(40), index=True)
    format_id: Mapped[int | None] = mapped_column(sa.ForeignKey("formats.id", ondelete="CASCADE"), index=True)
    format: Mapped[Format | None] = relationship()
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("innovation_areas.id", ondelete="CASCADE"), index=True)
    area: Mapped[InnovationArea | None] = relationship()
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"), index=True)
    place: Mapped[Place | None] = relationship()
    cadence: Mapped[str] = mapped_column(sa.String(10), default=SINGLE)
    # In which language we write.
    language: Mapped[str] = mapped_column(sa.String(10), default="de", server_default="de")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def about(self):
        """How messages name whoever follows: all mails to one address are about the same."""
        return about(self.reader)


class FollowerErasure(db.Model):
    """That somebody stopped or was forgotten, so that a backup from before does not bring them back."""

    __tablename__ = "follower_erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    follower_id: Mapped[int]
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnnouncedEvent(db.Model):
    """That a published event was handed to all who follow it at that time; so it happens once."""

    __tablename__ = "announced_events"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    announced_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class FollowerNews(db.Model):
    """A new event that somebody wants to hear of: from when they may be told, and when that was written."""

    __tablename__ = "follower_news"
    __table_args__ = (
        sa.Index(
            "ix_follower_news_due",
            "due_at",
            sqlite_where=sa.text("written_at IS NULL"),
        ),
    )

    follower_id: Mapped[int] = mapped_column(sa.ForeignKey("followers.id", ondelete="CASCADE"), primary_key=True)
    follower: Mapped[Follower] = relationship()
    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def about(reader):
    """How messages name whoever follows."""
    return f"follower:{reader}"
