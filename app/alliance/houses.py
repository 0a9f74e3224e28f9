"""What the house says of itself, set by its people in the browser."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UtcDateTime, db


class House(db.Model):
    """One row. What is None was never set here, and the settings of config.py hold."""

    __tablename__ = "houses"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # Up with every change, so that what stands in memory knows when it is old.
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    # Guests see its pages; before, they see that it is being set up.
    is_open: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    name: Mapped[str | None] = mapped_column(sa.String(100))
    claim: Mapped[str | None] = mapped_column(sa.String(200))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    imprint: Mapped[str | None] = mapped_column(sa.Text)
    # Who is responsible for data protection, and what this house adds to the page.
    privacy: Mapped[str | None] = mapped_column(sa.Text)
    # Texts of pages by their key: {"welcome": …, "easy": …}.
    texts: Mapped[dict] = mapped_column(sa.JSON, default=dict, server_default="{}")
    # {"brick": "#A3341A", "brick_dark": …}: only colours that keep the contrast.
    colours: Mapped[dict] = mapped_column(sa.JSON, default=dict, server_default="{}")
    # The file of the picture on the start page, with what it shows.
    picture: Mapped[str | None] = mapped_column(sa.String(80))
    picture_alt: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    # How mail leaves the house, as MAIL_URL; it may hold a password and is never shown.
    mail_url: Mapped[str | None] = mapped_column(sa.String(500))
    mail_from: Mapped[str | None] = mapped_column(sa.String(254))
    # Where calendar programs answer what enters diaries; None: to the sender.
    answers_to: Mapped[str | None] = mapped_column(sa.String(254))
    # When a test message was last taken on this way; None since the way or the sender changed.
    mail_tested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Settings of the alliance's work: supporters an idea needs before a body hears of it, and how much earlier than
    # all others they may book when it takes place.
    idea_threshold: Mapped[int] = mapped_column(default=10, server_default="10")
    idea_head_start_hours: Mapped[int] = mapped_column(default=24, server_default="24")
