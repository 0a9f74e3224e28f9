"""Which days are special at a place: public holidays by law, school holidays by the calendar the team uploaded."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from dateutil.easter import easter
from flask_babel import lazy_gettext as _

from app import clock
from app.rooms import queries

REGIONS = {"DE-SN": _("Sachsen"), "DE-BB": _("Brandenburg"), "PL": _("Polen"), "CZ": _("Tschechien")}
# Where some towns keep Catholic holidays besides (Fronleichnam in Sorbian parishes); in Poland everybody does.
HAS_CATHOLIC_TOWNS = frozenset({"DE-SN"})
HOLIDAY, SCHOOL = "holiday", "school"
# As the laws are since 2019: (day, month) or days after Easter Sunday → name. The library that knows the holidays of
# all the world takes a web process four megabytes; a test compares these with it, year by year.
YEARS = range(2000, 2101)
_CHRISTMAS = {(25, 12): "Erster Weihnachtstag", (26, 12): "Zweiter Weihnachtstag"}
_GERMAN = {
    (1, 1): "Neujahr", -2: "Karfreitag", 1: "Ostermontag", 39: "Christi Himmelfahrt", (1, 5): "Erster Mai",
    50: "Pfingstmontag", (3, 10): "Tag der Deutschen Einheit", (31, 10): "Reformationstag", **_CHRISTMAS,
}  # fmt: skip
_HOLIDAYS = {
    "DE-SN": _GERMAN,
    "DE-BB": {**_GERMAN, 0: "Ostersonntag", 49: "Pfingstsonntag"},
    "PL": {
        (1, 1): "Neujahr", (6, 1): "Heilige Drei Könige", 0: "Ostersonntag", 1: "Ostermontag",
        (1, 5): "Nationalfeiertag", (3, 5): "Nationalfeiertag am 3. Mai", 49: "Pfingsten", 60: "Fronleichnam",
        (15, 8): "Mariä Himmelfahrt", (1, 11): "Allerheiligen", (11, 11): "Nationalfeiertag der Unabhängigkeit",
        **_CHRISTMAS,
    },
    "CZ": {
        (1, 1): "Neujahr", -2: "Karfreitag", 1: "Ostermontag", (1, 5): "Tag der Arbeit", (8, 5): "Tag des Sieges",
        (5, 7): "Kyrill und Method", (6, 7): "Tag der Verbrennung von Jan Hus",
        (28, 9): "Tag der tschechischen Staatlichkeit", (28, 10): "Gründung der Tschechoslowakei",
        (17, 11): "Tag des Kampfes für Freiheit und Demokratie", (24, 12): "Heiligabend", **_CHRISTMAS,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """What is special about a day: HOLIDAY or SCHOOL, its name, and whether the rooms of the place are shut."""

    kind: str
    name: str
    closes: bool = False


@lru_cache(maxsize=256)
def public_holidays(region, catholic, year):
    """Return {day: name} of the public holidays of a region in a year, with those of Catholic towns if asked.

    Names are German. A region that is not in REGIONS has none, nor has a year that is not in YEARS.
    """
    if region not in REGIONS or year not in YEARS:
        return MappingProxyType({})
    rules, sunday = dict(_HOLIDAYS[region]), easter(year)
    if catholic and region in HAS_CATHOLIC_TOWNS:
        rules[60] = "Fronleichnam"
    if region == "PL" and year >= 2025:
        rules[24, 12] = "Heiligabend"
    found = {}
    for when, name in rules.items():
        day = date(year, when[1], when[0]) if isinstance(when, tuple) else sunday + timedelta(days=when)
        found.setdefault(day, []).append(name)
    if region == "DE-SN":
        found[_day_of_repentance(year)] = ["Buß- und Bettag"]
    return MappingProxyType({day: " und ".join(names) for day, names in sorted(found.items())})


def _day_of_repentance(year):
    """Return the Wednesday before the 23rd of November."""
    last = date(year, 11, 22)
    return last - timedelta(days=(last.weekday() - 2) % 7)


def holidays_at(place, first, last):
    """Return {day: Mark} of a place's public holidays on the days from first to last; none for no place."""
    if place is None or place.holiday_region is None:
        return {}
    return {
        day: Mark(HOLIDAY, name, place.holidays_close)
        for year in range(first.year, last.year + 1)
        for day, name in public_holidays(place.holiday_region, place.holidays_catholic, year).items()
        if first <= day <= last
    }


def closed_days(place, first, last):
    """Return (starts_at, ends_at, name) of the holidays on which the rooms of a place are shut, in order; aware."""
    if place is None or not place.holidays_close:
        return []
    return [
        (clock.start_of(day), clock.start_of(day + timedelta(days=1)), mark.name)
        for day, mark in holidays_at(place, first, last).items()
    ]


def closed_in(place, starts_at, ends_at):
    """Return (starts_at, ends_at, name) of the shut holidays that a span of aware moments touches, in order."""
    spans = closed_days(place, clock.today(starts_at), clock.today(ends_at))
    return [span for span in spans if span[0] < ends_at and span[1] > starts_at]


def marks(place, first, last):
    """Return {day: [Mark]} of the special days of a place from first to last, holidays before school holidays."""
    return marks_of([place], first, last)[place and place.id]


def marks_of(places, first, last):
    """Return {place id: {day: [Mark]}} as `marks`, for any number of places in one statement; None is no place."""
    regions = {place.holiday_region for place in places if place and place.holiday_region}
    school = queries.school_holidays(regions, first, last) if regions else []
    return {place and place.id: _marks(place, first, last, school) for place in places}


def _marks(place, first, last, school):
    found = {day: [mark] for day, mark in holidays_at(place, first, last).items()}
    for region, name, first_on, last_on in school if place else []:
        if region != place.holiday_region:
            continue
        begin = max(first, first_on)
        for number in range((min(last, last_on) - begin).days + 1):
            found.setdefault(begin + timedelta(days=number), []).append(Mark(SCHOOL, name))
    return dict(sorted(found.items()))
