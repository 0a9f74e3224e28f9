"""Places, innovation areas, organisations."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import db

# The actor groups of the alliance's own analysis.
SCIENCE, BUSINESS, ADMINISTRATION, CIVIL_SOCIETY, CITIZENS = ACTOR_GROUPS = (
    "science", "business", "administration", "civil-society", "citizens",
)  # fmt: skip
OFFER, SEEK = "offer", "seek"
OFFERED = ("rooms", "machines", "knowledge", "people")

organisation_areas = sa.Table(
    "organisation_areas",
    db.metadata,
    sa.Column("organisation_id", sa.ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("area_id", sa.ForeignKey("innovation_areas.id", ondelete="CASCADE"), primary_key=True),
)

area_responsibles = sa.Table(
    "area_responsibles",
    db.metadata,
    sa.Column("area_id", sa.ForeignKey("innovation_areas.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("organisations.id", ondelete="CASCADE"), nullable=False),
)


class Place(db.Model):
    """A town where the house is at home, with the address of its rooms there."""

    __tablename__ = "places"
    __table_args__ = (
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_on_earth"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_on_earth"),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="both_or_none"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # The id in a season file; what people made themselves gets one from its name.
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    # Names in other languages: {"hsb": …, "pl": …, "cs": …}, and how sure we are of the Upper Sorbian one.
    names: Mapped[dict] = mapped_column(sa.JSON, default=dict)
    hsb_source: Mapped[str | None] = mapped_column(sa.String(1))
    street: Mapped[str] = mapped_column(sa.String(200), default="")
    postal_code: Mapped[str] = mapped_column(sa.String(20), default="")
    city: Mapped[str] = mapped_column(sa.String(200), default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="DE")
    way: Mapped[str] = mapped_column(sa.Text, default="")
    # Degrees (WGS 84), both or none; that of its entrance, where somebody looked it up.
    latitude: Mapped[float | None] = mapped_column(sa.Float)
    longitude: Mapped[float | None] = mapped_column(sa.Float)
    # Whose public holidays count here ("DE-SN", "DE-BB", "PL", "CZ"), with those of Catholic towns, and whether rooms
    # are shut on them or the days are only marked. None: nobody has said; no day is marked.
    holiday_region: Mapped[str | None] = mapped_column(sa.String(10))
    holidays_catholic: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    holidays_close: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_demo: Mapped[bool] = mapped_column(default=False)

    @property
    def address(self):
        """Street and town in one line."""
        town = f"{self.postal_code} {self.city or self.name}".strip()
        return f"{self.street}, {town}" if self.street else town

    @property
    def full_address(self):
        """The address with the name of the house before it, where that is not the town's."""
        return self.address if self.name in self.address else f"{self.name}, {self.address}"

    @property
    def position(self):
        """(latitude, longitude) to the metre, or None."""
        return None if self.latitude is None else (round(self.latitude, 5), round(self.longitude, 5))


class InnovationArea(db.Model):
    """One of the alliance's themes; every format and event belongs to one, and may touch others."""

    __tablename__ = "innovation_areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    # Short, as on cards; and as the alliance's papers call it in full.
    title: Mapped[str] = mapped_column(sa.String(200))
    full_title: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    goal: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    # One measure per line; results as text.
    measures: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    results: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    # The organisation that answers for the area, if one does.
    responsible: Mapped["Organisation | None"] = relationship(secondary="area_responsibles")
    # What concerns all areas; it is none of those that are to be woven together.
    is_cross_cutting: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    position: Mapped[int] = mapped_column(default=0)
    is_demo: Mapped[bool] = mapped_column(default=False)


class Organisation(db.Model):
    """A partner of the alliance or a host of events; a group without legal form is one too."""

    __tablename__ = "organisations"
    __table_args__ = (
        sa.CheckConstraint(
            "actor_group IN ('science', 'business', 'administration', 'civil-society', 'citizens')",
            name="known_actor_group",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    # In people's words: "Hochschule", "Verein", "Initiative".
    kind: Mapped[str] = mapped_column(sa.String(100), default="", server_default="")
    actor_group: Mapped[str | None] = mapped_column(sa.String(20))
    country: Mapped[str] = mapped_column(sa.String(2), default="DE", server_default="DE")
    languages: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")
    # A partner of the alliance since; None: a host of events only.
    member_since: Mapped[date | None]
    # A role address such as kontakt@…, never that of a person.
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="", server_default="")
    website: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    about: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    # The file of its logo, with what it shows.
    logo: Mapped[str | None] = mapped_column(sa.String(80))
    logo_alt: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    areas: Mapped[list[InnovationArea]] = relationship(
        secondary=organisation_areas, order_by=[InnovationArea.position, InnovationArea.id]
    )
    offers: Mapped[list["Offer"]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan", order_by="Offer.id"
    )


class Offer(db.Model):
    """What an organisation offers or seeks: rooms, machines, knowledge, people."""

    __tablename__ = "offers"
    __table_args__ = (
        sa.CheckConstraint("direction IN ('offer', 'seek')", name="known_direction"),
        sa.CheckConstraint("kind IN ('rooms', 'machines', 'knowledge', 'people')", name="known_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    organisation: Mapped[Organisation] = relationship(back_populates="offers")
    direction: Mapped[str] = mapped_column(sa.String(10))
    kind: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.String(400))
