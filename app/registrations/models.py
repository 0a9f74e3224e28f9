"""Who holds which seats."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import UtcDateTime, db
from app.programme.models import Event

# How they follow one another: registrations.life, and docs/registration-life.md.
STATES = HELD, CONFIRMED, WAITING, OFFERED, ATTENDED, MISSED, LAPSED, GIVEN_UP, DECLINED, REMOVED = (
    "held", "confirmed", "waiting", "offered", "attended", "missed", "lapsed", "given_up", "declined", "removed",
)  # fmt: skip
# These count in the ledger.
SEATED = (HELD, CONFIRMED, OFFERED, ATTENDED, MISSED)
# Of these, a person has at most one per event.
LIVING = (HELD, CONFIRMED, WAITING, OFFERED, ATTENDED)
# Who is sure to come, or came.
COMING = (CONFIRMED, ATTENDED)

# Where a registration came from: a guest by the form, by invitation, the house (by telephone, its own guests, a list).
WEB, INVITED, PHONE, HOUSE, LIST = SOURCES = "web", "invited", "phone", "house", "list"

IS_LIVING = sa.text("state IN ('held', 'confirmed', 'waiting', 'offered', 'attended')")

IS_UNTOLD = sa.text("believes IS NOT NULL")
IS_OWED_CERTIFICATE = sa.text("certificate_owed_at IS NOT NULL")
IS_KNOWN = sa.text("email IS NOT NULL OR name IS NOT NULL")


class Registration(db.Model):
    """Seats at an event, held by one person for themselves and their companions.

    What it goes through: registrations.life.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        sa.CheckConstraint("seats > 0", name="has_seats"),
        sa.CheckConstraint("wheelchairs >= 0 AND wheelchairs <= seats", name="wheelchairs_within_seats"),
        sa.CheckConstraint("kind IN ('onsite', 'online')", name="known_kind"),
        sa.CheckConstraint("carers >= 0 AND carers <= seats", name="carers_within_seats"),
        sa.CheckConstraint(
            "state IN ('held', 'confirmed', 'waiting', 'offered', 'attended', 'missed', 'lapsed', 'given_up',"
            " 'declined', 'removed')",
            name="known_state",
        ),
        sa.CheckConstraint("source IN ('web', 'invited', 'phone', 'house', 'list')", name="known_source"),
        sa.CheckConstraint("state != 'offered' OR offered_until IS NOT NULL", name="offer_ends"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.Index(
            "uq_registrations_one_per_address",
            "event_id", "email", unique=True, sqlite_where=IS_LIVING,
        ),
        sa.Index("ix_registrations_state_held_until", "state", "held_until"),
        sa.Index("ix_registrations_event_id_kind_state", "event_id", "kind", "state"),
        # Whom something is still to be told: very few of all.
        sa.Index(
            "ix_registrations_untold",
            "event_id", "id", sqlite_where=IS_UNTOLD,
        ),
        # Who is still to hear of their certificate: those who were there lately.
        sa.Index(
            "ix_registrations_owed_certificate",
            "event_id", "id", sqlite_where=IS_OWED_CERTIFICATE,
        ),
        # Whom we still know; who was forgotten is nearly everybody, after some years.
        sa.Index("ix_registrations_known", "id", sqlite_where=IS_KNOWN),
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
    # Companions without whom somebody could not come: they take no seat of others.
    carers: Mapped[int] = mapped_column(default=0, server_default="0")
    # Which sessions or slots of the event, by the names of their limits; empty: all of it.
    parts: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")
    # The person; None once forgotten.
    name: Mapped[str | None] = mapped_column(sa.String(200))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    # [question, answer] pairs; what a person of several answers has their number behind the question.
    answers: Mapped[list] = mapped_column(sa.JSON, default=list)
    # Limits that the answers take (registrations.limits).
    choices: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")
    # Other needs than a wheelchair (registrations.needs), and what somebody wrote about them.
    needs: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")
    needs_note: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    # Those who come, in their order: {"name", "age", "photo": moment of the consent}; all of it may be missing.
    people: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")
    # When somebody said that they may decide for the minors among them.
    guardian_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What the house writes in.
    language: Mapped[str] = mapped_column(sa.String(5), default="de", server_default="de")
    # What was told for statistics; counted without a name, and forgotten, as soon as the registration is sure.
    statistics: Mapped[dict | None] = mapped_column(sa.JSON(none_as_null=True))
    source: Mapped[str] = mapped_column(sa.String(10), default=WEB, server_default=WEB)
    # What the team wrote down for itself.
    note: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    # What the ticket carries (registrations.tickets). It opens nothing for a guest.
    ticket: Mapped[str | None] = mapped_column(sa.String(10), unique=True)
    # One sent form makes one registration, however often it is sent.
    form_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    # The place in the waiting list, kept whatever happens to the seats.
    booked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Who waits and was moved ahead of all others by the team.
    ahead_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Who waits and would take fewer seats than they asked for, rather than none.
    takes_fewer: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Until when seats from the waiting list are kept for an answer.
    offered_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Raised to make all links in earlier mails worthless.
    link_version: Mapped[int] = mapped_column(default=1)
    # For the guest's diary: how often and when it changed there, besides its event (registrations.diary).
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What the person still believes of an event that has changed since: {"state", "spans", "place"}.
    # None as long as what they know is true.
    believes: Mapped[dict | None] = mapped_column(sa.JSON(none_as_null=True))
    # Since when they count as there and nobody has seen to it that they hear of their certificate; None: that is done,
    # or they were not there.
    certificate_owed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def about(self):
        """How messages and the audit trail name this row."""
        return f"registration:{self.id}"

    def resize(self, seats):
        """Have so many seats; who does not come any more brings no wheelchair, no companion who helps, no name."""
        self.seats, self.people = seats, self.people[:seats]
        self.carers, self.wheelchairs = min(self.carers, seats), min(self.wheelchairs, seats)

    @property
    def heads(self):
        """How many people come: seats, and companions who need none."""
        return self.seats + self.carers


class SeatLimit(db.Model):
    """A limit within the seats of an event: places for wheelchairs, a session, a slot, an answer that few can choose.

    Counted under the lock of the event's ledgers; the constraint is the last word. A limit without a row has nothing
    taken from it yet.
    """

    __tablename__ = "seat_limits"
    __table_args__ = (sa.CheckConstraint("taken >= 0 AND taken <= capacity", name="never_oversold"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    # See registrations.limits.
    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)


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
