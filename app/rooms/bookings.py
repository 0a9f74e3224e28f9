"""Who has a room when. A booking is a fact for people; its occupancies are what the database guards (law 1)."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.database import UtcDateTime, db
from app.rooms.models import Equipment, Layout, Part, Room
from app.rooms.persons import RoomRequest

# Asked for and not yet confirmed by mail · waits for a decision · another room or time was proposed · sure.
HELD, REQUESTED, PROPOSED, BOOKED = "held", "requested", "proposed", "booked"
# The ends: called off · declined by the team · not confirmed in time · never checked in · a date left out of a series.
CANCELLED, DECLINED, LAPSED, RELEASED, LEFT_OUT = "cancelled", "declined", "lapsed", "released", "left_out"
LIVING = (HELD, REQUESTED, PROPOSED, BOOKED)
STATES = (*LIVING, CANCELLED, DECLINED, LAPSED, RELEASED, LEFT_OUT)


def _new_uid():
    return f"{uuid.uuid4()}@wirkstaette"


class Series(db.Model):
    """A rule (RFC 5545, without DTSTART) that made bookings, in local wall time. The bookings are the truth.

    `wall_start` and `wall_end` are naive: the first date as the clock on the wall says. No rule: dates picked by hand.
    """

    __tablename__ = "series"
    __table_args__ = (sa.CheckConstraint("wall_start < wall_end", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(sa.String(300), default="")
    wall_start: Mapped[datetime] = mapped_column(sa.DateTime)
    wall_end: Mapped[datetime] = mapped_column(sa.DateTime)
    zone: Mapped[str] = mapped_column(sa.String(60), default="Europe/Berlin")
    # What it was before "this and following" got another rule.
    split_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("series.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    bookings: Mapped[list["Booking"]] = relationship(back_populates="series", order_by="Booking.wall_start")

    @property
    def about(self):
        """How the audit trail names this row."""
        return f"series:{self.id}"


class Booking(db.Model):
    """A room for a span of time, half-open, without setup and teardown."""

    __tablename__ = "bookings"
    __table_args__ = (
        sa.CheckConstraint(
            "state IN ('held', 'requested', 'proposed', 'booked', 'cancelled', 'declined', 'lapsed', 'released',"
            " 'left_out')",
            name="known_state",
        ),
        # What is sure holds its parts, what has ended holds none; requests do as their room says.
        sa.CheckConstraint("state != 'booked' OR holds", name="booked_holds"),
        sa.CheckConstraint("state IN ('held', 'requested', 'proposed', 'booked') OR NOT holds", name="ended_lets_go"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        sa.CheckConstraint("setup_min >= 0 AND teardown_min >= 0", name="buffers_not_negative"),
        sa.CheckConstraint("persons > 0", name="has_persons"),
        sa.CheckConstraint("(series_id IS NULL) = (wall_start IS NULL)", name="date_of_series_has_wall_start"),
        sa.UniqueConstraint("series_id", "wall_start"),
        sa.Index("ix_bookings_room_id_starts_at", "room_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"))
    room: Mapped[Room] = relationship()
    # Who asked for it; None for what the team or an event books.
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room_requests.id"), index=True)
    request: Mapped[RoomRequest | None] = relationship(backref="bookings")
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey("series.id"))
    series: Mapped[Series | None] = relationship(back_populates="bookings")
    # Which date of its series this is, in wall time, for ever, wherever the booking was moved since.
    wall_start: Mapped[datetime | None] = mapped_column(sa.DateTime)
    # Changed by itself: what changes the series leaves it alone.
    is_exception: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    title: Mapped[str] = mapped_column(sa.String(200))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    setup_min: Mapped[int] = mapped_column(default=0)
    teardown_min: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(sa.String(10), default=BOOKED)
    # Whether it has occupancies. An unanswered request has none where the room says that requests do not block.
    holds: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    # Of a calendar of others (app/calendars/foreign.py): it holds what is left of its time, and nobody here changes it.
    is_foreign: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # The ids of the things that go along; they are lent (Loan) as long as it holds.
    wanted_things: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")
    booked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    layout_id: Mapped[int | None] = mapped_column(sa.ForeignKey("layouts.id", ondelete="SET NULL"))
    layout: Mapped[Layout | None] = relationship()
    persons: Mapped[int | None]
    note: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    # The names of the rules that staff broke knowingly (RoomRefusal), so that everybody sees it.
    broken_rules: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")
    checked_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    booked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    booked_by: Mapped[Account | None] = relationship()
    # For calendars (RFC 5545): its name for ever, the number and moment of its last change.
    uid: Mapped[str] = mapped_column(sa.String(80), unique=True, default=_new_uid)
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def about(self):
        """How the audit trail names this row."""
        return f"booking:{self.id}"


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
    """Things that go along with a booking of a room, for its whole span with buffers: mobile ones, machines.

    The migration adds the last word that never more are lent at a moment than there are (`loans_within_stock`).
    """

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
