"""Who wants to become a partner of the alliance."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.alliance.models import Organisation
from app.database import UtcDateTime, db

UNCONFIRMED, OPEN, ACCEPTED, DECLINED = "unconfirmed", "open", "accepted", "declined"


class PartnerRequest(db.Model):
    """A request to become a partner: sent, confirmed by mail, then decided."""

    __tablename__ = "partner_requests"
    __table_args__ = (
        sa.CheckConstraint("state IN ('unconfirmed', 'open', 'accepted', 'declined')", name="known_state"),
        sa.CheckConstraint("state != 'declined' OR reason != ''", name="declined_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Of the form: sent twice, it is one request.
    nonce: Mapped[str] = mapped_column(sa.String(40), unique=True)
    state: Mapped[str] = mapped_column(sa.String(20), default=UNCONFIRMED)
    # What they told of the organisation: columns of Organisation, keys of areas, offers.
    organisation_name: Mapped[str] = mapped_column(sa.String(200))
    facts: Mapped[dict] = mapped_column(sa.JSON, default=dict)
    message: Mapped[str] = mapped_column(sa.Text, default="")
    # Whom to answer; forgotten some weeks after the decision.
    name: Mapped[str | None] = mapped_column(sa.String(200))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    decided_by: Mapped[Account | None] = relationship()
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    # What became of it.
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id", ondelete="SET NULL"))
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def about(self):
        """How messages and the audit trail name this row."""
        return f"partner-request:{self.id}"


class PartnerErasure(db.Model):
    """That a person was taken out of a request, so that a backup from before does not bring them back."""

    __tablename__ = "partner_erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int]
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
