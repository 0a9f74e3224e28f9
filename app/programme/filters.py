"""The query of the programme: the page and the feed read the same one."""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import abort
from flask_babel import gettext as _

ONSITE, DIGITAL = "vor-ort", "digital"


@dataclass(frozen=True)
class Filter:
    """What somebody looks for. Empty means: everything that is still to come."""

    von: date | None = None
    bis: date | None = None
    ort: str = ""
    bereich: str = ""
    format: str = ""
    sprache: str = ""
    art: str = ""
    stufenfrei: bool = False
    hoeranlage: bool = False
    gebaerden: bool = False
    frei: bool = False
    # For whom (programme.audiences), and words to look for.
    fuer: str = ""
    q: str = ""
    # Who invites, alone or with others (key of an Organisation), and under which day it stands (slug of an Umbrella).
    partner: str = ""
    tag: str = ""

    def as_query(self):
        """Return the filter as a query string, always in the same order."""
        pairs = []
        for each in fields(self):
            value = getattr(self, each.name)
            if value:
                pairs.append((each.name, "1" if value is True else str(value)))
        return urlencode(pairs)


def read(args):
    """Return the Filter of query arguments; unknown ones are overlooked, bad dates are a 400 that says so."""
    values = {}
    for each in fields(Filter):
        raw = (args.get(each.name) or "").strip()[:100]
        if not raw:
            continue
        if each.name in ("von", "bis"):
            values[each.name] = _day(raw)
        elif isinstance(each.default, bool):
            values[each.name] = raw not in ("0", "nein")
        else:
            values[each.name] = raw
    if values.get("art") not in (None, ONSITE, DIGITAL):
        abort(400, _("Bitte wählen Sie „vor-ort“ oder „digital“."))
    return Filter(**values)


def read_month(raw, today):
    """Return the first day of a month given as "2026-11", or of the present one."""
    if not raw:
        return today.replace(day=1)
    return _day(f"{raw}-01")


def read_week(raw, today):
    """Return the Monday of a week given by one of its days as "2026-11-28", or of the present one."""
    day = _day(raw) if raw else today
    return day - timedelta(days=day.weekday())


def next_month(first):
    """Return the first day of the month after."""
    return (first + timedelta(days=32)).replace(day=1)


def _day(raw):
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        abort(400, _("Bitte schreiben Sie ein Datum wie 2026-11-28."))
    return day
