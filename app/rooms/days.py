"""Which days are special at a place: public holidays by law, school holidays by the calendar the team uploaded."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import MappingProxyType

from flask_babel import lazy_gettext as _

from app import clock
from app.rooms import queries

REGIONS = {"DE-SN": _("Sachsen"), "DE-BB": _("Brandenburg"), "PL": _("Polen"), "CZ": _("Tschechien")}
# Where some towns keep Catholic holidays besides (Fronleichnam in Sorbian parishes); in Poland everybody does.
HAS_CATHOLIC_TOWNS = frozenset({"DE-SN"})
HOLIDAY, SCHOOL = "holiday", "school"
_COUNTRIES = {"DE": ("germany", "Germany"), "PL": ("poland", "Poland"), "CZ": ("czechia", "Czechia")}
# The library knows these only in Czech and English.
_CZECH = {
    "Nový rok": "Neujahr",
    # The same day as Neujahr, which says enough.
    "Den obnovy samostatného českého státu": "",
    "Velký pátek": "Karfreitag",
    "Velikonoční pondělí": "Ostermontag",
    "Svátek práce": "Tag der Arbeit",
    "Den vítězství": "Tag des Sieges",
    "Den slovanských věrozvěstů Cyrila a Metoděje": "Kyrill und Method",
    "Den upálení mistra Jana Husa": "Tag der Verbrennung von Jan Hus",
    "Den české státnosti": "Tag der tschechischen Staatlichkeit",
    "Den vzniku samostatného československého státu": "Gründung der Tschechoslowakei",
    "Den boje za svobodu a demokracii a Mezinárodní den studentstva": "Tag des Kampfes für Freiheit und Demokratie",
    "Štědrý den": "Heiligabend",
    "1. svátek vánoční": "Erster Weihnachtstag",
    "2. svátek vánoční": "Zweiter Weihnachtstag",
}


@dataclass(frozen=True)
class Mark:
    """What is special about a day: HOLIDAY or SCHOOL, its name, and whether the rooms of the place are shut."""

    kind: str
    name: str
    closes: bool = False


@lru_cache(maxsize=256)
def public_holidays(region, catholic, year):
    """Return {day: name} of the public holidays of a region in a year, with those of Catholic towns if asked.

    Names are German. A region that is not in REGIONS has none.
    """
    if region not in REGIONS:
        return MappingProxyType({})
    country, _dash, state = region.partition("-")
    module, name = _COUNTRIES[country]
    found = getattr(_load(module), name)(
        subdiv=state or None,
        years=year,
        expand=False,
        categories=("public", "catholic") if catholic and region in HAS_CATHOLIC_TOWNS else ("public",),
        language="cs" if country == "CZ" else "de",
    )
    return MappingProxyType({day: _in_german(names) for day, names in sorted(found.items())})


@cache
def _load(module):
    """Return the library's module of one country. Its front door loads those of all, which costs 9 MB."""
    # Only who looks at days needs it.
    import holidays

    path = Path(holidays.__file__).with_name("countries") / f"{module}.py"
    spec = spec_from_file_location(f"holidays.countries.{module}", path)
    loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def _in_german(names):
    # Two holidays on one day come as "one; other".
    return " und ".join(german for name in names.split("; ") if (german := _CZECH.get(name, name)))


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
