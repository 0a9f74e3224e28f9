"""Bodies of the alliance, their meetings, and what they resolved."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.alliance.models import Organisation
from app.database import UtcDateTime, db

VOTE, CONSENT = "vote", "consent"
FOR, AGAINST, ABSTAINED = "for", "against", "abstained"
OPEN, UNDER_WAY, DONE, DROPPED = "open", "under-way", "done", "dropped"

body_members = sa.Table(
    "body_members",
    db.metadata,
    sa.Column("body_id", sa.ForeignKey("bodies.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
)

meeting_attendances = sa.Table(
    "meeting_attendances",
    db.metadata,
    sa.Column("meeting_id", sa.ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
)


class Body(db.Model):
    """A body of the alliance, such as its steering group; its members are organisations."""

    __tablename__ = "bodies"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    purpose: Mapped[str] = mapped_column(sa.Text, default="")
    # How it decides where nothing else is said.
    method: Mapped[str] = mapped_column(sa.String(10), default=CONSENT)
    dissolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False)

    members: Mapped[list[Organisation]] = relationship(secondary=body_members, order_by=Organisation.name)


class Meeting(db.Model):
    """A body meets: an event of the programme, with an agenda and minutes."""

    __tablename__ = "meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("bodies.id", ondelete="CASCADE"), index=True)
    body: Mapped[Body] = relationship()
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), unique=True)
    minutes: Mapped[str] = mapped_column(sa.Text, default="")
    minutes_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    present: Mapped[list[Organisation]] = relationship(secondary=meeting_attendances, order_by=Organisation.name)
    agenda: Mapped[list["AgendaItem"]] = relationship(
        back_populates="meeting", cascade="all, delete-orphan", order_by="AgendaItem.position"
    )


class AgendaItem(db.Model):
    """One point of an agenda, typed or taken from what waits."""

    __tablename__ = "agenda_items"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship(back_populates="agenda")
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    # "room-request:12", "idea:3", …: what waits and was put here; the same thing once per meeting.
    source: Mapped[str | None] = mapped_column(sa.String(60))


class Resolution(db.Model):
    """What a body resolved, and what became of it."""

    __tablename__ = "resolutions"
    __table_args__ = (
        sa.CheckConstraint("method IN ('vote', 'consent')", name="known_method"),
        sa.CheckConstraint("follow_up IN ('open', 'under-way', 'done', 'dropped')", name="known_follow_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("bodies.id"), index=True)
    body: Mapped[Body] = relationship()
    meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meetings.id", ondelete="SET NULL"), index=True)
    meeting: Mapped[Meeting | None] = relationship()
    agenda_item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agenda_items.id", ondelete="SET NULL"))
    agenda_item: Mapped[AgendaItem | None] = relationship()
    title: Mapped[str] = mapped_column(sa.String(300))
    text: Mapped[str] = mapped_column(sa.Text)
    method: Mapped[str] = mapped_column(sa.String(10))
    is_adopted: Mapped[bool] = mapped_column(default=True)
    is_public: Mapped[bool] = mapped_column(default=False)
    decided_on: Mapped[date]
    # Who sees to it: an organisation.
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id", ondelete="SET NULL"))
    owner: Mapped[Organisation | None] = relationship()
    due_on: Mapped[date | None]
    follow_up: Mapped[str] = mapped_column(sa.String(10), default=OPEN)
    follow_up_note: Mapped[str] = mapped_column(sa.Text, default="")
    # The event that was planned from it.
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False)

    votes: Mapped[list["ResolutionVote"]] = relationship(back_populates="resolution", cascade="all, delete-orphan")


class ResolutionVote(db.Model):
    """How one organisation voted."""

    __tablename__ = "resolution_votes"
    __table_args__ = (sa.CheckConstraint("vote IN ('for', 'against', 'abstained')", name="known_vote"),)

    resolution_id: Mapped[int] = mapped_column(sa.ForeignKey("resolutions.id", ondelete="CASCADE"), primary_key=True)
    resolution: Mapped[Resolution] = relationship(back_populates="votes")
    organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True
    )
    organisation: Mapped[Organisation] = relationship()
    vote: Mapped[str] = mapped_column(sa.String(10))
