"""Looking into the audit trail: the newest first, by person, thing, act and day."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Account, AuditEntry
from app.database import db

PER_PAGE, MOST_EXPORTED = 50, 10_000
# Whom an entry tells of besides people: what jobs and the command line did.
NOBODY = "system"


@dataclass(frozen=True)
class Wanted:
    """What somebody asks the trail for; None or empty: anything."""

    who: str = ""
    kind: str = ""
    about: str = ""
    looks: bool = False
    von: date | None = None
    bis: date | None = None


def entries(wanted, page):
    """Return (entries of a page that counts from 1, whether there are more), with who did it: one statement."""
    select = _select(wanted).offset((page - 1) * PER_PAGE).limit(PER_PAGE + 1)
    found = db.session.scalars(select).all()
    return found[:PER_PAGE], len(found) > PER_PAGE


def exported(wanted):
    """Return the newest entries, MOST_EXPORTED at the most."""
    return db.session.scalars(_select(wanted).limit(MOST_EXPORTED)).all()


def people():
    """Return (id, name) of everybody who has or had an account, by name."""
    return db.session.execute(sa.select(Account.id, Account.name).order_by(Account.name, Account.id)).all()


def _select(wanted):
    return (
        sa.select(AuditEntry)
        .where(*_conditions(wanted))
        .options(joinedload(AuditEntry.account))
        .order_by(AuditEntry.id.desc())
    )


def _conditions(wanted):
    if wanted.who == NOBODY:
        yield AuditEntry.account_id.is_(None)
        yield AuditEntry.by_role.is_(None)
    elif wanted.who:
        yield AuditEntry.account_id == int(wanted.who)
    if wanted.kind:
        yield sa.or_(AuditEntry.about == wanted.kind, AuditEntry.about.startswith(f"{wanted.kind}:", autoescape=True))
    if wanted.about:
        yield AuditEntry.about == wanted.about
    if wanted.looks:
        yield AuditEntry.act.startswith("look_at_", autoescape=True)
    if wanted.von:
        yield AuditEntry.at >= clock.start_of(wanted.von)
    if wanted.bis:
        yield AuditEntry.at < clock.start_of(wanted.bis + timedelta(days=1))
