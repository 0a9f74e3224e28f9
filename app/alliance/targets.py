"""What the alliance wants to reach, per area and year."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.alliance.models import InnovationArea
from app.database import UtcDateTime, db


class AreaTarget(db.Model):
    """One version of a target; the newest one holds, the older ones tell how the strategy was adapted."""

    __tablename__ = "area_targets"
    __table_args__ = (
        sa.CheckConstraint("value >= 0", name="not_negative"),
        sa.CheckConstraint(
            "measure IN ('events', 'participants', 'organisations', 'countries', 'new-partners')", name="known_measure"
        ),
        sa.UniqueConstraint("area_id", "year", "measure", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("innovation_areas.id", ondelete="CASCADE"))
    area: Mapped[InnovationArea] = relationship()
    year: Mapped[int]
    measure: Mapped[str] = mapped_column(sa.String(20))
    version: Mapped[int]
    value: Mapped[int]
    # Why it is this and no longer the one before.
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    # When the alliance looks at it again.
    review_on: Mapped[date | None]
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
