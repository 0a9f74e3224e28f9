"""One entry of a calendar of others, read as far as its dates need it; and the moments it speaks of."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app import clock
from app.calendars import importing_reading as reading
from app.calendars.importing_reading import BadEntry
from app.calendars.importing_words import Skip
from app.calendars.importing_zones import UnknownZone
from app.forms import strip

DAY = timedelta(days=1)
# A repeating entry that lasts longer than this is broken.
LONGEST = timedelta(days=3660)


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
        self.revision = number(raw.get("SEQUENCE"))
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


def number(value):
    """Return a whole number as it is written, or 0 where it is none."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
