"""Guest lists to take along: CSV and XLSX, with as little as is needed, and nothing that a spreadsheet would run."""

import csv
import io

from flask_babel import gettext as _
from flask_babel import ngettext

from app.registrations import tickets, words
from app.registrations.forms import KINDS
from app.registrations.needs import NEEDS, is_minor
from app.registrations.state_words import STATES

# What makes a cell a formula (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(guests, with_needs=False, with_email=False):
    """Return the rows of a list, the head first. Needs and addresses only where they are asked for."""
    head = [_("Name"), _("Plätze"), _("Begleitpersonen"), _("Stand"), _("Wie"), _("Türcode")]
    head += [_("Bedarf")] if with_needs else []
    head += [_("E-Mail-Adresse")] if with_email else []
    return [head, *(_row(guest, with_needs, with_email) for guest in guests)]


def _row(guest, with_needs, with_email):
    row = [
        guest.name or "", guest.seats, guest.carers, str(STATES[guest.state][1]), str(KINDS[guest.kind]),
        tickets.door_code(guest.id),
    ]  # fmt: skip
    if with_needs:
        row.append("; ".join(needs_of(guest)))
    return row + ([guest.email or ""] if with_email else [])


def needs_of(guest):
    """Return all that a registration needs, in words."""
    said = words.needs_words(guest.needs)
    if guest.wheelchairs:
        said.insert(0, _("%(num)s im Rollstuhl", num=guest.wheelchairs))
    return [*said, *([guest.needs_note] if guest.needs_note else [])]


def totals(rows):
    """Say what those who come need all together, for who prepares the room; `rows` of guest_queries.needs_of_all."""
    chairs, carers = sum(row.wheelchairs for row in rows), sum(row.carers for row in rows)
    minors = sum(is_minor(person.get("age")) for row in rows for person in row.people)
    said = [
        ngettext("%(num)s Person im Rollstuhl", "%(num)s Personen im Rollstuhl", chairs) if chairs else "",
        ngettext("%(num)s Begleitperson", "%(num)s Begleitpersonen", carers) if carers else "",
        ngettext("%(num)s Kind oder Jugendliche", "%(num)s Kinder und Jugendliche", minors) if minors else "",
    ]
    for code, label in NEEDS.items():
        if number := sum(code in row.needs for row in rows):
            said.append(_("%(need)s: %(num)s-mal", need=label, num=number))
    return [each for each in said if each]


def as_csv(rows):
    """Return rows as CSV (bytes): semicolons and a mark of the encoding, as spreadsheets here want them."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([[defused(cell) for cell in row] for row in rows])
    return "\ufeff".encode() + text.getvalue().encode()


def as_xlsx(rows):
    """Return rows as a workbook (bytes); every text is a text."""
    # Takes a megabyte; few ask for it.
    import xlsxwriter

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                write = sheet.write_number if isinstance(cell, int) else sheet.write_string
                write(number, column, cell, *([bold] if number == 0 else []))
        sheet.set_column(0, 0, 30)
    return kept.getvalue()


def defused(cell):
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
