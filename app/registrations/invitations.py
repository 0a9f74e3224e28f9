"""Invitations to events that are not open to everyone."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime, db


class SeatInvitation(db.Model):
    """A link that lets one person book at an event. It is used once, by the registration that came of it."""

    __tablename__ = "seat_invitations"
    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("is_forwardable OR email IS NOT NULL OR withdrawn_at IS NOT NULL", name="is_somebodys"),
        # Links in mails name the number, so none is given twice.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    # Whom the house invited; None where it only hands out the link, and once the person is forgotten.
    email: Mapped[str | None] = mapped_column(sa.String(254))
    name: Mapped[str | None] = mapped_column(sa.String(200))
    # Whether somebody else may use it, with an address of their own.
    is_forwardable: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registration_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("registrations.id", ondelete="SET NULL"), unique=True
    )

    @property
    def about(self):
        """How messages and the audit trail name this row."""
        return f"seat_invitation:{self.id}"
