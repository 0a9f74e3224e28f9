"""What holds several events together: a rule by which they were planned, or one day of the house."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime, db


class EventSeries(db.Model):
    """Events of one format planned by one rule. Each is an event of its own; the rule says where they came from."""

    __tablename__ = "event_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    format_id: Mapped[int] = mapped_column(sa.ForeignKey("formats.id"))
    # An RRULE (RFC 5545, 3.3.10) over local time.
    rule: Mapped[str] = mapped_column(sa.String(300))
    # The part of a series that was planned anew from some date on knows what it was split from.
    split_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event_series.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class Umbrella(db.Model):
    """A day, or some, on which several events happen side by side under one name ("Zukunftsforum")."""

    __tablename__ = "umbrellas"
    __table_args__ = (
        sa.CheckConstraint("state IN ('draft', 'published', 'cancelled')", name="known_state"),
        sa.CheckConstraint("starts_on <= ends_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(120), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    summary: Mapped[str] = mapped_column(sa.String(400), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[str] = mapped_column(sa.String(10), default="draft")
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
