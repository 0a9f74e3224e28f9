"""What mails to people who sign in need to know. Their links open accounts, so their texts are not for the team."""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app import clock, jobs
from app.accounts import inviting, role_words, rules
from app.accounts.models import ADMINISTRATION, Invitation
from app.alliance import role_places
from app.database import db, transaction
from app.notifications import outbox
from app.notifications.greetings import greeting
from app.notifications.models import Message
from app.notifications.outbox import Drop


def register(facts, secret):
    """Enter these mails into the outbox's registers."""
    facts[inviting.MAIL] = _of_invitation
    # Whoever may invite anybody may read what was sent: where no mail leaves the house, that is how it is handed on.
    secret[inviting.MAIL] = (ADMINISTRATION,)


def forget_account_mails():
    """A job: take the person out of mails about accounts after as many days as any other person is kept."""
    until = clock.now() - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    about = db.session.scalars(
        sa.select(Message.about)
        .where(sa.or_(Message.about.like("account:%"), Message.about.like("invitation:%")))
        .group_by(Message.about)
        .having(sa.func.max(Message.written_at) < until, sa.func.count(Message.recipient) > 0)
    ).all()
    jobs.for_each(about, _forget)


def _forget(about):
    with transaction():
        outbox.forget(about)


def _of_invitation(facts):
    invitation = db.session.get(Invitation, facts["invitation_id"]) if facts else None
    if invitation is None:
        raise Drop("Die Daten der Person wurden gelöscht.")
    if rules.why_not_accept(invitation, facts["version"], clock.now()):
        raise Drop("Die Einladung ist inzwischen angenommen, zurückgezogen, abgelaufen oder neu verschickt.")
    return {
        "greeting": greeting(invitation.name),
        "roles": role_words.in_words(invitation.grants, *role_places.names()),
        "invitation_link": inviting.link(invitation),
        "ends_at": rules.ends_at(invitation),
    }
