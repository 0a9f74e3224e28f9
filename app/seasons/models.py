"""Which season files were loaded, and into which weeks."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime, db


class Season(db.Model):
    """A season file that was loaded. Loaded again, it goes into the same weeks, and only what it says anew is done."""

    __tablename__ = "seasons"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The Monday in the file, and the Monday of the week that became of it.
    anchor: Mapped[date] = mapped_column(unique=True)
    monday: Mapped[date]
    # What the file said last, in the weeks of `monday`; also keeps what no other table knows (holidays, order).
    content: Mapped[dict] = mapped_column(sa.JSON)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False)

    @property
    def house(self):
        """How the house presents itself, or None where the file does not say."""
        return self.content["house"]
