"""Accounts of the team, what they did, and how often somebody tried to be them."""

from datetime import datetime

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import UtcDateTime, db

ADMINISTRATION, PROGRAMME, ROOMS, DOOR, INSIGHTS, REPRESENTATIVE = ROLES = (
    "administration", "programme", "rooms", "door", "insights", "representative",
)  # fmt: skip
# Who must sign in with a second factor: whoever wants to, administrators, or all.
FREE, ADMINISTRATORS, ALL = "free", "administration", "all"


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
    # Second factor (TOTP, RFC 6238): its secret once it was confirmed, the last time step that was used (none works
    # twice), and hashes of the codes for a lost phone.
    totp_secret: Mapped[str | None] = mapped_column(sa.String(64))
    totp_last_step: Mapped[int | None]
    recovery_hashes: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")

    # Who must have one, as it was when this account was found to be signed in: every request asks.
    second_factor_rule = None

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="RoleGrant.id"
    )

    def get_id(self):
        """What the session cookie holds: the account, its sign-in version, and when it was made.

        After an erasure or a restore a number may be another's; the last part tells the two apart.
        """
        return f"{self.id}.{self.sign_in_version}.{round(self.created_at.timestamp() * 1000)}"

    @property
    def is_active(self):
        """Whether Flask-Login may sign this account in."""
        return self.is_open


class RoleGrant(db.Model):
    """What somebody may do, and where: everywhere (no place), at one place, or for one organisation."""

    __tablename__ = "role_grants"
    __table_args__ = (
        sa.CheckConstraint(
            "role IN ('administration', 'programme', 'rooms', 'door', 'insights', 'representative')", name="known_role"
        ),
        sa.CheckConstraint("(role = 'representative') = (organisation_id IS NOT NULL)", name="represents_one"),
        sa.CheckConstraint("role NOT IN ('administration', 'representative') OR place_id IS NULL", name="of_no_place"),
        sa.Index(
            "uq_role_grants_same",
            "account_id", "role", sa.text("coalesce(place_id, 0)"), sa.text("coalesce(organisation_id, 0)"),
            unique=True,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"))
    account: Mapped[Account] = relationship(back_populates="grants")
    role: Mapped[str] = mapped_column(sa.String(20))
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id", ondelete="CASCADE"))


class Invitation(db.Model):
    """Somebody was asked by mail to sign in, with the roles they are to have."""

    __tablename__ = "invitations"
    __table_args__ = (sa.CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    # [[role, place_id | null, organisation_id | null], …]
    grants: Mapped[list] = mapped_column(sa.JSON)
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Raised when it is sent once more: only the newest link works.
    version: Mapped[int] = mapped_column(default=1)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInRules(db.Model):
    """One row: how the team signs in, and how many administrators can (the constraint keeps the last one)."""

    __tablename__ = "sign_in_rules"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="one_row"),
        sa.CheckConstraint("administrators >= 1", name="never_without_administration"),
        sa.CheckConstraint("second_factor IN ('free', 'administration', 'all')", name="known_second_factor"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    second_factor: Mapped[str] = mapped_column(sa.String(20), default=FREE, server_default=FREE)
    # Open accounts with the role; NULL before there is the first.
    administrators: Mapped[int | None]


class AuditEntry(db.Model):
    """Who did what to what, from what to what; written in the transaction it tells of."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    account: Mapped[Account | None] = relationship()
    # The strongest role of somebody whose account was erased ("" where they had none).
    by_role: Mapped[str | None] = mapped_column(sa.String(20))
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


class AccountErasure(db.Model):
    """An account was erased: its number, and nothing about the person. A backup that knows them forgets them again."""

    __tablename__ = "account_erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
