"""Who came: what is stored at the door."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime, db


class CheckIn(db.Model):
    """That so many of a registration came to a date of its event. The key lets it count once, whichever the door."""

    __tablename__ = "check_ins"
    __table_args__ = (sa.CheckConstraint("heads > 0", name="has_heads"),)

    registration_id: Mapped[int] = mapped_column(
        sa.ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True
    )
    event_date_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event_dates.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    heads: Mapped[int]
    # When they came: of several scans the first, also where it was told later.
    came_at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))


class WalkIn(db.Model):
    """That people came without a registration, or that fewer did than was counted. It names nobody."""

    __tablename__ = "walk_ins"
    __table_args__ = (sa.CheckConstraint("number != 0", name="counts_something"),)

    # Made where it was counted, so that what is told twice counts once.
    key: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    event_date_id: Mapped[int] = mapped_column(sa.ForeignKey("event_dates.id", ondelete="CASCADE"), index=True)
    actor_group: Mapped[str] = mapped_column(sa.String(20))
    number: Mapped[int]
    came_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CheckInUndo(db.Model):
    """That a check-in was taken back: scans from before count no more, however late a phone tells of them."""

    __tablename__ = "check_in_undos"

    registration_id: Mapped[int] = mapped_column(
        sa.ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True
    )
    event_date_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event_dates.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    undone_at: Mapped[datetime] = mapped_column(UtcDateTime)
