"""Closures in words: what is shut, and how often."""

from datetime import date

from flask_babel import gettext as _

from app import clock, display
from app.rooms import closure_plans, recurrence


def where(closure):
    """ "Das ganze Haus", "Alle Räume in Zittau" or "Saal, Zittau"."""
    if closure.room is not None:
        return closure.room.place_line
    if closure.place is not None:
        return _("Alle Räume in %(place)s", place=closure.place.name)
    return _("Das ganze Haus")


def how_often(rule, now):
    """ "jeden Montag", "am letzten Freitag jedes Monats, bis 31. März"; nothing where a closure is only once."""
    if not rule:
        return ""
    is_endless = closure_plans.is_endless(rule)
    found = recurrence.read(f"{rule};UNTIL={clock.today(now):%Y%m%d}" if is_endless else rule)
    words = _rule_in_words(found)
    if not is_endless and found.until:
        return _("%(words)s, bis %(last)s", words=words, last=display.day_and_month(found.until))
    return words


def _rule_in_words(rule):
    if rule.freq == recurrence.YEARLY:
        return _("jedes Jahr")
    if rule.freq == recurrence.WEEKLY and not rule.weekdays and rule.interval == 1:
        return _("jede Woche")
    if rule.freq == recurrence.WEEKLY and len(rule.weekdays) == 1:
        weekday = _weekday(rule.weekdays[0][1])
        if rule.interval == 1:
            return _("jeden %(weekday)s", weekday=weekday)
        return _("alle %(number)s Wochen am %(weekday)s", number=rule.interval, weekday=weekday)
    if rule.freq == recurrence.MONTHLY and rule.monthdays:
        return _("am %(day)s. jedes Monats", day=rule.monthdays[0])
    if rule.freq == recurrence.MONTHLY and rule.weekdays:
        n, day = rule.weekdays[0]
        nth = {1: _("ersten"), 2: _("zweiten"), 3: _("dritten"), 4: _("vierten"), -1: _("letzten")}[n]
        return _("am %(nth)s %(weekday)s jedes Monats", nth=nth, weekday=_weekday(day))
    return _("nach einer Regel")


def _weekday(number):
    # 1 January 2024 is a Monday.
    return display.weekday(date(2024, 1, 1 + number))
