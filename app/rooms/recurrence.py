"""Rules of series (RFC 5545, section 3.3.10): read, built and expanded on the clock on the wall. Pure.

dateutil finds the days, on naive wall time; each date is turned into moments on its own, never by adding to the one
before. Only rules are let in of which we know that they come to an end, and quickly.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

from dateutil import rrule
from flask_babel import lazy_gettext as _

from app import clock
from app.errors import Refused

LIMIT = 730
# Farther ahead of the first day nothing is looked for: nobody plans that, and February 29 has come ten times.
FARTHEST = timedelta(days=40 * 366)
EARLIEST, LATEST = 1970, 2200
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
# Which further parts a rule of each kind may have. Others contradict each other sooner or later, and a rule that
# never happens is searched for until the year 9999.
_MAY_HAVE = {
    DAILY: (set(),),
    WEEKLY: (set(), {"BYDAY"}),
    MONTHLY: (set(), {"BYMONTHDAY"}, {"BYDAY"}),
    YEARLY: (set(), {"BYMONTH", "BYMONTHDAY"}, {"BYMONTH", "BYDAY"}, {"BYYEARDAY"}),
}
_LARGEST = {"INTERVAL": 366, "BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366}


class RuleRefusal(Enum):
    """Why there can be no such series."""

    UNREADABLE = _("Diese Wiederholung kennen wir nicht. Bitte wählen Sie eine aus der Liste.")
    NEVER_ENDS = _("Die Reihe hört nie auf. Bitte geben Sie an, wie oft oder bis wann.")
    NEVER_HAPPENS = _("An dieser Regel gibt es keinen einzigen Termin. Bitte prüfen Sie Tag, Monat und Ende.")
    TOO_MANY = _(
        "Das sind mehr als %(limit)s Termine, so viele gehen nicht auf einmal. Bitte wählen Sie ein früheres Ende."
    )
    TOO_FAR = _("So weit reicht kein Kalender. Bitte wählen Sie ein früheres Jahr.")
    ENDS_BEFORE_START = _("Das Ende liegt vor dem Anfang. Bitte prüfen Sie die Zeiten.")
    UNTIL_BEFORE_START = _("Die Reihe endet vor ihrem ersten Tag. Bitte prüfen Sie das Ende.")


@dataclass(frozen=True)
class Date:
    """One date of a series: naive wall time as the rule says, and the moments (UTC) that it is."""

    wall_start: datetime
    wall_end: datetime
    starts_at: datetime
    ends_at: datetime
    # It falls into the hour that is skipped in March, and takes the first time that exists.
    is_shifted: bool = False


@dataclass(frozen=True)
class Rule:
    """A rule, read. Weekdays are (n, day): n-th of the month or year, None for each; day 0 is Monday."""

    freq: str
    interval: int = 1
    count: int | None = None
    # The last day on which the series may have a date.
    until: date | None = None
    weekdays: tuple = ()
    months: tuple = ()
    monthdays: tuple = ()
    yeardays: tuple = ()

    def __str__(self):
        """Return the rule as RFC 5545 writes it, without DTSTART; UNTIL is a day of the house, that day included."""
        parts = [f"FREQ={self.freq}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        for name, values in (("BYMONTH", self.months), ("BYMONTHDAY", self.monthdays), ("BYYEARDAY", self.yeardays)):
            if values:
                parts.append(f"{name}={','.join(map(str, values))}")
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(f"{n or ''}{WEEKDAYS[day]}" for n, day in self.weekdays))
        if self.freq == WEEKLY:
            parts.append("WKST=MO")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)

    def ending(self, count=None, until=None):
        """Return the same rule with another end: so many dates, or a last day."""
        return replace(self, count=count, until=until)


def read(text):
    """Return the Rule that a text tells. Raises Refused with a RuleRefusal: unreadable, endless, too long."""
    try:
        rule = _parse(text)
    except (ValueError, KeyError):
        raise Refused(RuleRefusal.UNREADABLE) from None
    if rule.count is None and rule.until is None:
        raise Refused(RuleRefusal.NEVER_ENDS)
    if rule.count is not None and rule.count > LIMIT:
        raise Refused(RuleRefusal.TOO_MANY, limit=LIMIT)
    return rule


def _parse(text):
    parts = [part.partition("=")[::2] for part in text.strip().upper().removeprefix("RRULE:").split(";")]
    told = dict(parts)
    if len(told) != len(parts):
        raise ValueError("A part stands twice.")
    freq = told.pop("FREQ")
    # All weeks of the house begin on Monday.
    if told.pop("WKST", "MO") != "MO" or ("COUNT" in told and "UNTIL" in told):
        raise ValueError("Not as RFC 5545 or we have it.")
    rule = Rule(
        freq,
        interval=_numbers("INTERVAL", told.pop("INTERVAL", "1"))[0],
        count=_positive(told.pop("COUNT")) if "COUNT" in told else None,
        until=_last_day(told.pop("UNTIL")) if "UNTIL" in told else None,
    )
    if set(told) not in _MAY_HAVE[freq]:
        raise ValueError("Parts that do not go together.")
    return replace(
        rule,
        weekdays=_weekdays(told["BYDAY"], freq != WEEKLY) if "BYDAY" in told else (),
        months=_numbers("BYMONTH", told.get("BYMONTH")),
        monthdays=_numbers("BYMONTHDAY", told.get("BYMONTHDAY"), also_from_the_end=True),
        yeardays=_numbers("BYYEARDAY", told.get("BYYEARDAY"), also_from_the_end=True),
    )


def _positive(text):
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _numbers(name, text, also_from_the_end=False):
    numbers = [int(each) for each in text.split(",")] if text is not None else []
    for number in numbers:
        size = abs(number) if also_from_the_end else number
        if not 1 <= size <= _LARGEST[name]:
            raise ValueError(text)
    return tuple(dict.fromkeys(numbers))


def _weekdays(text, may_count):
    days = []
    for each in text.split(","):
        n = int(each[:-2]) if each[:-2] else None
        if n is not None and not (may_count and 1 <= abs(n) <= 5):
            raise ValueError(text)
        days.append((n, WEEKDAYS.index(each[-2:])))
    return tuple(dict.fromkeys(days))


def _last_day(text):
    """Return the day of an UNTIL: a day, a wall time, or a moment in UTC."""
    if not re.fullmatch(r"\d{8}(T\d{6}Z?)?", text, re.ASCII):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return moment.date() if moment.tzinfo is None else clock.today(moment)


def expand(rule, wall_start, wall_end, limit=LIMIT):
    """Return the Dates of a rule (text or Rule) from a first day on; times are naive, as the clock on the wall says.

    The first day is a date only if the rule says so. Raises Refused with a RuleRefusal: more than `limit` dates,
    none at all, too far ahead.
    """
    rule = rule if isinstance(rule, Rule) else read(rule)
    _check_span(wall_start, wall_end)
    if rule.until is not None and rule.until < wall_start.date():
        raise Refused(RuleRefusal.UNTIL_BEFORE_START)
    found = []
    for start in _starts(rule, wall_start):
        if rule.until is not None and start.date() > rule.until:
            break
        if len(found) == limit:
            raise Refused(RuleRefusal.TOO_MANY, limit=limit)
        if start - wall_start > FARTHEST:
            if found or rule.until is None:
                raise Refused(RuleRefusal.TOO_FAR)
            break
        found.append(localise(start, start + (wall_end - wall_start)))
        if len(found) == rule.count:
            break
    if not found:
        raise Refused(RuleRefusal.NEVER_HAPPENS)
    return found


def _starts(rule, wall_start):
    return rrule.rrule(
        getattr(rrule, rule.freq),
        dtstart=wall_start,
        interval=rule.interval,
        wkst=rrule.MO,
        byweekday=[rrule.weekday(day, n) for n, day in rule.weekdays] or None,
        bymonth=rule.months or None,
        bymonthday=rule.monthdays or None,
        byyearday=rule.yeardays or None,
    )


def by_hand(spans, limit=LIMIT):
    """Return the Dates of (wall_start, wall_end) that somebody picked, in order, each once. Raises Refused."""
    spans = sorted(set(spans))
    if not spans:
        raise Refused(RuleRefusal.NEVER_HAPPENS)
    if len(spans) > limit:
        raise Refused(RuleRefusal.TOO_MANY, limit=limit)
    for span in spans:
        _check_span(*span)
    return [localise(*span) for span in spans]


def _check_span(wall_start, wall_end):
    if wall_end <= wall_start:
        raise Refused(RuleRefusal.ENDS_BEFORE_START)
    if not (wall_start.year >= EARLIEST and wall_end.year <= LATEST):
        raise Refused(RuleRefusal.TOO_FAR)


def localise(wall_start, wall_end):
    """Return the Date of a span of wall time; what lies in the hour skipped in March takes the first that exists."""
    starts_at, ends_at = clock.from_wall(wall_start), clock.from_wall(wall_end)
    if ends_at <= starts_at:
        # All of it lies in the skipped hour: it keeps its length, for nothing lasts no time.
        ends_at = starts_at + (wall_end - wall_start)
    is_shifted = clock.is_skipped(wall_start) or clock.is_skipped(wall_end)
    return Date(wall_start, wall_end, starts_at, ends_at, is_shifted)
