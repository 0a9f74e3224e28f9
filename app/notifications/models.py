"""The outbox."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime, db

WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"


class Message(db.Model):
    """One mail to one person, or one line to a chat, written in the transaction of the fact it tells of (law 3).

    It holds which fact, not how the fact reads: the text is made when it is sent, of what is true then.
    """

    __tablename__ = "messages"
    __table_args__ = (
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed', 'dropped')", name="known_state"),
        sa.Index(
            "ix_messages_due",
            "due_at",
            sqlite_where=sa.text("state = 'waiting'"),
        ),
        sa.Index(
            "ix_messages_chat_id",
            "chat_id",
            sqlite_where=sa.text("chat_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template: Mapped[str] = mapped_column(sa.String(120))
    # "registration:7": what the message is about, so that an erasure finds it.
    about: Mapped[str] = mapped_column(sa.String(60), index=True)
    facts: Mapped[dict] = mapped_column(sa.JSON, default=dict)
    recipient: Mapped[str | None] = mapped_column(sa.String(254))
    # The ChatChannel it goes to instead. It stays when that is gone, and no number is given twice.
    chat_id: Mapped[int | None]
    # The same notice is never written twice: "reminder:7:48:2026-11-28T13:00".
    once: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    # Fixed when the row is written, so that a mail that had to go twice is known as the same.
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    state: Mapped[str] = mapped_column(sa.String(10), default=WAITING, server_default=WAITING)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Whether it may go out at night: the person has just asked for it.
    at_any_hour: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    # After this moment it would help nobody and is dropped; None: it never comes too late.
    useful_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Who is sending it holds it until then; if that process dies, the next one takes over.
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    problem: Mapped[str | None] = mapped_column(sa.Text)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What was really sent, for the team; gone with the person.
    subject: Mapped[str | None] = mapped_column(sa.String(300))
    text: Mapped[str | None] = mapped_column(sa.Text)


class NoticeSetting(db.Model):
    """What the house has set about one notice; no row: as it comes."""

    __tablename__ = "notice_settings"

    template: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    # When it is due, in the unit of its timing (notice_kinds.Timing); None: as it comes.
    amount: Mapped[int | None]


class MailDomain(db.Model):
    """A domain that did not take mails lately (see pauses). No row: it did, or nobody has tried."""

    __tablename__ = "mail_domains"

    # A hash of its name.
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int]
    failing_since: Mapped[datetime] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # None as long as it may be a matter of single mailboxes.
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The codes of the last answer.
    answer: Mapped[str] = mapped_column(sa.String(20))


class MailPace(db.Model):
    """When the next mail may go, where only so many may in a minute. One row."""

    __tablename__ = "mail_paces"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticeText(db.Model):
    """What the house writes in a language instead of the default text of a notice (app.notifications.placeholders)."""

    __tablename__ = "notice_texts"

    template: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)


class BounceMailbox(db.Model):
    """The mailbox to which undeliverable mail comes back, and how far it was read. One row, or none."""

    __tablename__ = "bounce_mailboxes"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # As mailboxes.new_mails wants it; holds a password and is never shown.
    url: Mapped[str] = mapped_column(sa.String(500))
    validity: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    last: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(sa.String(400), default="", server_default="")


class ChatChannel(db.Model):
    """A chat that hears of what the house's own mailbox is told."""

    __tablename__ = "chat_channels"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    # As `apprise` wants it (chat_schemes); holds what opens the chat, and is never shown.
    url: Mapped[str] = mapped_column(sa.String(500))
    # Names of chats.GROUPS.
    groups: Mapped[list] = mapped_column(sa.JSON)
    # Which lines of the list of what there is to do were in a digest to it.
    seen: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Who is speaking to it holds it until then, so that its messages go one after the other.
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(sa.String(400), default="", server_default="")

    @property
    def about(self):
        """How the trail and the list of what there is to do name it."""
        return f"chat:{self.id}"
