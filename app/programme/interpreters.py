"""Who interprets at an event, and whether they have said yes."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app.database import UtcDateTime, db
from app.programme.models import Event

SIGN_LANGUAGE = "dgs"
WANTED, CONFIRMED = "wanted", "confirmed"


class EventInterpreting(db.Model):
    """Interpreting into one language at one event: wanted, until somebody has said yes.

    Where the house lends interpreters like equipment (`Equipment.interprets`), the loan goes with the first room.
    """

    __tablename__ = "event_interpretings"
    __table_args__ = (sa.CheckConstraint("state IN ('wanted', 'confirmed')", name="known_state"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    # `Event.interpretings`: all of an event, by language.
    event: Mapped[Event] = relationship(
        backref=backref("interpretings", cascade="all, delete-orphan", order_by=language)
    )
    state: Mapped[str] = mapped_column(sa.String(10), default=WANTED)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
