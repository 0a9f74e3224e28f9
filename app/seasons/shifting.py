"""A season moved to other weeks, so that a demo begins this week."""

from copy import deepcopy
from datetime import date, timedelta

from app.clock import BERLIN
from app.seasons import umbrellas
from app.seasons.faults import refuse
from app.seasons.local_time import YEARS, localised, read_moment, written


def shift(season: dict, monday: date) -> dict:
    """Return the season moved by whole weeks, so that the week of its anchor becomes the week of `monday`.

    Wall times stay (18:00 stays 18:00 on either side of a clock change); in the hour skipped in March a date takes the
    first time that exists. Raises SeasonFaults where that leads out of the years a season may lie in.
    """
    weeks = _monday_of(monday) - _monday_of(date.fromisoformat(season["anchor"]))
    moved = deepcopy(season)
    if not weeks:
        return moved
    try:
        moved["anchor"] = _within_years(date.fromisoformat(season["anchor"]) + weeks).isoformat()
        umbrellas.shift(moved, lambda day: _within_years(day + weeks))
        for event in moved["events"]:
            event["occurrences"] = [_shifted(span, weeks) for span in event["occurrences"]]
            if event.get("moved_from"):
                event["moved_from"] = [_shifted(span, weeks) for span in event["moved_from"]]
            if event.get("publish_at"):
                event["publish_at"] = written(_moved(read_moment(event["publish_at"]), weeks))
    except OverflowError:
        refuse(f"Diese Woche liegt zu fern. Bitte einen Montag von {YEARS[0]} bis {YEARS[-1]} wählen.")
    return moved


def _monday_of(day):
    return day - timedelta(days=day.weekday())


def _shifted(span, weeks):
    start, end = (read_moment(text) for text in span)
    new_start, new_end = (_moved(moment, weeks) for moment in (start, end))
    if new_end <= new_start:
        # Both lay in one skipped hour, or on either side of a doubled one: the length is what can be kept.
        new_end = new_start + (end - start)
    return [written(new_start), written(new_end)]


def _moved(moment, weeks):
    return localised(_within_years(moment.astimezone(BERLIN).replace(tzinfo=None) + weeks))


def _within_years(day):
    if day.year not in YEARS:
        raise OverflowError(day)
    return day
