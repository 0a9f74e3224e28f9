"""Questions that people ask the hosts of an event from its page."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import UtcDateTime, db
from app.programme.models import Event


class HostQuestion(db.Model):
    """A question and where the answer goes; forgotten some weeks after it was asked."""

    __tablename__ = "host_questions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    event: Mapped[Event] = relationship()
    # None once forgotten.
    name: Mapped[str | None] = mapped_column(sa.String(200))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    question: Mapped[str | None] = mapped_column(sa.Text)
    # One sent form asks once, however often it is sent.
    form_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HostQuestionErasure(db.Model):
    """That whoever asked was forgotten, so that a backup from before does not bring them back."""

    __tablename__ = "host_question_erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int]
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
