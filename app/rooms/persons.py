"""Who asks for a room, who waits for one, who was briefed. Everything here that names a person is forgotten in time."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.alliance.models import Organisation
from app.database import UtcDateTime, db
from app.rooms.models import Equipment, Room


class RoomRequest(db.Model):
    """What one person asked for in one form: one booking, or all dates of a series. They confirm it by mail."""

    __tablename__ = "room_requests"
    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("who IN ('citizen', 'organisation', 'staff')", name="known_who"),
        sa.Index("ix_room_requests_email", "email"),
        sa.Index("ix_room_requests_held_until", "held_until"),
        # Links in mails name the number, so none is given twice.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # The person; None once forgotten.
    name: Mapped[str | None] = mapped_column(sa.String(200))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    # In which language we write.
    language: Mapped[str] = mapped_column(sa.String(10), default="de", server_default="de")
    who: Mapped[str] = mapped_column(sa.String(20))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id", ondelete="SET NULL"))
    organisation: Mapped[Organisation | None] = relationship()
    # It was asked for by somebody who signed in for the organisation, or by the team; else anybody may have said so.
    is_verified: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # What they want to do, in their words; seen by the team only, gone with the person.
    purpose: Mapped[str | None] = mapped_column(sa.String(200))
    message: Mapped[str | None] = mapped_column(sa.Text)
    # One sent form makes one request, however often it is sent.
    form_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Until when the team promised to answer; None where nobody decides.
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The first of two who must agree.
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    agreed_by: Mapped[Account | None] = relationship(foreign_keys=agreed_by_id)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What the team wrote to the person: why not, or what else.
    answer: Mapped[str | None] = mapped_column(sa.Text)
    # Raised to make all links in earlier mails worthless.
    link_version: Mapped[int] = mapped_column(default=1)

    @property
    def about(self):
        """How messages and the audit trail name this row."""
        return f"room_request:{self.id}"


class RoomWatch(db.Model):
    """Somebody who wants to be told when a room frees up in a span. Confirmed by mail, told once, then forgotten."""

    __tablename__ = "room_watches"
    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        sa.Index("ix_room_watches_room_id_starts_at", "room_id", "starts_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id", ondelete="CASCADE"))
    room: Mapped[Room] = relationship()
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    email: Mapped[str | None] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(10), default="de", server_default="de")
    form_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def about(self):
        """How messages name this row."""
        return f"room_watch:{self.id}"


class Briefing(db.Model):
    """Somebody (by their address) was shown how to use a machine, and until when that counts (the last day)."""

    __tablename__ = "briefings"
    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("briefed_on <= ends_on", name="ends_after_start"),
        sa.UniqueConstraint("equipment_id", "email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    equipment_id: Mapped[int] = mapped_column(sa.ForeignKey("equipment.id", ondelete="CASCADE"))
    equipment: Mapped[Equipment] = relationship()
    name: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str] = mapped_column(sa.String(254))
    briefed_on: Mapped[date]
    ends_on: Mapped[date]
    briefed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    briefed_by: Mapped[Account | None] = relationship()


class RequestErasure(db.Model):
    """That a person was taken out of a request, so that a backup from before does not bring them back."""

    __tablename__ = "request_erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int]
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WatchErasure(db.Model):
    """That somebody who waited for a room was forgotten, so that a backup from before does not bring them back."""

    __tablename__ = "watch_erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    watch_id: Mapped[int]
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
