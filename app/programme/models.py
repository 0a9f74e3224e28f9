"""Formats are templates; events are what happens; each event has one or more dates."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.alliance.models import InnovationArea, Organisation, Place
from app.database import UtcDateTime, db
from app.programme import where
from app.programme.groupings import EventSeries, Umbrella
from app.programme.promises import promises
from app.programme.where import in_order, place_line, places
from app.rooms.bookings import Booking

ONSITE, ONLINE = where.ONSITE, where.ONLINE
DRAFT, PUBLISHED, CANCELLED = "draft", "published", "cancelled"
SEAT, SLOT, DROP_IN, INVITE, EXTERNAL = "seat", "slot", "drop-in", "invite", "external"
# Where seats are booked here, by everyone.
BOOKED_HERE = (SEAT, SLOT)
# Who comes to several dates comes to all of them, or chooses.
ALL_DATES, SOME_DATES = "all", "some"
# What a format may ask of its rooms: nothing, no steps, or all that a wheelchair needs.
ANY, STEP_FREE, WHEELCHAIR = "", "step_free", "wheelchair"

event_hosts = sa.Table(
    "event_hosts",
    db.metadata,
    sa.Column("event_id", sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, default=0, server_default="0", nullable=False),
)

# Areas that an event touches besides its own.
event_areas = sa.Table(
    "event_areas",
    db.metadata,
    sa.Column("event_id", sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("area_id", sa.ForeignKey("innovation_areas.id", ondelete="CASCADE"), primary_key=True),
)

# Areas that every event of a format touches besides its main one.
format_areas = sa.Table(
    "format_areas",
    db.metadata,
    sa.Column("format_id", sa.ForeignKey("formats.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("area_id", sa.ForeignKey("innovation_areas.id", ondelete="CASCADE"), primary_key=True),
)

event_date_bookings = sa.Table(
    "event_date_bookings",
    db.metadata,
    sa.Column("event_date_id", sa.ForeignKey("event_dates.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("booking_id", sa.ForeignKey("bookings.id", ondelete="CASCADE"), primary_key=True, unique=True),
)


class Format(db.Model):
    """A kind of event that comes again and again, such as Repair-Café."""

    __tablename__ = "formats"
    __table_args__ = (
        sa.CheckConstraint(
            "registration IN ('seat', 'slot', 'drop-in', 'invite', 'external')", name="known_registration"
        ),
        sa.CheckConstraint("minutes > 0", name="has_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("innovation_areas.id"))
    area: Mapped[InnovationArea] = relationship()
    summary: Mapped[str] = mapped_column(sa.String(400), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    bring: Mapped[str] = mapped_column(sa.Text, default="")
    for_whom: Mapped[str] = mapped_column(sa.Text, default="")
    cost: Mapped[str] = mapped_column(sa.String(200), default="")
    photo_rule: Mapped[str] = mapped_column(sa.Text, default="")
    minutes: Mapped[int]
    # Seats on site; those of a digital room are counted apart.
    capacity: Mapped[int]
    capacity_online: Mapped[int] = mapped_column(default=0, server_default="0")
    min_participants: Mapped[int] = mapped_column(default=0)
    # How long before the start the house decides whether enough come.
    decide_hours: Mapped[int] = mapped_column(default=72, server_default="72")
    mode: Mapped[str] = mapped_column(sa.String(10))
    room_needs: Mapped[list] = mapped_column(sa.JSON, default=list)
    # How people sit (the name of a layout), and what the rooms must be without: see ANY, STEP_FREE, WHEELCHAIR.
    layout: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    barrier_need: Mapped[str] = mapped_column(sa.String(20), default=ANY, server_default="")
    languages: Mapped[list] = mapped_column(sa.JSON, default=list)
    # Languages into which somebody interprets ("dgs": German Sign Language).
    interpreting: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")
    companions_max: Mapped[int] = mapped_column(default=0)
    has_waiting_list: Mapped[bool] = mapped_column(default=True)
    # Whether a freed seat is offered to the next who waits, with a deadline, or theirs at once.
    offers_seats: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    wheelchair_places: Mapped[int | None]  # None: as many as there are seats
    registration: Mapped[str] = mapped_column(sa.String(10))
    slot_minutes: Mapped[int | None]
    opens_days: Mapped[int | None]
    closes_hours: Mapped[int] = mapped_column(default=0)
    # Whom it is for, in words and as codes that one can filter by (programme.audiences).
    audience: Mapped[str] = mapped_column(sa.String(200), default="")
    audiences: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")
    minors: Mapped[str] = mapped_column(sa.String(200), default="")
    min_age: Mapped[int | None]
    reminders_h: Mapped[list] = mapped_column(sa.JSON, default=list)
    # Names of asked.ASKS, and questions of the format's own (asked.questions).
    asks: Mapped[list] = mapped_column(sa.JSON, default=lambda: ["wheelchairs"], server_default='["wheelchairs"]')
    questions: Mapped[list] = mapped_column(sa.JSON, default=list)
    # Guests are thanked afterwards, and asked how it was.
    thanks: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    report_tags: Mapped[list] = mapped_column(sa.JSON, default=list)
    # A mailbox of the house for questions; empty: that of the house.
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="", server_default="")
    # Where one takes part (registration EXTERNAL).
    external_url: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    # The name of a file below DATA_DIR/uploads, and what it shows in words.
    picture: Mapped[str | None] = mapped_column(sa.String(120))
    picture_alt: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    further_areas: Mapped[list[InnovationArea]] = relationship(
        secondary=format_areas, order_by=[InnovationArea.position, InnovationArea.id]
    )


class Event(db.Model):
    """Something that happens, with its own address, seats and hosts."""

    __tablename__ = "events"
    __table_args__ = (
        sa.CheckConstraint("state IN ('draft', 'published', 'cancelled')", name="known_state"),
        sa.CheckConstraint("state != 'cancelled' OR cancel_reason != ''", name="cancelled_says_why"),
        sa.CheckConstraint("attendance IN ('all', 'some')", name="known_attendance"),
        # An index, because SQLite cannot add a constraint to a table.
        sa.Index("uq_events_form_key", "form_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(sa.String(80), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(120), unique=True)
    format_id: Mapped[int] = mapped_column(sa.ForeignKey("formats.id"), index=True)
    format: Mapped[Format] = relationship()
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("innovation_areas.id"))
    area: Mapped[InnovationArea] = relationship()
    title: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(10), default=DRAFT)
    # A house elsewhere, as people would write it, and the town it is in.
    external: Mapped[str | None] = mapped_column(sa.String(300))
    external_place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id"))
    external_place: Mapped[Place | None] = relationship()
    languages: Mapped[list] = mapped_column(sa.JSON, default=list)
    sign_language: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(sa.Text, default="")
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What guests of an event that was called off are offered: numbers of events. None: the next of the same format.
    offered_ids: Mapped[list | None] = mapped_column(sa.JSON(none_as_null=True))
    # From when on guests are told what has changed; until then it can be undone without a word. None: at once.
    tell_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When it was shown to everyone first; None: never, and guests do not see that it was called off either.
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    # One sent form plans one event (or one series, by its first), however often it is sent.
    form_key: Mapped[str | None] = mapped_column(sa.String(60))
    # A draft that goes public by itself, and when the house decides whether enough come.
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    decide_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Whether one registration is for all dates, or for some that the guest chooses.
    attendance: Mapped[str] = mapped_column(sa.String(10), default=ALL_DATES, server_default=ALL_DATES)
    wheelchair_places: Mapped[int | None]
    # Its guests have been thanked, or need not be.
    is_thanked: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # What it is one of: events planned by one rule, or all that happens on one day of the house.
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event_series.id"), index=True)
    umbrella_id: Mapped[int | None] = mapped_column(sa.ForeignKey("umbrellas.id"), index=True)
    # Up with every change that guests can see; calendars compare it (RFC 5545, SEQUENCE).
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False)

    series: Mapped[EventSeries | None] = relationship()
    umbrella: Mapped[Umbrella | None] = relationship()
    dates: Mapped[list["EventDate"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="EventDate.starts_at"
    )
    ledgers: Mapped[list["SeatLedger"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="SeatLedger.kind.desc()"
    )
    hosts: Mapped[list[Organisation]] = relationship(secondary=event_hosts, order_by=event_hosts.c.position)
    further_areas: Mapped[list[InnovationArea]] = relationship(
        secondary=event_areas, order_by=[InnovationArea.position, InnovationArea.id]
    )

    def ledger(self, kind):
        """Return the seats of a kind (ONSITE, ONLINE), or None where the event has none."""
        return next((ledger for ledger in self.ledgers if ledger.kind == kind), None)

    @property
    def seats(self):
        """How many seats there are, by kind; kinds that it never had are not in it."""
        return {ledger.kind: ledger.capacity for ledger in self.ledgers}

    @property
    def starts_at(self):
        """When the first date begins."""
        return self.dates[0].starts_at

    @property
    def ends_at(self):
        """When the last date ends."""
        return self.dates[-1].ends_at

    @property
    def spans(self):
        """When: (starts_at, ends_at) of every date, in their order."""
        return tuple((date.starts_at, date.ends_at) for date in self.dates)

    @property
    def rooms(self):
        """The rooms of its dates, each once, physical ones first."""
        return in_order({booking.room for date in self.dates for booking in date.bookings})

    @property
    def is_public(self):
        """Whether guests see it, called off or not."""
        return self.published_at is not None

    @property
    def is_cancelled(self):
        """Whether it was called off."""
        return self.state == CANCELLED

    @property
    def places(self):
        """Where one goes, by kind of seats."""
        return places(self.external, self.rooms)

    @property
    def promises(self):
        """What of its barriers guests count on, by kind of seats."""
        return promises(self.sign_language, self.rooms)

    @property
    def place_line(self):
        """Where, in one line: room and town, a house elsewhere, or both rooms of a hybrid event."""
        if self.external:
            return self.external
        return place_line(self.rooms)


class CoHosting(db.Model):
    """An organisation was asked to host an event together with others; it hosts once it has accepted."""

    __tablename__ = "co_hostings"
    __table_args__ = (
        sa.CheckConstraint("state IN ('asked', 'accepted', 'declined', 'withdrawn')", name="known_state"),
        sa.UniqueConstraint("event_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    event: Mapped[Event] = relationship()
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    organisation: Mapped[Organisation] = relationship()
    state: Mapped[str] = mapped_column(sa.String(10), default="asked")
    # Raised when it is asked once more: only the newest link works.
    version: Mapped[int] = mapped_column(default=1)
    message: Mapped[str] = mapped_column(sa.Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EventDate(db.Model):
    """One span of time of an event, half-open; a two-day event has two."""

    __tablename__ = "event_dates"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        sa.Index("ix_event_dates_event_id_starts_at", "event_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    event: Mapped[Event] = relationship(back_populates="dates")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # What a session of a course is about; empty for an event with one date.
    title: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    # Its name in every calendar, for ever (RFC 7986 asks for random ones).
    uid: Mapped[str] = mapped_column(sa.String(80), unique=True)
    # When it was to be before it was moved.
    moved_from_starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_from_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bookings: Mapped[list[Booking]] = relationship(secondary=event_date_bookings, order_by=Booking.id)


class SeatLedger(db.Model):
    """The seats of one kind at one event: how many there are, how many are held or taken (law 2).

    The one row that is locked before seats change hands; the constraint is the last word.
    """

    __tablename__ = "seat_ledgers"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('onsite', 'online')", name="known_kind"),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name="never_oversold"),
    )

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    event: Mapped[Event] = relationship(back_populates="ledgers")
    kind: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    # Seats that the house itself holds back, part of `taken`; they name nobody.
    house: Mapped[int] = mapped_column(default=0)
    # Up with every change, so that pages in memory know when they are old.
    revision: Mapped[int] = mapped_column(default=0)

    @property
    def free(self):
        """How many seats nobody holds."""
        return self.capacity - self.taken


class ProgrammeRevision(db.Model):
    """One row: a number that is raised by every change of what is public, except seats."""

    __tablename__ = "programme_revisions"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
