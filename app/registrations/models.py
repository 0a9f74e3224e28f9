"""Who holds which seats."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import UtcDateTime, db
from app.programme.models import Event

HELD, CONFIRMED, WAITING, LAPSED, GIVEN_UP = "held", "confirmed", "waiting", "lapsed", "given_up"
# These count in the ledger.
SEATED = (HELD, CONFIRMED)
# Of these, a person has at most one per event.
LIVING = (HELD, CONFIRMED, WAITING)

_IS_LIVING = sa.text("state IN ('held', 'confirmed', 'waiting')")


class Registration(db.Model):
    """Seats at an event, held by one person for themselves and their companions.

    held → confirmed | lapsed · waiting → confirmed | lapsed · confirmed, waiting → given_up ·
    lapsed → confirmed | waiting
    """

    __tablename__ = "registrations"
    __table_args__ = (
        sa.CheckConstraint("seats > 0", name="has_seats"),
        sa.CheckConstraint("wheelchairs >= 0 AND wheelchairs <= seats", name="wheelchairs_within_seats"),
        sa.CheckConstraint("kind IN ('onsite', 'online')", name="known_kind"),
        sa.CheckConstraint("state IN ('held', 'confirmed', 'waiting', 'lapsed', 'given_up')", name="known_state"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.Index(
            "uq_registrations_one_per_address",
            "event_id", "email", unique=True, sqlite_where=_IS_LIVING, postgresql_where=_IS_LIVING,
        ),
        sa.Index("ix_registrations_state_held_until", "state", "held_until"),
        sa.Index("ix_registrations_event_id_kind_state", "event_id", "kind", "state"),
        # Links in mails name the number, so none is given twice; SQLite would reuse the last ones after a deletion.
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    event: Mapped[Event] = relationship()
    kind: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10))
    seats: Mapped[int]
    # How many of them come in a wheelchair: a need, no diagnosis.
    wheelchairs: Mapped[int] = mapped_column(default=0, server_default="0")
    # The person; None once forgotten.
    name: Mapped[str | None] = mapped_column(sa.String(200))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    answers: Mapped[list] = mapped_column(sa.JSON, default=list)
    # One sent form makes one registration, however often it is sent.
    form_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    # The place in the waiting list, kept whatever happens to the seats.
    booked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Raised to make all links in earlier mails worthless.
    link_version: Mapped[int] = mapped_column(default=1)
    # What the person still believes of an event that has changed since: {"state", "spans", "place"}.
    # None as long as what they know is true.
    believes: Mapped[dict | None] = mapped_column(sa.JSON(none_as_null=True))

    @property
    def about(self):
        """How messages and the audit trail name this row."""
        return f"registration:{self.id}"


class Reminder(db.Model):
    """A reminder that was written: which rule (hours before), for which start. A moved event is reminded of anew."""

    __tablename__ = "reminders"

    registration_id: Mapped[int] = mapped_column(
        sa.ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True
    )
    hours_before: Mapped[int] = mapped_column(primary_key=True)
    event_starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Erasure(db.Model):
    """That a person was taken out, so that a backup from before does not bring them back."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int]
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
