"""Who has met at events: counted by a job, so that the picture of the network reads pairs and not events."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime, db

BY_ORGANISATION, BY_AREA, BY_COUNTRY = KINDS = ("organisations", "areas", "countries")


class NetworkMeeting(db.Model):
    """Two organisations, areas or countries met: at how many events, and when last.

    They stand here by key or country code, in the order in which they were made (countries: of the alphabet). What is
    gone meanwhile has no row of its own any more, and is left out until the next count.
    """

    __tablename__ = "network_meetings"
    __table_args__ = (sa.CheckConstraint("events > 0", name="has_met"),)

    kind: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    one: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    other: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    events: Mapped[int]
    last_on: Mapped[date]


class NetworkCount(db.Model):
    """One row: for which state of the programme the meetings were counted, and when they are to be counted anew."""

    __tablename__ = "network_counts"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_number: Mapped[int]
    # When the next event ends, and so has taken place.
    recount_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Up with every change of the meetings, so that pages in memory know when they are old.
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
