"""What a room is. Physical and digital rooms are one thing; a hall that divides is a set of parts."""

from datetime import time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.alliance.models import Place
from app.database import db

PHYSICAL, DIGITAL = "physical", "digital"

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


class RoomHours(db.Model):
    """A room is open on a weekday (0 = Monday) from one local time to another."""

    __tablename__ = "room_hours"
    __table_args__ = (sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_0_to_6"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]


class Equipment(db.Model):
    """A thing that stands in rooms (fixed), or is lent out of a stock (mobile)."""

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
    is_demo: Mapped[bool] = mapped_column(default=False)


room_equipment = sa.Table(
    "room_equipment",
    db.metadata,
    sa.Column("room_id", sa.ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("equipment_id", sa.ForeignKey("equipment.id", ondelete="CASCADE"), primary_key=True),
)
