"""From the entries of a calendar of others to their dates: rules, exceptions, further dates, changed dates, zones."""

import itertools
import time as real_time
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app import clock
from app.calendars import importing_reading as reading
from app.calendars.importing_reading import BadEntry, Skipped
from app.calendars.importing_words import Skip
from app.calendars.importing_zones import UnknownZone
from app.forms import strip

# Of one entry, and of one calendar.
MOST_DATES, MOST_ALL = 2000, 20_000
# How many dates of a rule are looked at, however far in the past it began.
MOST_STEPS = 200_000
DAY = timedelta(days=1)
# A repeating entry that lasts longer than this is broken.
LONGEST = timedelta(days=3660)
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


@dataclass(frozen=True)
class Moment:
    """A value as it is written: a wall time in a zone, or (`zone` None) a day."""

    wall: datetime
    zone: object

    @property
    def utc(self):
        """The moment; of a day its beginning here. A time that the clock skips becomes one that exists."""
        if self.zone is None:
            return clock.start_of(self.wall.date())
        return self.wall.replace(tzinfo=self.zone).astimezone(UTC)

    @property
    def key(self):
        """How a date is told from others of its entry."""
        return f"{self.wall:%Y%m%d}" if self.zone is None else f"{self.utc:%Y%m%dT%H%M%SZ}"

    def at(self, wall):
        """Return the same at another wall time."""
        return Moment(wall, self.zone)


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


class Entry:
    """A VEVENT, read as far as its dates need it. Raises BadEntry."""

    def __init__(self, text, uid, source):
        raw = reading.parse(text)
        self.uid, self.source, self.raw = uid, source, raw
        broken = {str(name).upper() for name, _why in raw.errors}
        if broken & {"DTEND", "DURATION", "RECURRENCE-ID", "EXDATE", "RDATE"}:
            raise BadEntry(Skip.BROKEN)
        if "RRULE" in broken:
            raise BadEntry(Skip.BAD_RULE)
        self.title, self.location = self._text("SUMMARY", 300), self._text("LOCATION", 300)
        self.is_off = self._text("STATUS", 20).upper() in ("CANCELLED", "CANCELED")
        self.is_free = self._text("TRANSP", 20).upper() == "TRANSPARENT"
        self.link = self._link()
        try:
            self.start = self._moment(raw, "DTSTART")
            if self.start is None:
                raise BadEntry(Skip.NO_START)
            self.recurrence = self._moment(raw, "RECURRENCE-ID")
            self.lasts = self._lasts()
        except UnknownZone as unknown:
            raise BadEntry(Skip.UNKNOWN_ZONE, zone=str(unknown)[:80]) from unknown
        except (ValueError, TypeError, AttributeError, OverflowError) as failure:
            raise BadEntry(Skip.BROKEN) from failure
        if self.lasts[0] < timedelta(0) or self.lasts[1] < timedelta(0):
            raise BadEntry(Skip.ENDS_FIRST)
        self.lasts = tuple(min(each, LONGEST) for each in self.lasts)
        self.revision = _number(raw.get("SEQUENCE"))
        recurrence = reading.first_of(raw, "RECURRENCE-ID")
        self.is_from_here_on = str(getattr(recurrence, "params", {}).get("RANGE", "")).upper() == "THISANDFUTURE"

    def _text(self, name, most):
        return strip(str(reading.first_of(self.raw, name) or ""))[:most]

    def _link(self):
        link = self._text("URL", 1000)
        return link if link.startswith(("https://", "http://")) and len(link) <= 500 else ""

    def _moment(self, raw, name):
        found = reading.first_of(raw, name)
        return None if found is None else self.moment(found.dt, getattr(found, "params", {}))

    def moment(self, value, params):
        """Return the Moment of a value and its parameters. Raises UnknownZone."""
        if not isinstance(value, datetime):
            if not isinstance(value, date):
                raise ValueError(value)
            return Moment(datetime.combine(value, time()), None)
        wall, name = value.replace(tzinfo=None), str(params.get("TZID") or "")
        if name:
            return Moment(wall, self.source.zones.find(name))
        if value.tzinfo is not None:
            return Moment(value.astimezone(UTC).replace(tzinfo=None), UTC)
        return Moment(wall, self._floating())

    def _floating(self):
        try:
            return self.source.zones.find(self.source.floating) if self.source.floating else clock.BERLIN
        except UnknownZone:
            return clock.BERLIN

    def _lasts(self):
        """Return how long it lasts: what is added to the wall time, and what to the moment (RFC 5545, 3.8.5.3)."""
        end = self._moment(self.raw, "DTEND")
        if end is not None:
            if self.start.zone is None or end.zone is None:
                days = end.wall.date() - self.start.wall.date()
                # Some programs end a single day on itself.
                return (max(days, DAY) if days >= timedelta(0) else days), timedelta(0)
            return timedelta(0), end.utc - self.start.utc
        duration = reading.first_of(self.raw, "DURATION")
        if duration is not None:
            whole = duration.dt
            if self.start.zone is None:
                return max(timedelta(days=whole.days), DAY if whole >= timedelta(0) else whole), timedelta(0)
            return timedelta(days=whole.days), whole - timedelta(days=whole.days)
        return (DAY if self.start.zone is None else timedelta(0)), timedelta(0)

    def ends(self, start):
        """Return the moment at which a date ends that begins at a Moment."""
        return start.at(start.wall + self.lasts[0]).utc + self.lasts[1]


def _number(value):
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


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
    return start.key in changed or (
        start.zone is not None and f"{start.wall:%Y%m%d}" in changed
    )


def _shifted(master, later, start, ends_at):
    """Return (entry, Moment, end) of a date under the latest change that says "this and all that follow"."""
    for each in later:
        if each.recurrence.utc <= start.utc:
            if each.is_off:
                return each, None, None
            moved = each.start.wall - each.recurrence.wall if each.start.zone == each.recurrence.zone else None
            if moved is None:
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
    if any(_number(each) < 1 for each in recur.get("INTERVAL", [1])):
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
        # As above.
        raise BadEntry(Skip.BAD_RULE) from failure
    first = begin.replace(tzinfo=None) - sum(master.lasts, timedelta(0)) - 2 * DAY
    for number, wall in enumerate(rule):
        if wall > last:
            return
        if number > MOST_STEPS:
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
