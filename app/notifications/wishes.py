"""What whoever has an account wants to be told of the team's work: at once, once a day, or not at all."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, selectinload

from app.accounts import audit, rules
from app.accounts.models import ADMINISTRATION, DOOR, PROGRAMME, REPRESENTATIVE, ROOMS, Account
from app.database import db, insert_into, lock, transaction

AT_ONCE, DAILY, NONE = "at_once", "daily", "none"


@dataclass(frozen=True)
class Group:
    """Notices that one chooses together. `roles`: whom they concern; `standard`: how they come unless chosen.

    `words` are the choices as people read them. Administration may do what all roles may; where it `is_for_admins`,
    it is told as well.
    """

    name: str
    title: str
    hint: str
    roles: tuple
    words: dict
    standard: str
    is_for_admins: bool = True


_HOW = {AT_ONCE: _("sofort"), DAILY: _("einmal am Tag, mit allem anderen"), NONE: _("gar nicht")}
TASKS = Group(
    "tasks", _("Was zu tun ist"), _("Neue und überfällige Zeilen Ihrer Aufgabenliste, am Morgen in einer Nachricht."),
    (PROGRAMME, ROOMS), {DAILY: _("einmal am Tag"), NONE: _("gar nicht")}, DAILY,
)  # fmt: skip
REQUESTS = Group(
    "requests", _("Raumanfragen"), _("Neue Anfragen, und solche, auf die wir schon geantwortet haben sollten."),
    (ROOMS,), _HOW, DAILY,
)  # fmt: skip
EVENTS = Group(
    "events", _("Veranstaltungen, die eine Entscheidung brauchen"),
    _("Es ist Zeit zu entscheiden, ob eine Veranstaltung stattfindet, und zu wenige haben sich angemeldet."),
    (PROGRAMME,), _HOW, AT_ONCE,
)  # fmt: skip
BARRIERS = Group(
    "barriers", _("Gemeldete Barrieren"), _("Jemand kam nicht hinein, auf der Seite oder im Haus."),
    (PROGRAMME, ROOMS), _HOW, AT_ONCE,
)  # fmt: skip
AT_DOOR = Group(
    "door", _("Liste für den Einlass"), _("Am Abend vorher: wie viele kommen, und was sie brauchen. Ohne Namen."),
    (DOOR,), {AT_ONCE: _("am Abend vorher"), NONE: _("gar nicht")}, AT_ONCE, is_for_admins=False,
)  # fmt: skip
HOSTING = Group(
    "hosting", _("Veranstaltungen Ihrer Organisation"),
    _("Neue Anmeldungen, wenn zu wenige kommen, und was danach zu tun ist. Ohne Namen."),
    (REPRESENTATIVE,), {AT_ONCE: _("wenn es etwas gibt"), NONE: _("gar nicht")}, AT_ONCE, is_for_admins=False,
)  # fmt: skip
GROUPS = (TASKS, REQUESTS, EVENTS, BARRIERS, AT_DOOR, HOSTING)


class AccountWishes(db.Model):
    """What somebody has chosen, and which lines of the list of what there is to do were in a digest of theirs."""

    __tablename__ = "account_notices"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    # {name of a Group: AT_ONCE, DAILY or NONE}; what is not in it comes as it is usual.
    choices: Mapped[dict] = mapped_column(sa.JSON, default=dict, server_default="{}")
    seen: Mapped[list] = mapped_column(sa.JSON, default=list, server_default="[]")


def groups_of(account):
    """Return the Groups that concern somebody, by their roles."""
    return [group for group in GROUPS if _grants(account, group)]


def chosen(account, group, row):
    """Return how somebody wants to be told of a group; `row`: their AccountWishes, or None."""
    if not _grants(account, group):
        return NONE
    choice = (row.choices if row else {}).get(group.name)
    return choice if choice in group.words else group.standard


def readers(group, where, how=AT_ONCE):
    """Return the accounts that are told so of something at a place, of an organisation (a rules.Where)."""
    return among(everybody(), group, where, how)


def among(accounts, group, where, how=AT_ONCE):
    """As `readers`, of what `everybody` has found."""
    return [
        account
        for account, row in accounts
        if chosen(account, group, row) == how and rules.may_open(_grants(account, group), group.roles, where)
    ]


def everybody():
    """Return (account with its grants, its AccountWishes or None) of all that may sign in. Two statements."""
    return db.session.execute(
        sa.select(Account, AccountWishes)
        .outerjoin(AccountWishes, AccountWishes.account_id == Account.id)
        .where(Account.is_open, Account.grants.any())
        .options(selectinload(Account.grants))
        .order_by(Account.id)
    ).all()


def of_account(account_id):
    """Return the AccountWishes of somebody, or None."""
    return db.session.get(AccountWishes, account_id)


def choose(account_id, choices):
    """Keep how somebody wants to be told."""
    with transaction():
        row = lock_wishes(account_id)
        if row.choices != choices:
            row.choices = choices
            audit.note("choose_notices", f"account:{account_id}", choices=choices)


def lock_wishes(account_id):
    """Return the AccountWishes of somebody under the lock, made where there are none. Part of an act."""
    insert = insert_into(AccountWishes).on_conflict_do_nothing()
    db.session.execute(insert.values(account_id=account_id, choices={}, seen=[]))
    return lock(AccountWishes, account_id)


def _grants(account, group):
    return [
        grant for grant in account.grants
        if grant.role in group.roles or (group.is_for_admins and grant.role == ADMINISTRATION)
    ]  # fmt: skip
