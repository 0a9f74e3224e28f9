"""What people looked for and did not get: counts for the house, without a person."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import db


class SearchMiss(db.Model):
    """How often, on a day, somebody looked in vain for a room of this size at this hour of that weekday."""

    __tablename__ = "search_misses"
    __table_args__ = (sa.UniqueConstraint("asked_on", "place_key", "persons", "weekday", "hour"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_on: Mapped[date]
    # "" for any place.
    place_key: Mapped[str] = mapped_column(sa.String(80), default="")
    persons: Mapped[int]
    weekday: Mapped[int]
    hour: Mapped[int]
    count: Mapped[int] = mapped_column(default=0)
