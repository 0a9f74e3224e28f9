"""Ideas for formats and topics, and who supports them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.alliance.models import InnovationArea
from app.database import UtcDateTime, db

# Sent, but not confirmed by mail · waits for a look · everyone sees it · was kept back.
UNCONFIRMED, NEW, PUBLIC, REFUSED = "unconfirmed", "new", "public", "refused"
PLANNED, COMBINED, DECLINED = "planned", "combined", "declined"
FORMAT, TOPIC = "format", "topic"


class Idea(db.Model):
    """A format or topic that somebody wishes for."""

    __tablename__ = "ideas"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('format', 'topic')", name="known_kind"),
        sa.CheckConstraint("state IN ('unconfirmed', 'new', 'public', 'refused')", name="known_state"),
        sa.CheckConstraint("answer IN ('planned', 'combined', 'declined')", name="known_answer"),
        sa.CheckConstraint("answer != 'declined' OR answer_text != ''", name="declined_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Of the form: sent twice, it is one idea.
    nonce: Mapped[str] = mapped_column(sa.String(40), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(120), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    title: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("innovation_areas.id", ondelete="SET NULL"))
    area: Mapped[InnovationArea | None] = relationship()
    state: Mapped[str] = mapped_column(sa.String(20), default=UNCONFIRMED, index=True)
    # Who had it; never shown to guests, forgotten some weeks after the answer.
    name: Mapped[str | None] = mapped_column(sa.String(200))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The house's public answer, and where it leads.
    answer: Mapped[str | None] = mapped_column(sa.String(10))
    answer_text: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    combined_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ideas.id", ondelete="SET NULL"))
    combined_into: Mapped["Idea | None"] = relationship(remote_side=[id])
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id", ondelete="SET NULL"), index=True)
    # When everyone may book seats at the event made of it; before, only who supported the idea (see programme).
    open_to_all_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Confirmed supporters, who proposed it included.
    supporters: Mapped[int] = mapped_column(default=0)
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    @property
    def about(self):
        """How messages and the audit trail name this row."""
        return f"idea:{self.id}"


class IdeaSupport(db.Model):
    """Somebody supports an idea: one per address, counted once it is confirmed by mail."""

    __tablename__ = "idea_supports"
    __table_args__ = (
        sa.UniqueConstraint("idea_id", "email"),
        sa.Index("uq_idea_supports_idea_id_mailbox", "idea_id", "mailbox", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(sa.ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    idea: Mapped[Idea] = relationship()
    # None once the person was forgotten; the support stays counted.
    email: Mapped[str | None] = mapped_column(sa.String(254))
    # Where its mail arrives: jana+1@example.org and jana+2@example.org are one, and count once.
    mailbox: Mapped[str | None] = mapped_column(sa.String(254))
    # Raised to revoke its links.
    version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Told that seats are open.
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def about(self):
        """How messages name this row."""
        return f"idea_support:{self.id}"


class IdeaDecision(db.Model):
    """What the house decided about an idea: which role, when, why; no name."""

    __tablename__ = "idea_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(sa.ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    role: Mapped[str] = mapped_column(sa.String(20))
    what: Mapped[str] = mapped_column(sa.String(20))
    why: Mapped[str] = mapped_column(sa.Text, default="")


class IdeaErasure(db.Model):
    """That who proposed an idea was forgotten, so that a backup from before does not bring them back."""

    __tablename__ = "idea_erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int]
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IdeaSupportErasure(db.Model):
    """That a supporter was forgotten, so that a backup from before does not bring them back."""

    __tablename__ = "idea_support_erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    support_id: Mapped[int]
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
