"""What a room is. Physical and digital rooms are one thing; a hall that divides is a set of parts."""

from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.alliance.models import Place
from app.database import UtcDateTime, db

PHYSICAL, DIGITAL = "physical", "digital"
# Who may want a room, and what they may do with it: nothing, ask somebody who decides, or book at once.
CITIZEN, ORGANISATION, STAFF = "citizen", "organisation", "staff"
NO, ASK, BOOK = "no", "ask", "book"
# How somebody gets into a room: with a key, with a code, or let in by staff.
KEY, CODE, BY_STAFF = "key", "code", "staff"
# Addresses below /raeume that are pages of their own; no room is called like this.
RESERVED_SLUGS = frozenset({"suche", "regelmaessig"})

room_parts = sa.Table(
    "room_parts",
    db.metadata,
    sa.Column("room_id", sa.ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("part_id", sa.ForeignKey("parts.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Part(db.Model):
    """An indivisible piece of one or more rooms: what can be held only once at a moment."""

    __tablename__ = "parts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))


class Room(db.Model):
    """A place to meet. None in a barrier fact means that nobody has checked it yet."""

    __tablename__ = "rooms"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('physical', 'digital')", name="known_kind"),
        sa.CheckConstraint("capacity > 0", name="has_capacity"),
        sa.CheckConstraint("setup_min >= 0 AND teardown_min >= 0", name="buffers_not_negative"),
        sa.CheckConstraint("kind = 'digital' OR place_id IS NOT NULL", name="physical_has_place"),
        sa.CheckConstraint("sessions > 0", name="has_sessions"),
        sa.CheckConstraint("entry IN ('key', 'code', 'staff')", name="known_entry"),
        sa.CheckConstraint("release_after_min > 0", name="releases_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(10), default=PHYSICAL)
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id"), index=True)
    place: Mapped[Place | None] = relationship(lazy="joined")
    # The hall that this room is a piece of; the parts say the same in a form that can be locked.
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rooms.id"))
    parent: Mapped["Room | None"] = relationship(remote_side=[id])
    parts: Mapped[list[Part]] = relationship(secondary=room_parts, order_by=Part.id)
    description: Mapped[str] = mapped_column(sa.Text, default="")
    house_rules: Mapped[str] = mapped_column(sa.Text, default="")
    capacity: Mapped[int]
    setup_min: Mapped[int] = mapped_column(default=0)
    teardown_min: Mapped[int] = mapped_column(default=0)
    is_demo: Mapped[bool] = mapped_column(default=False)
    # How many bookings may be here at once. With one, a booking holds all parts; with n there are n parts, and a
    # booking holds one of them (digital rooms with parallel sessions).
    sessions: Mapped[int] = mapped_column(default=1, server_default="1")
    # The name of a file below DATA_DIR/uploads, and what it shows in words.
    photo: Mapped[str | None] = mapped_column(sa.String(120))
    photo_alt: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    # How one gets in; the note (where the key lies, the code) is told only to those who have the room.
    entry: Mapped[str | None] = mapped_column(sa.String(10))
    entry_note: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    # Asking for it: the promised answer, whether open requests hold the room, whether two people must agree.
    answer_days: Mapped[int] = mapped_column(default=3, server_default="3")
    requests_block: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    two_agree: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # At the door: minutes after which a booking nobody checked in to is released; may it be used without a booking?
    release_after_min: Mapped[int | None]
    walk_in: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Out of use: no longer shown or booked; what was booked stays on record.
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # Barriers (FACE.md §4): structured, public, filterable.
    step_free: Mapped[bool | None]
    hearing_loop: Mapped[str | None] = mapped_column(sa.String(20))
    accessible_wc: Mapped[bool | None]
    wheelchair_places: Mapped[int | None]
    door_cm: Mapped[int | None]
    lift: Mapped[bool | None]
    reserved_parking: Mapped[int | None]
    quiet_room: Mapped[bool | None]
    assistance_dogs: Mapped[bool | None]
    access_note: Mapped[str] = mapped_column(sa.Text, default="")

    # The door of a digital room. The address never stands in a page, mail or feed.
    provider: Mapped[str | None] = mapped_column(sa.String(60))
    join_url: Mapped[str | None] = mapped_column(sa.String(500))
    opens_before_min: Mapped[int | None]
    closes_after_min: Mapped[int | None]
    phone_dial_in: Mapped[bool | None]
    live_captions: Mapped[bool | None]
    interpreting_channels: Mapped[list | None] = mapped_column(sa.JSON)
    recording: Mapped[str | None] = mapped_column(sa.String(20))
    waiting_room: Mapped[bool | None]

    layouts: Mapped[list["Layout"]] = relationship(
        back_populates="room", cascade="all, delete-orphan", order_by="Layout.position"
    )
    hours: Mapped[list["RoomHours"]] = relationship(
        cascade="all, delete-orphan", order_by="RoomHours.weekday, RoomHours.opens"
    )
    equipment: Mapped[list["Equipment"]] = relationship(secondary="room_equipment", order_by="Equipment.id")
    policies: Mapped[list["RoomPolicy"]] = relationship(cascade="all, delete-orphan", order_by="RoomPolicy.who")

    @property
    def is_digital(self):
        """Whether people meet here by video."""
        return self.kind == DIGITAL

    @property
    def place_line(self):
        """Name and town in one line."""
        return f"{self.name}, {self.place.name}" if self.place else self.name


class Layout(db.Model):
    """A way to seat people in a room, and how many it takes."""

    __tablename__ = "layouts"
    __table_args__ = (
        sa.CheckConstraint("capacity > 0", name="has_capacity"),
        sa.UniqueConstraint("room_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id", ondelete="CASCADE"))
    room: Mapped[Room] = relationship(back_populates="layouts")
    name: Mapped[str] = mapped_column(sa.String(80))
    capacity: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)


class RoomPolicy(db.Model):
    """What a group of people may do with a room, and within which limits. Without a row: `policies.usual`."""

    __tablename__ = "room_policies"
    __table_args__ = (
        sa.CheckConstraint("who IN ('citizen', 'organisation', 'staff')", name="known_who"),
        sa.CheckConstraint("way IN ('no', 'ask', 'book')", name="known_way"),
        sa.CheckConstraint("shortest_min > 0 AND shortest_min <= longest_min", name="shortest_before_longest"),
        sa.CheckConstraint("lead_hours >= 0 AND horizon_days > 0 AND most_open > 0", name="limits_make_sense"),
    )

    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True)
    who: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    way: Mapped[str] = mapped_column(sa.String(10))
    # How long before its start a booking must be made at the latest, and how far ahead at the most.
    lead_hours: Mapped[int] = mapped_column(default=0)
    horizon_days: Mapped[int] = mapped_column(default=366)
    shortest_min: Mapped[int] = mapped_column(default=15)
    longest_min: Mapped[int] = mapped_column(default=1440)
    # How many bookings one person (address) may have open at once, in the whole house; None: any number.
    most_open: Mapped[int | None]


class RoomHours(db.Model):
    """A room is open on a weekday (0 = Monday) from one local time to another; not later means: of the next day."""

    __tablename__ = "room_hours"
    __table_args__ = (sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_0_to_6"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]


class Equipment(db.Model):
    """A thing that stands in rooms (fixed), or is lent out of a stock (mobile); a machine is one with a briefing."""

    __tablename__ = "equipment"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('fixed', 'mobile')", name="known_kind"),
        sa.CheckConstraint("(kind = 'mobile') = (stock IS NOT NULL)", name="mobile_has_stock"),
        sa.CheckConstraint("stock > 0", name="stock_above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(10))
    stock: Mapped[int | None]
    # What a format may ask for and this thing answers ("Elektro-Prüfplatz").
    provides: Mapped[str | None] = mapped_column(sa.String(200))
    # A language (or "dgs") into which this "thing", a person or a team, interprets.
    interprets: Mapped[str | None] = mapped_column(sa.String(10))
    # A machine: only somebody with a valid briefing may use it.
    needs_briefing: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_demo: Mapped[bool] = mapped_column(default=False)


room_equipment = sa.Table(
    "room_equipment",
    db.metadata,
    sa.Column("room_id", sa.ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("equipment_id", sa.ForeignKey("equipment.id", ondelete="CASCADE"), primary_key=True),
)
