"""Calendars of others that the house reads, and what stands in them for the time to come."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.alliance.models import Organisation, Place
from app.database import UtcDateTime, db
from app.rooms.bookings import Booking
from app.rooms.models import Room

# What a calendar is for: its events block a room, or the rooms of a place, or the room of a person; its days are
# school holidays; its events are shown beside our programme.
OF_ROOM, OF_PLACE, OF_PERSON, HOLIDAYS, PROGRAMME = "room", "place", "person", "holidays", "programme"
BLOCKING = (OF_ROOM, OF_PLACE, OF_PERSON)
# Columns: with another of these, a calendar begins anew, and what was read of it before is no longer wanted.
AIMS = ("address", "use", "room_id", "place_id", "region", "organisation_id")


class ExternalCalendar(db.Model):
    """The address of a calendar (iCalendar), what it is for, and how reading it went."""

    __tablename__ = "external_calendars"
    __table_args__ = (
        sa.CheckConstraint("use IN ('room', 'place', 'person', 'holidays', 'programme')", name="known_use"),
        sa.CheckConstraint("(use IN ('room', 'person')) = (room_id IS NOT NULL)", name="room_where_needed"),
        sa.CheckConstraint("(use = 'place') = (place_id IS NOT NULL)", name="place_where_needed"),
        sa.CheckConstraint("(use = 'holidays') = (region IS NOT NULL)", name="region_where_needed"),
        sa.CheckConstraint("(use = 'programme') = (organisation_id IS NOT NULL)", name="organisation_where_needed"),
        sa.UniqueConstraint("name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    # It may be a secret: whoever knows it reads the calendar. It is shown only where it is changed.
    address: Mapped[str] = mapped_column(sa.String(1000))
    use: Mapped[str] = mapped_column(sa.String(20))
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rooms.id", ondelete="CASCADE"), index=True)
    room: Mapped[Room | None] = relationship()
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"), index=True)
    place: Mapped[Place | None] = relationship()
    # Whose calendar it is; their events are never kept with a title.
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    account: Mapped[Account | None] = relationship()
    region: Mapped[str | None] = mapped_column(sa.String(10))
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    organisation: Mapped[Organisation | None] = relationship()
    # Where the partner shows their programme, for people.
    link: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    # When it is asked next; whoever asks puts it on first, so that nobody else does.
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When the server last answered as it should, and when all of it was last read.
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    etag: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    last_modified: Mapped[str] = mapped_column(sa.String(100), default="", server_default="")
    # Since when it fails without a break, and why it last did.
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    # How many entries stood there, and [[which, why]] were left out (the first of them; `left_out` counts all).
    entries: Mapped[int] = mapped_column(default=0, server_default="0")
    left_out: Mapped[int] = mapped_column(default=0, server_default="0")
    skipped: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")

    @property
    def about(self):
        """How the audit trail names this row."""
        return f"external_calendar:{self.id}"


class ExternalEvent(db.Model):
    """One date of an event in a calendar of others; half-open, and it may last no time at all.

    `occurs` tells the dates of a repeating event apart; it is empty for an event that happens once.
    """

    __tablename__ = "external_events"
    __table_args__ = (
        sa.CheckConstraint("starts_at <= ends_at", name="ends_after_start"),
        sa.UniqueConstraint("calendar_id", "uid", "occurs"),
        sa.Index("ix_external_events_starts_at", "starts_at"),
        sa.Index(
            "ix_external_events_collides", "ends_at",
            sqlite_where=sa.text("collides"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(sa.ForeignKey("external_calendars.id", ondelete="CASCADE"))
    calendar: Mapped[ExternalCalendar] = relationship()
    uid: Mapped[str] = mapped_column(sa.String(255))
    occurs: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    title: Mapped[str] = mapped_column(sa.String(300))
    location: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    link: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_all_day: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Whether one of our bookings was there already when this came.
    collides: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class ExternalHold(db.Model):
    """A booking that keeps a room for an event of others: one for each room and day."""

    __tablename__ = "external_holds"

    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("bookings.id", ondelete="CASCADE"), primary_key=True)
    booking: Mapped[Booking] = relationship()
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("external_events.id", ondelete="CASCADE"), index=True)
    event: Mapped[ExternalEvent] = relationship()
