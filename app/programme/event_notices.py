"""What guests of one event are told otherwise than its format says. No row, or None: as the format says."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import db


class EventNotices(db.Model):
    """When guests of this event are reminded, and whether they are thanked and told of the open door."""

    __tablename__ = "event_notices"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    # Hours before the start; an empty list: not at all.
    reminders_h: Mapped[list | None] = mapped_column(sa.JSON(none_as_null=True))
    thanks: Mapped[bool | None]
    door_open: Mapped[bool | None]
