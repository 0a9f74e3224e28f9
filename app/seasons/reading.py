"""A season file, read: from bytes to a season that holds together, or to the list of everything that is wrong in it."""

from app.seasons.checking import relation_faults
from app.seasons.completing import complete
from app.seasons.conflicts import conflict_faults
from app.seasons.entries import Entries
from app.seasons.faults import Fault, SeasonFaults, raise_any
from app.seasons.fitting import fitting_faults
from app.seasons.parsing import MAX_BYTES, parse
from app.seasons.shape import shape_faults

__all__ = ["MAX_BYTES", "Fault", "SeasonFaults", "read_season"]


def read_season(data: bytes) -> dict:
    """Return the season in a file's bytes, with every key of the format present (docs/season-format.md).

    Pure: needs no database and no application. A file with a fault is refused as a whole: raises SeasonFaults.
    """
    season, text_faults = parse(data)
    raise_any(_faults(season, text_faults))
    return complete(season)


def _faults(season, text_faults):
    # Texts first: their walk refuses what is too deep or too much before the slower checks look at it.
    yield from text_faults
    broken = set()
    for path, fault in shape_faults(season):
        broken.add(path)
        yield fault
    if isinstance(season, dict):
        entries = Entries(season, broken)
        yield from relation_faults(entries)
        yield from fitting_faults(entries)
        yield from conflict_faults(entries)
