"""Who has met at events: counted by a job, so that the picture of the network reads pairs and not events."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime, db

BY_ORGANISATION, BY_AREA, BY_COUNTRY = KINDS = ("organisations", "areas", "countries")


class NetworkCount(db.Model):
    """One row: who has met, for which state of the programme this was counted, and when it is to be counted anew."""

    __tablename__ = "network_counts"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_number: Mapped[int]
    # When the next event ends, and so has taken place.
    recount_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Up with every change of the meetings, so that pages in memory know when they are old.
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    # JSON of network_rules.digest by kind; a text, because thousands of rows cost several times as much to read.
    # Organisations and areas stand there by their key: what is gone meanwhile is left out until the next count.
    meetings: Mapped[str] = mapped_column(sa.Text, default="{}", server_default="{}", deferred=True)
