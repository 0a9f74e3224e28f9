"""What stays of guests when nobody knows any more who they were: figures, opinions, certificates without a name."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import db


class EventStatistic(db.Model):
    """How many guests of an event gave an answer for statistics. Counted, never kept with who gave it."""

    __tablename__ = "event_statistics"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    question: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    answer: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    number: Mapped[int]


class Feedback(db.Model):
    """What somebody said of an event afterwards. Nothing here tells who, or when exactly."""

    __tablename__ = "feedbacks"
    __table_args__ = (
        sa.CheckConstraint("liked BETWEEN 1 AND 5", name="liked_in_scale"),
        sa.CheckConstraint("comes_again BETWEEN 1 AND 3", name="comes_again_in_scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    liked: Mapped[int | None]
    comes_again: Mapped[int | None]
    words: Mapped[str] = mapped_column(sa.Text, default="")
    # One sent form counts once. It is the number of a form, not of a person.
    form_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)


class Certificate(db.Model):
    """That somebody took part in an event, for so many minutes. Who it was stands on their paper only."""

    __tablename__ = "certificates"

    code: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("registrations.id", ondelete="SET NULL"), unique=True
    )
    minutes: Mapped[int]
    issued_on: Mapped[date]
