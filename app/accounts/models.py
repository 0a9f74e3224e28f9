"""Accounts of the team, what they did, and how often somebody tried to be them."""

from datetime import datetime

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import UtcDateTime, db


class Account(db.Model, UserMixin):
    """Somebody of the team who may sign in. Citizens have no account."""

    __tablename__ = "accounts"
    __table_args__ = (sa.CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    # Raised to sign this account out everywhere.
    sign_in_version: Mapped[int] = mapped_column(default=1)
    is_open: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def get_id(self):
        """What the session cookie holds: the account and its sign-in version."""
        return f"{self.id}.{self.sign_in_version}"

    @property
    def is_active(self):
        """Whether Flask-Login may sign this account in."""
        return self.is_open


class AuditEntry(db.Model):
    """Who did what to what, from what to what; written in the transaction it tells of."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    account: Mapped[Account | None] = relationship()
    act: Mapped[str] = mapped_column(sa.String(60))
    # "event:12": the feature knows its own kinds, the trail only keeps them.
    about: Mapped[str] = mapped_column(sa.String(60), index=True)
    details: Mapped[dict] = mapped_column(sa.JSON, default=dict)


class SignInThrottle(db.Model):
    """Failed sign-ins per address. The key is a keyed hash: no address stands here, known or not."""

    __tablename__ = "sign_in_throttles"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_failed_at: Mapped[datetime] = mapped_column(UtcDateTime)
