"""Bringing in a list of guests: read what people export, book row by row, say of each row what became of it."""

import csv
import hashlib
import io
from dataclasses import dataclass
from enum import Enum

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.accounts import audit
from app.database import transaction
from app.errors import Refused
from app.forms import lower, strip
from app.registrations import desk, queries
from app.registrations.models import LIST, WAITING

MOST_ROWS, MOST_BYTES = 500, 200_000
# What the head of a column may say.
_NAMES = {
    "name": ("name", "vorname", "gast", "teilnehmer", "teilnehmerin"),
    "email": ("e-mail", "email", "mail", "e-mail-adresse", "e-mail address"),
    "seats": ("plätze", "plaetze", "platz", "anzahl", "seats", "personen"),
}


class ListRefusal(Enum):
    """Why a list cannot be read at all."""

    UNREADABLE = _("Diese Datei können wir nicht lesen. Bitte speichern Sie die Tabelle als CSV.")
    EMPTY = _("In dieser Liste steht nichts.")
    NO_NAME = _("In der ersten Zeile muss eine Spalte „Name“ heißen. Möglich sind außerdem „E-Mail“ und „Plätze“.")
    TOO_LONG = _("Bitte höchstens %(most)s Zeilen auf einmal.")


@dataclass(frozen=True)
class Row:
    """A row of a list: its number in the file, who and how many; `fault` says why it cannot be booked."""

    number: int
    name: str
    email: str | None
    seats: int
    fault: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a row."""

    row: Row
    state: str
    words: str


def read(data):
    """Return the Rows of a CSV file (bytes). Raises Refused with a ListRefusal."""
    if len(data) > MOST_BYTES or b"\0" in data:
        raise Refused(ListRefusal.UNREADABLE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    lines = text.splitlines()
    if not any(line.strip() for line in lines):
        raise Refused(ListRefusal.EMPTY)
    head = next(line for line in lines if line.strip())
    delimiter = max(";,\t", key=head.count)
    try:
        rows = enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1)
        table = [(number, cells) for number, cells in rows if any(map(str.strip, cells))]
    except csv.Error:
        raise Refused(ListRefusal.UNREADABLE) from None
    places = _places(table[0][1])
    if "name" not in places:
        raise Refused(ListRefusal.NO_NAME)
    if len(table) - 1 > MOST_ROWS:
        raise Refused(ListRefusal.TOO_LONG, most=MOST_ROWS)
    return [_row(number, cells, places) for number, cells in table[1:]]


def _places(head):
    said = [strip(cell).lower() for cell in head]
    return {what: said.index(each) for what, names in _NAMES.items() for each in names if each in said}


def _row(number, cells, places):
    def cell(what):
        place = places.get(what)
        return strip(cells[place]) if place is not None and place < len(cells) else ""

    name, email, seats = cell("name"), lower(cell("email")) or None, cell("seats") or "1"
    fault = ""
    if not name or len(name) > 200:
        fault = gettext("Der Name fehlt oder ist zu lang.")
    elif email and not _is_address(email):
        fault = gettext("Das ist keine vollständige E-Mail-Adresse.")
    elif not seats.isascii() or not seats.isdecimal() or len(seats) > 9 or not 1 <= int(seats) <= desk.MOST_SEATS:
        fault = gettext("Die Zahl der Plätze ist keine von 1 bis %(most)s.", most=desk.MOST_SEATS)
    return Row(number, name[:200], email, int(seats) if not fault else 0, fault)


def _is_address(email):
    # Forms that nobody has opened yet need none of it.
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(email, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return len(email) <= 254


def book(event_id, kind, rows, would_wait=True):
    """Book each row in a transaction of its own; return the Outcomes. The same list once more books nobody twice."""
    outcomes, repeated = [], {}
    for row in rows:
        if row.fault:
            outcomes.append(Outcome(row, "unread", row.fault))
            continue
        # Two rows that say the same are two groups; the same list once more is not.
        same = (row.name, row.email, row.seats)
        repeated[same] = repeated.get(same, 0) + 1
        mark = hashlib.sha256(repr((event_id, kind, *same)).encode()).hexdigest()[:32]
        outcomes.append(_book(event_id, kind, row, f"list:{event_id}:{mark}:{repeated[same]}", would_wait))
    number = sum(outcome.state in ("booked", "waiting") for outcome in outcomes)
    with transaction():
        audit.note("import_guests", f"event:{event_id}", number=number)
    return outcomes


def _book(event_id, kind, row, form_key, would_wait):
    if (known := queries.find_same(event_id, row.email, form_key)) is not None:
        words = gettext("War schon angemeldet.") if known.email else gettext("War schon in dieser Liste.")
        return Outcome(row, "there", words)
    try:
        made = desk.book_for(
            event_id, kind, row.seats, row.name, row.email, source=LIST, form_key=form_key, would_wait=would_wait
        )
    except Refused as refused:
        return Outcome(row, "refused", refused.sentence)
    if made.state == WAITING:
        return Outcome(row, "waiting", gettext("Steht auf der Warteliste."))
    return Outcome(row, "booked", ngettext("%(num)s Platz gebucht.", "%(num)s Plätze gebucht.", row.seats))
