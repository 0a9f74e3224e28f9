"""Entries of calendars, ready to be sent."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import db


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
