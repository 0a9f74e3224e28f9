"""What was written down of an event after it was over."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app.alliance.models import Organisation
from app.database import UtcDateTime, db
from app.programme.models import Event

# Who was there, as organisations.
closing_organisations = sa.Table(
    "closing_organisations",
    db.metadata,
    sa.Column("event_id", sa.ForeignKey("closing_reports.event_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
)


class ClosingReport(db.Model):
    """The closing of an event: how many came, and what the house tells of it in public. It names nobody."""

    __tablename__ = "closing_reports"
    __table_args__ = (sa.CheckConstraint("came_onsite >= 0 AND came_online >= 0", name="counts_not_negative"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    # `Event.report`: that of an event, or None.
    event: Mapped[Event] = relationship(
        backref=backref("report", uselist=False, cascade="all, delete-orphan", passive_deletes=True)
    )
    came_onsite: Mapped[int] = mapped_column(default=0)
    came_online: Mapped[int] = mapped_column(default=0)
    # A few sentences for the public page of the event; may be empty.
    report: Mapped[str] = mapped_column(sa.Text, default="")
    # What came of it, what was decided, what comes next: for the alliance.
    result: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    decisions: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    next_steps: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    # What the format counts: {"gelungene Reparaturen": 12}; and who came unregistered, by actor group.
    tags: Mapped[dict] = mapped_column(sa.JSON, default=dict, server_default="{}")
    walk_ins: Mapped[dict] = mapped_column(sa.JSON, default=dict, server_default="{}")
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisations: Mapped[list[Organisation]] = relationship(
        secondary=closing_organisations, order_by=Organisation.name
    )
