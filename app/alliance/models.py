"""Places, innovation areas, organisations."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import db


class Place(db.Model):
    """A town where the house is at home, with the address of its rooms there."""

    __tablename__ = "places"

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


class InnovationArea(db.Model):
    """One of the alliance's themes; every format and event belongs to one."""

    __tablename__ = "innovation_areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    is_demo: Mapped[bool] = mapped_column(default=False)


class Organisation(db.Model):
    """A member of the alliance or a host of events."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    is_demo: Mapped[bool] = mapped_column(default=False)
