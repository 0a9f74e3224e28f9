"""Mails to people of the team: what each of them needs to know of who reads it, and when nobody needs it any more.

They are about "team:…": not about an account, so that one who is told daily is not remembered for ever.
"""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.accounts.models import Account
from app.database import db, transaction
from app.notifications import outbox
from app.notifications.greetings import greeting
from app.notifications.models import Message
from app.notifications.outbox import Drop

ABOUT = "team:"


def reader_of(facts):
    """Return the account that a mail goes to, and that may still sign in. Raises Drop."""
    account = db.session.get(Account, facts["account_id"]) if facts else None
    if account is None:
        raise Drop("Die Daten der Person wurden gelöscht.")
    if not account.is_open:
        raise Drop("Das Konto ist geschlossen.")
    return account


def of_reader(account):
    """Return what every such mail says to somebody with an account."""
    return {
        "greeting": greeting(account.name),
        "wishes_link": f"{current_app.config['BASE_URL']}/team/konto/nachrichten",
    }


def of_mailbox():
    """Return what every such mail says to a mailbox that may have many readers."""
    return {"greeting": greeting(None), "wishes_link": None}


def forget_team_mails():
    """A job: take the addresses out of mails to the team once nobody asks any more whether they arrived."""
    before = clock.now() - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    due = (Message.about.like(f"{ABOUT}%"), Message.recipient.is_not(None), Message.written_at < before)
    about = db.session.scalars(sa.select(Message.about).where(*due).distinct()).all()
    if about:
        with transaction():
            outbox.forget_before(about, before)
