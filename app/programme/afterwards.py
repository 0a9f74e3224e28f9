"""What was written down of an event after it was over."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime, db


class ClosingReport(db.Model):
    """The closing of an event: how many came, and what the house tells of it in public. It names nobody."""

    __tablename__ = "closing_reports"
    __table_args__ = (sa.CheckConstraint("came_onsite >= 0 AND came_online >= 0", name="counts_not_negative"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    came_onsite: Mapped[int] = mapped_column(default=0)
    came_online: Mapped[int] = mapped_column(default=0)
    # A few sentences for the public page of the event; may be empty.
    report: Mapped[str] = mapped_column(sa.Text, default="")
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
