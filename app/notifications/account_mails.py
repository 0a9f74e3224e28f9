"""What mails to people who sign in need to know. Their links open accounts, so their texts are not for the team."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from app import clock, jobs
from app.accounts import inviting, own_address, resetting, role_words, rules, second_factor
from app.accounts.models import ADMINISTRATION, Account, Invitation
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
    facts[resetting.MAIL] = _of_new_password
    secret[resetting.MAIL] = ()
    facts[own_address.MAIL] = _of_new_address
    secret[own_address.MAIL] = ()
    facts[second_factor.CHANGED_MAIL] = _of_change


# What is told to somebody whose way to sign in was changed.
CHANGES = {
    "reset_password": "Ihr Passwort wurde über einen Link aus einer E-Mail neu gesetzt. Alle Geräte sind abgemeldet.",
    "change_password": "Ihr Passwort wurde geändert. Alle anderen Geräte sind abgemeldet.",
    "set_up_second_factor": "Für Ihre Anmeldung ist jetzt ein zweiter Faktor eingerichtet.",
    "turn_off_second_factor": "Der zweite Faktor für Ihre Anmeldung ist ausgeschaltet.",
    "reset_second_factor": "Die Verwaltung hat Ihren zweiten Faktor entfernt. Alle Geräte sind abgemeldet.",
    "change_address": "Sie melden sich jetzt mit einer anderen E-Mail-Adresse an. Alle Geräte sind abgemeldet.",
    "rescue_account": "Die Technik des Hauses hat Ihr Passwort neu gesetzt und Ihren zweiten Faktor entfernt.",
    "use_recovery_code": "Mit einem Ihrer Codes für den Notfall hat sich jemand angemeldet. Er gilt nicht mehr.",
}


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


def _of_new_address(facts):
    account, ends_at = _of_link(facts)
    return {
        "greeting": greeting(account.name),
        "address_link": own_address.link(account, facts["email"], facts["ends_at"]),
        "ends_at": ends_at,
    }


def _of_link(facts):
    account = _account_of(facts)
    ends_at = datetime.fromtimestamp(facts["ends_at"], UTC)
    if account.sign_in_version != facts["version"] or clock.now() >= ends_at:
        raise Drop("Der Link gilt nicht mehr.")
    return account, ends_at


def _of_new_password(facts):
    account, ends_at = _of_link(facts)
    return {
        "greeting": greeting(account.name),
        "password_link": resetting.link(account, facts["ends_at"]),
        "ends_at": ends_at,
    }


def _of_change(facts):
    account = _account_of(facts)
    return {"greeting": greeting(account.name), "sentence": CHANGES[facts["act"]]}


def _account_of(facts):
    account = db.session.get(Account, facts["account_id"]) if facts else None
    if account is None:
        raise Drop("Die Daten der Person wurden gelöscht.")
    if not account.is_open:
        raise Drop("Das Konto ist geschlossen.")
    return account
