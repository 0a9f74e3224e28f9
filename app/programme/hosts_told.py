"""Telling those who host an event: their mailbox, and whoever of the team or of an organisation wants to know.

Mails to a mailbox name no guest: who reads it, the house does not know. Names stay behind the sign-in.
"""

from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.accounts import rules
from app.accounts.models import PROGRAMME
from app.database import UtcDateTime, db, insert_into, lock
from app.notifications import outbox, team_mails, wishes
from app.notifications.outbox import Drop
from app.programme import scopes
from app.programme.asking_hosts import mailbox_of
from app.programme.models import PUBLISHED, Event


class HostTelling(db.Model):
    """What the hosts of an event have been told."""

    __tablename__ = "host_tellings"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    # Of registrations that were confirmed until then they know.
    counted_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Before which moment of decision they were told that too few come.
    too_few_for: Mapped[datetime | None] = mapped_column(UtcDateTime)


def lock_telling(event_id):
    """Return the HostTelling of an event under the lock, made where there is none. Part of an act."""
    insert = insert_into(HostTelling).on_conflict_do_nothing()
    db.session.execute(insert.values(event_id=event_id))
    return lock(HostTelling, event_id)


def tell(event, template, now, once, groups=(wishes.HOSTING,), **how):
    """Tell the hosts of an event: their mailbox, and the accounts that want to know by one of the groups.

    Part of an act. `once` names what is told; each address gets it once.
    """
    accounts, where = {}, scopes.where_of(event, now)
    everybody = wishes.everybody()
    for group in groups:
        for account in wishes.among(everybody, group, where):
            accounts[account.email] = account.id
    mailbox = mailbox_of(event)
    readers = [(f"account:{ident}", email, ident) for email, ident in accounts.items()]
    if mailbox and mailbox.lower() not in accounts:
        readers.append(("mailbox", mailbox, None))
    for name, email, account_id in readers:
        outbox.queue(
            email, template, f"{team_mails.ABOUT}event:{event.id}", now, once=f"{once}:{name}", event_id=event.id,
            account_id=account_id, **how,
        )  # fmt: skip


def facts_of(facts):
    """Return (event, what a mail about it says to its reader). Raises Drop where it does not take place any more."""
    event = db.session.get(Event, facts["event_id"]) if facts else None
    if event is None:
        raise Drop("Diese Veranstaltung gibt es nicht mehr.")
    if event.state != PUBLISHED:
        raise Drop("Die Veranstaltung findet nicht mehr statt.")
    account = team_mails.reader_of(facts) if facts["account_id"] else None
    where = scopes.where_of(event, clock.now())
    page = f"{current_app.config['BASE_URL']}/team/veranstaltungen/{event.id}"
    return event, {
        **(team_mails.of_reader(account) if account else team_mails.of_mailbox()),
        "event": event,
        "event_link": page,
        # Whether the reader may decide about it here; of a mailbox nobody knows.
        "may_plan": account is None or rules.may_open(account.grants, (PROGRAMME,), where),
    }
