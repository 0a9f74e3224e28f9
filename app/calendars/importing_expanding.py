"""From the entries of a calendar of others to their dates: rules, exceptions, further dates, changed dates, zones."""

import itertools
import time as real_time
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.calendars import importing_reading as reading
from app.calendars.importing_entries import DAY, Entry, number
from app.calendars.importing_reading import BadEntry, Skipped
from app.calendars.importing_words import Skip
from app.calendars.importing_zones import UnknownZone

# Of one entry, and of one calendar.
MOST_DATES, MOST_ALL = 2000, 20_000
# How many dates of a rule are looked at, however far in the past it began.
MOST_STEPS = 200_000
_TOO_OFTEN = ("SECONDLY", "MINUTELY")


@dataclass(frozen=True)
class Date:
    """One date of an entry; half-open, aware."""

    uid: str
    occurs: str
    title: str
    location: str
    link: str
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    is_free: bool


@dataclass
class Found:
    """What a calendar says about a span of time. `is_partial`: there was more than we take."""

    dates: list
    skipped: list
    entries: int
    is_partial: bool = False


def expand(source, begin, end, guard, seconds=40):
    """Return what a Source says between two moments. `guard()` is a context that ends what takes too long."""
    stop_at = real_time.monotonic() + seconds
    near = [f"{moment:%Y%m%d}" for moment in (begin - 2 * DAY, end + 2 * DAY)]
    skipped = [Skipped(*reading.name_of(text), Skip.BROKEN.name) for text in source.broken]
    groups = {}
    for text in source.entries:
        if reading.is_far(text, *near):
            continue
        uid, title = reading.name_of(text)
        try:
            if real_time.monotonic() > stop_at:
                raise BadEntry(Skip.TOO_LONG)
            with guard():
                _sort(groups, Entry(text, uid, source))
        except BadEntry as bad:
            skipped.append(Skipped(uid, title, bad.reason.name, bad.facts))
    found = Found([], skipped, len(source.entries) + len(source.broken))
    for uid, (master, changed) in groups.items():
        _expand_one(found, uid, master, changed, (begin, end), stop_at, guard)
    found.dates.sort(key=lambda each: (each.starts_at, each.uid, each.occurs))
    if len(found.dates) > MOST_ALL:
        found.dates, found.is_partial = found.dates[:MOST_ALL], True
    if found.is_partial:
        found.skipped.append(Skipped("", "", Skip.FULL.name))
    return found


def _expand_one(found, uid, master, changed, span, stop_at, guard):
    title = (master or next(iter(changed.values()))).title
    try:
        if real_time.monotonic() > stop_at:
            raise BadEntry(Skip.TOO_LONG)
        if len(found.dates) > 5 * MOST_ALL:
            found.is_partial = True
            return
        with guard():
            dates = list(itertools.islice(_dates(master, changed, *span), MOST_DATES + 1))
    except BadEntry as bad:
        found.skipped.append(Skipped(uid, title, bad.reason.name, bad.facts))
        return
    if len(dates) > MOST_DATES:
        dates.pop()
        found.skipped.append(Skipped(uid, title, Skip.TOO_MANY_DATES.name, {"most": MOST_DATES}))
    found.dates += dates


def _sort(groups, entry):
    """Put an entry to others of its UID; of two for the same date the later revision counts."""
    group = groups.setdefault(entry.uid, [None, {}])
    if entry.recurrence is None:
        if group[0] is None or group[0].revision <= entry.revision:
            group[0] = entry
        return
    before = group[1].get(entry.recurrence.key)
    if before is None or before.revision <= entry.revision:
        group[1][entry.recurrence.key] = entry


def _dates(master, changed, begin, end):
    """Yield the Dates of an entry and of its changed dates that touch a span, those of the rule in order."""
    later = sorted(
        (each for each in changed.values() if each.is_from_here_on), key=lambda each: each.recurrence.utc, reverse=True
    )
    if master is not None and not master.is_off:
        for start, ends_at in _starts(master, begin, end):
            if not _is_changed(start, changed):
                yield from _touching(*_shifted(master, later, start, ends_at), begin, end, start.key, master)
    for each in changed.values():
        if not each.is_off:
            yield from _touching(each, each.start, None, begin, end, each.recurrence.key, master)


def _is_changed(start, changed):
    # Some programs name the changed date of a timed entry by its day alone.
    return start.key in changed or (start.zone is not None and f"{start.wall:%Y%m%d}" in changed)


def _shifted(master, later, start, ends_at):
    """Return (entry, Moment, end) of a date under the latest change that says "this and all that follow"."""
    for each in later:
        if each.recurrence.utc <= start.utc:
            if each.is_off:
                return each, None, None
            if each.start.zone == each.recurrence.zone:
                moved = each.start.wall - each.recurrence.wall
            else:
                moved = each.start.utc - each.recurrence.utc
            return each, start.at(start.wall + moved), None
    return master, start, ends_at


def _touching(entry, start, ends_at, begin, end, occurs, master):
    if start is None:
        return
    try:
        starts_at, ends_at = start.utc, ends_at or entry.ends(start)
    except (OverflowError, ValueError) as failure:
        raise BadEntry(Skip.BROKEN) from failure
    if starts_at >= end or ends_at <= begin and not starts_at == ends_at > begin:
        return
    is_single = master is not None and occurs == master.start.key and not master.raw.get("RRULE")
    yield Date(
        entry.uid, "" if is_single and not master.raw.get("RDATE") else occurs, entry.title, entry.location,
        entry.link or (master.link if master else ""), starts_at, max(starts_at, ends_at), start.zone is None,
        entry.is_free,
    )  # fmt: skip


def _starts(master, begin, end):
    """Yield (Moment, its end or None) of an entry by its rules and dates, without those left out, each once."""
    left_out, more = _listed(master, "EXDATE"), _listed(master, "RDATE")
    out = {moment.key for moment, _end in left_out}
    days_out = {moment.key for moment, _end in left_out if moment.zone is None}
    rules = [_walls(master, recur, begin, end) for recur in reading.all_of(master.raw, "RRULE")]
    by_rule = ((master.start.at(wall), None) for rule in rules for wall in rule)
    seen = set()
    for start, ends_at in itertools.chain([(master.start, None)], by_rule, more):
        key = start.key
        if key in seen or key in out or f"{start.wall:%Y%m%d}" in days_out:
            continue
        seen.add(key)
        yield start, ends_at


def _listed(master, name):
    """Return [(Moment, end or None)] of EXDATE or RDATE. Raises BadEntry."""
    found = []
    try:
        for prop in reading.all_of(master.raw, name):
            for value in prop.dts:
                params = {**getattr(value, "params", {}), **getattr(prop, "params", {})}
                if not isinstance(value.dt, tuple):
                    found.append((master.moment(value.dt, params), None))
                    continue
                first, last = value.dt
                start = master.moment(first, params)
                ends_at = start.utc + last if isinstance(last, timedelta) else master.moment(last, params).utc
                found.append((start, ends_at))
    except UnknownZone as unknown:
        raise BadEntry(Skip.UNKNOWN_ZONE, zone=str(unknown)[:80]) from unknown
    except (ValueError, TypeError, AttributeError, OverflowError) as failure:
        raise BadEntry(Skip.BROKEN) from failure
    return found


def _walls(master, recur, begin, end):
    """Yield the wall times of a rule that may touch a span. Raises BadEntry."""
    from dateutil.rrule import rrulestr
    from icalendar import vRecur

    recur = vRecur(recur)
    if str((recur.get("FREQ") or [""])[0]).upper() in _TOO_OFTEN:
        raise BadEntry(Skip.TOO_OFTEN)
    if any(number(each) < 1 for each in recur.get("INTERVAL", [1])):
        # It would stand still for ever.
        raise BadEntry(Skip.BAD_RULE)
    last = (end + 2 * DAY).replace(tzinfo=None)
    until = recur.pop("UNTIL", None)
    try:
        if until:
            last = min(last, _until(master, until[0]))
        rule = rrulestr(recur.to_ical().decode(), dtstart=master.start.wall, ignoretz=True)
    except BadEntry:
        raise
    except Exception as failure:
        # What a parser raises at hostile input is nobody's promise.
        raise BadEntry(Skip.BAD_RULE) from failure
    first = begin.replace(tzinfo=None) - sum(master.lasts, timedelta(0)) - 2 * DAY
    for steps, wall in enumerate(rule):
        if wall > last:
            return
        if steps > MOST_STEPS:
            raise BadEntry(Skip.TOO_LONG)
        if wall >= first:
            yield wall


def _until(master, until):
    """Return the last wall time that a rule allows; a day means all of it."""
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    if until.tzinfo is None or master.start.zone is None:
        return until.replace(tzinfo=None)
    return until.astimezone(master.start.zone).replace(tzinfo=None)
