"""Who has a room when. A booking is a fact for people; its occupancies are what the database guards (law 1)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import UtcDateTime, db
from app.rooms.models import Equipment, Part, Room

BOOKED, CANCELLED = "booked", "cancelled"


class Booking(db.Model):
    """A room for a span of time, half-open, without setup and teardown."""

    __tablename__ = "bookings"
    __table_args__ = (
        sa.CheckConstraint("state IN ('booked', 'cancelled')", name="known_state"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        sa.CheckConstraint("setup_min >= 0 AND teardown_min >= 0", name="buffers_not_negative"),
        sa.Index("ix_bookings_room_id_starts_at", "room_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"))
    room: Mapped[Room] = relationship()
    title: Mapped[str] = mapped_column(sa.String(200))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    setup_min: Mapped[int] = mapped_column(default=0)
    teardown_min: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(sa.String(10), default=BOOKED)
    booked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Occupancy(db.Model):
    """One part, held for one booking, setup and teardown included.

    The migration adds the last word that no two rows of a part overlap: on PostgreSQL an exclusion constraint
    (`occupancies_no_overlap`), on SQLite a trigger of the same name.
    """

    __tablename__ = "occupancies"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        # The latest start before a wanted end decides whether a part is free: one look, whatever the history.
        sa.Index("ix_occupancies_part_id_starts_at", "part_id", "starts_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("bookings.id", ondelete="CASCADE"), index=True)
    booking: Mapped[Booking] = relationship()
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("parts.id"))
    part: Mapped[Part] = relationship()
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Loan(db.Model):
    """Pieces of mobile equipment that go along with a booking of a room, for its whole span with buffers."""

    __tablename__ = "loans"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="has_quantity"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        sa.Index("ix_loans_equipment_id_starts_at", "equipment_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("bookings.id", ondelete="CASCADE"), index=True)
    booking: Mapped[Booking] = relationship(backref="loans")
    equipment_id: Mapped[int] = mapped_column(sa.ForeignKey("equipment.id"))
    equipment: Mapped[Equipment] = relationship()
    quantity: Mapped[int] = mapped_column(default=1)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
