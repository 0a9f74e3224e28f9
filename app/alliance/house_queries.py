"""What the house is, for whoever shows it: set in the browser, and else by config.py.

Each process keeps the row in memory. Every request learns the row's revision, most of them by the way (it is the first
item of every stamp, see pages.kept), and reads the row again only where that has changed.
"""

from contextlib import suppress
from dataclasses import dataclass, fields

import sqlalchemy as sa
from flask import current_app, has_request_context, request

from app import pages, reading
from app.alliance import house_rules
from app.alliance.houses import House
from app.database import Prepared, glance
from config import EXAMPLE_IMPRINT

_KEPT = "house"
# Where in the environment of a request the facts are, once it has asked.
_FACTS = "wirkstaette.house"


@dataclass(frozen=True)
class HouseFacts:
    """One moment's row, with the settings of config.py where nothing was set in the browser."""

    revision: int
    is_open: bool
    name: str
    claim: str
    email: str
    imprint: str
    # Who is responsible for data protection; "" where only the imprint says so.
    privacy: str
    # Only those that were written: {"welcome": …, "easy": …}.
    texts: dict
    colours: dict
    picture: str | None
    picture_alt: str
    # May hold a password: for delivery only.
    mail_url: str
    mail_from: str
    answers_to: str | None
    idea_threshold: int
    idea_head_start_hours: int

    @property
    def invites_from(self):
        """Who sends what enters diaries: programs answer its organizer, and believe none but the sender."""
        return house_rules.mailbox(self.name, self.answers_to) if self.answers_to else self.mail_from


_COLUMNS = [House.__table__.c[field.name] for field in fields(HouseFacts)]
_ROW = Prepared(sa.select(*_COLUMNS))
_REVISION = Prepared(sa.select(House.revision))
# Column → the setting that holds where the column is None.
FALLBACKS = {
    "name": "HOUSE_NAME", "claim": "HOUSE_CLAIM", "email": "HOUSE_EMAIL", "imprint": "IMPRINT", "mail_url": "MAIL_URL",
    "mail_from": "MAIL_FROM",
}  # fmt: skip


def current():
    """Return the HouseFacts as they are committed now.

    In a request they stay what they were when it first asked. Raises SQLAlchemyError where the database is away.
    """
    if not has_request_context():
        return reading.once("house", lambda: _facts(_newest(None)))
    if _FACTS not in request.environ:
        request.environ[_FACTS] = _newest(request.environ.get(pages.STAMP))
    return _facts(request.environ[_FACTS])


def name_and_claim():
    """Return how the house is called, and what it says of itself."""
    facts = current()
    return facts.name, facts.claim


def known():
    """Return the HouseFacts that this process saw last, without asking the database."""
    return _facts(current_app.extensions.get(_KEPT))


def has_imprint(own):
    """Tell whether somebody answers for the house: its own imprint, or that of config.py if it is not the example."""
    return (own or current_app.config["IMPRINT"]) != EXAMPLE_IMPRINT


def is_example(address):
    """Tell whether an address, bare or behind a name, is one that nobody has: the default of config.py."""
    return address.rstrip("> ").endswith("@example.org")


def revision():
    """Return the number that rises with every change of the house."""
    rows = glance(_REVISION)
    return rows[0].revision if rows else 0


def _newest(stamp):
    """Return the row as it is, or as it was when the stamp was asked for; None where there is none."""
    row = current_app.extensions.get(_KEPT)
    if row is None or row.revision != (stamp[0] if stamp else revision()):
        row = next(iter(glance(_ROW)), None)
        current_app.extensions[_KEPT] = row
    return row


def prepare():
    """Read the house as a process begins, so that its first page is as cheap as any other. No database is no error."""
    with suppress(sa.exc.SQLAlchemyError):
        current()


def _facts(row):
    values = row._asdict() if row is not None else _NOTHING_SET
    config = current_app.config
    unset = {name: config[setting] for name, setting in FALLBACKS.items() if not values[name]}
    return HouseFacts(**{**values, "privacy": values["privacy"] or "", **unset})


_NOTHING_SET = {
    "revision": 0, "is_open": True, "name": None, "claim": None, "email": None, "imprint": None, "privacy": None,
    "texts": {}, "colours": {}, "picture": None, "picture_alt": "", "mail_url": None, "mail_from": None,
    "answers_to": None,    "idea_threshold": 10, "idea_head_start_hours": 24,
}  # fmt: skip
