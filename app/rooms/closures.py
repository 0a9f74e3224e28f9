"""When rooms are shut though their hours say open: closures, and the days of the school holidays."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.alliance.models import Place
from app.database import UtcDateTime, db
from app.rooms.models import Room


class Closure(db.Model):
    """A room, a place, or (with neither) the whole house is shut, once or by a rule, for a reason people may read.

    `wall_start` and `wall_end` are the first time, naive, as the clock on the wall says; the spans are the truth.
    """

    __tablename__ = "closures"
    __table_args__ = (
        sa.CheckConstraint("wall_start < wall_end", name="ends_after_start"),
        sa.CheckConstraint("room_id IS NULL OR place_id IS NULL", name="room_or_place"),
        sa.CheckConstraint("reason != ''", name="says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"))
    place: Mapped[Place | None] = relationship()
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rooms.id", ondelete="CASCADE"))
    room: Mapped[Room | None] = relationship()
    reason: Mapped[str] = mapped_column(sa.String(200))
    rule: Mapped[str] = mapped_column(sa.String(300), default="")
    wall_start: Mapped[datetime] = mapped_column(sa.DateTime)
    wall_end: Mapped[datetime] = mapped_column(sa.DateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    spans: Mapped[list["ClosureSpan"]] = relationship(
        back_populates="closure", cascade="all, delete-orphan", order_by="ClosureSpan.starts_at"
    )


class ClosureSpan(db.Model):
    """One time a closure shuts what it shuts; half-open."""

    __tablename__ = "closure_spans"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        sa.Index("ix_closure_spans_ends_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    closure_id: Mapped[int] = mapped_column(sa.ForeignKey("closures.id", ondelete="CASCADE"), index=True)
    closure: Mapped[Closure] = relationship(back_populates="spans")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SchoolHoliday(db.Model):
    """Days without school in a region (as Place.holiday_region), first and last included; from a calendar file."""

    __tablename__ = "school_holidays"
    __table_args__ = (
        sa.CheckConstraint("first_on <= last_on", name="ends_after_start"),
        sa.UniqueConstraint("region", "first_on", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str] = mapped_column(sa.String(200))
    first_on: Mapped[date]
    last_on: Mapped[date]
