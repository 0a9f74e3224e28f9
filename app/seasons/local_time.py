"""Times as they stand in a season file: wall time of the house with its offset, "2027-02-01T15:00:00+01:00"."""

import re
from datetime import UTC, date, datetime, timedelta

from app.clock import BERLIN

YEARS = range(2000, 2101)

_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?")
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


class BadTime(ValueError):
    """A time or day that cannot be meant; carries the sentence that says what to write instead."""


def read_day(text):
    """Return the day written in a file; raises BadTime."""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise BadTime(f"Das ist kein Tag zwischen {YEARS[0]} und {YEARS[-1]}. Bitte wie 2027-02-01 schreiben.")
    return day


def read_moment(text):
    """Return the moment written in a file, aware, in UTC; raises BadTime."""
    written = _MOMENT.fullmatch(text)
    if not written:
        raise BadTime("Diese Zeit ist nicht lesbar. Bitte wie 2027-02-01T15:00:00+01:00 schreiben.")
    try:
        wall = datetime.fromisoformat(written[1])
    except ValueError:
        raise BadTime("Diesen Tag oder diese Uhrzeit gibt es nicht. Bitte prüfen Sie die Ziffern.") from None
    if wall.year not in YEARS:
        raise BadTime(f"Das Jahr {wall.year} liegt zu fern. Bitte {YEARS[0]} bis {YEARS[-1]}.")
    if not _exists(wall):
        raise BadTime(
            "Diese Uhrzeit gibt es nicht: In dieser Nacht springt die Uhr von 2 auf 3 Uhr. "
            "Bitte wählen Sie eine andere."
        )
    return _with_offset(wall, written[2])


def written(moment):
    """Return a moment as it stands in a season file; the inverse of read_moment."""
    return moment.astimezone(BERLIN).isoformat(timespec="seconds")


def localised(wall):
    """Return the moment of a naive wall time, in UTC.

    The doubled hour in October means the first; in the skipped hour of March the first time that exists is taken.
    """
    while not _exists(wall):
        wall = wall.replace(second=0) + timedelta(minutes=1)
    return wall.replace(tzinfo=BERLIN, fold=0).astimezone(UTC)


def in_words(start, end):
    """Return "9. Februar 2027, 18:00 bis 20:00 Uhr" for two moments."""
    start, end = start.astimezone(BERLIN), end.astimezone(BERLIN)
    day = "" if start.date() == end.date() else f"{_day_in_words(end)}, "
    return f"{_day_in_words(start)}, {start:%H:%M} bis {day}{end:%H:%M} Uhr"


def _day_in_words(moment):
    return f"{moment.day}. {_MONTHS[moment.month - 1]} {moment.year}"


def _exists(wall):
    """Say whether clocks in Berlin ever show this wall time; they skip an hour in March."""
    return wall.replace(tzinfo=BERLIN).astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None) == wall


def _with_offset(wall, offset):
    # In the doubled hour of October two offsets are right, and each means another moment.
    possible = {}
    for fold in (0, 1):
        local = wall.replace(tzinfo=BERLIN, fold=fold)
        possible[local.isoformat()[19:]] = local.astimezone(UTC)
    if offset in possible:
        return possible[offset]
    right = " oder ".join(possible)
    if offset is None:
        raise BadTime(f"Der Zeit fehlt der Abstand zur Weltzeit. Bitte ergänzen Sie {right}.")
    raise BadTime(f"In Berlin gilt zu dieser Zeit {right}, da steht aber {offset}. Bitte berichtigen Sie den Abstand.")
