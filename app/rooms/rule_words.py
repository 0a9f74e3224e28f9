"""What a rule says, in plain German: "Jede Woche am Dienstag und Donnerstag, bis 31. März"."""

from datetime import date

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from app import display
from app.rooms import recurrence

# A Monday, to name weekdays and months by.
_MONDAY = date(2001, 1, 1)


def in_words(rule):
    """Say what a rule (text or Rule) is; of no rule: that the dates were picked by hand."""
    if not rule:
        return _("Einzeln ausgewählte Tage")
    rule = rule if isinstance(rule, recurrence.Rule) else recurrence.read(rule)
    return _("%(rhythm)s, %(end)s", rhythm=_rhythm(rule), end=_end(rule))


def _end(rule):
    if rule.until is not None:
        return _("bis %(day)s", day=display.day_and_month(rule.until))
    return ngettext("%(num)s Termin", "%(num)s Termine", rule.count)


def _rhythm(rule):
    n = rule.interval
    if rule.freq == recurrence.DAILY:
        return _("Jeden Tag") if n == 1 else _("Alle %(n)s Tage", n=n)
    if rule.freq == recurrence.WEEKLY:
        every = _("Jede Woche") if n == 1 else _("Alle %(n)s Wochen", n=n)
        days = listed(weekday(day) for _n, day in sorted(rule.weekdays, key=lambda each: each[1]))
        return _("%(every)s am %(days)s", every=every, days=days) if days else every
    if rule.freq == recurrence.MONTHLY:
        every = _("Jeden Monat") if n == 1 else _("Alle %(n)s Monate", n=n)
        return _("%(every)s am %(days)s", every=every, days=_days_of_month(rule))
    every = _("Jedes Jahr") if n == 1 else _("Alle %(n)s Jahre", n=n)
    if rule.yeardays == (60,):
        return _("%(every)s am 29. Februar, sonst am 1. März", every=every)
    if (rule.months, rule.monthdays) == ((2,), (-1,)):
        return _("%(every)s am letzten Tag im Februar", every=every)
    if (rule.months, rule.monthdays) == ((2,), (29,)):
        return _("%(every)s am 29. Februar, nur in Schaltjahren", every=every)
    months = listed(month(number) for number in rule.months)
    if not rule.monthdays and not rule.weekdays:
        return every
    if rule.weekdays:
        return _("%(every)s am %(days)s im %(months)s", every=every, days=_days_of_month(rule), months=months)
    return _("%(every)s am %(days)s %(months)s", every=every, days=_days_of_month(rule), months=months)


def _days_of_month(rule):
    return listed([
        *(_counted_day(number) for number in rule.monthdays),
        *(_counted_weekday(n, day) for n, day in rule.weekdays),
    ])  # fmt: skip


def _counted_day(number):
    if number > 0:
        return f"{number}."
    return _("letzten Tag") if number == -1 else _("%(n)s.-letzten Tag", n=-number)


def _counted_weekday(n, day):
    words = {-1: _("letzten"), -2: _("vorletzten"), None: _("jedem")}
    number = words.get(n) or (f"{n}." if n > 0 else _("%(n)s.-letzten", n=-n))
    return f"{number} {weekday(day)}"


def weekday(day):
    """ "Dienstag" of 1."""
    return display.weekday(_MONDAY.replace(day=1 + day))


def month(number):
    """ "März" of 3."""
    return format_date(_MONDAY.replace(month=number), "LLLL")


def listed(words):
    """ "Montag, Mittwoch und Freitag"."""
    *most, last = [*words] or [""]
    return _("%(most)s und %(last)s", most=", ".join(most), last=last) if most else last
