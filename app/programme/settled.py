"""What the team has settled of what there was to do, or put off."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime, db


class SettledTodo(db.Model):
    """A line of the list of what there is to do that need not be read again: for good, or until a moment.

    `marker` is what the line was about when it was settled; once that differs, the line is shown again.
    """

    __tablename__ = "settled_todos"
    __table_args__ = (sa.UniqueConstraint("rule", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(sa.String(40))
    # As the audit trail names things: "event:7".
    about: Mapped[str] = mapped_column(sa.String(80))
    marker: Mapped[str] = mapped_column(sa.String(200), default="")
    # None: for good.
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
