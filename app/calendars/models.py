"""Entries of calendars, ready to be sent; and the secret addresses of people's own."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.database import UtcDateTime, db


class CalendarEntry(db.Model):
    """One date of a public event as a VEVENT, in one language: the bytes, as they stand in every public feed.

    Written by `calendars.storing` in the transaction that changes what it says; never by hand.
    """

    __tablename__ = "calendar_entries"

    event_date_id: Mapped[int] = mapped_column(sa.ForeignKey("event_dates.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    body: Mapped[str] = mapped_column(sa.Text)
    # By which form, and for which address of the house; what was made by another is made anew.
    made_by: Mapped[str] = mapped_column(sa.String(20))


class FeedAddress(db.Model):
    """A secret address of somebody's own calendar: of a guest, by their mail address. The secret itself is not kept."""

    __tablename__ = "feed_addresses"
    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("remind_min >= 0", name="reminds_before"),
        # A number names the calendar to its reader, so none is given twice.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # A hash: whoever reads the database, or a backup, cannot read calendars with it.
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    # Whether what is not sure yet stands in it, and how long before its start one is reminded (0: not at all).
    with_waiting: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    remind_min: Mapped[int] = mapped_column(default=0, server_default="0")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffFeedAddress(db.Model):
    """The secret address of the calendars of somebody with an account, one each. The secret itself is not kept."""

    __tablename__ = "staff_feed_addresses"
    # A number names the calendars to their reader, so none is given twice.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), unique=True)
    account: Mapped[Account] = relationship()
    # A hash, as above.
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    # Whether what others plan stands in it too, drafts, and requests for rooms that wait for a decision.
    with_all: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    with_drafts: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    with_requests: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
