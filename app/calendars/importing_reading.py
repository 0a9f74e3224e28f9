"""From the bytes of a calendar of others to its entries: read with suspicion, entry by entry.

What is wrong with one entry leaves out that entry. Nothing here asks the database or the web.
"""

import hashlib
import re
from dataclasses import dataclass, field

from app.calendars.importing_words import Skip, Unreadable
from app.calendars.importing_zones import Zones
from app.forms import strip

MOST_ENTRIES = 60_000
# No entry is longer, attachments and all.
MOST_CHARACTERS = 200_000
_LINE = re.compile(r"^(BEGIN|END):([A-Z0-9-]+)\s*$", re.IGNORECASE)
_REPEATS = re.compile(r"^(RRULE|RDATE|RECURRENCE-ID|EXDATE)[;:]", re.IGNORECASE | re.MULTILINE)
_TIME = re.compile(r"^(DTSTART|DTEND|DURATION)[;:][^\n]*?(\d{8})?(T\d{6}Z?)?[ \t]*$", re.IGNORECASE | re.MULTILINE)


class NotRead(Exception):
    """A calendar that cannot be read; `reason` is an Unreadable."""

    def __init__(self, reason):
        super().__init__(reason.name)
        self.reason = reason


class BadEntry(Exception):
    """An entry that cannot be read; `reason` is a Skip."""

    def __init__(self, reason, **facts):
        super().__init__(reason.name)
        self.reason, self.facts = reason, facts


@dataclass(frozen=True)
class Skipped:
    """An entry that was left out: its UID, what it is called, why (the name of a Skip), and facts about that."""

    uid: str
    title: str
    reason: str
    facts: dict = field(default_factory=dict)


@dataclass
class Source:
    """A calendar taken apart: each entry as text; the zone of times that name none."""

    entries: list
    broken: list
    zones: Zones
    floating: str


def take_apart(body):
    """Return the Source of a calendar (bytes). Raises NotRead."""
    lines = _lines(body)
    entries, broken, explained, own = [], [], {}, {}
    path, block, size = [], [], 0
    for line in lines:
        found = _LINE.match(line)
        kind = found and found[2].upper()
        if found and found[1].upper() == "BEGIN":
            # A new entry within one that never ended.
            if kind == "VEVENT" and "VEVENT" in path:
                broken.append("\n".join(block))
                path = path[: path.index("VEVENT")]
            path.append(kind)
            if kind in ("VEVENT", "VTIMEZONE"):
                block, size = [], 0
        inner = path[1] if len(path) > 1 else None
        if inner in ("VEVENT", "VTIMEZONE"):
            size += len(line)
            if size <= MOST_CHARACTERS:
                block.append(line)
        elif len(path) == 1:
            name, _colon, value = line.partition(":")
            own.setdefault(name.partition(";")[0].upper(), value.strip())
        if found and found[1].upper() == "END" and path:
            ended, path = path[-1], path[:-1]
            if ended == "VEVENT" == kind:
                (entries if size <= MOST_CHARACTERS else broken).append("\n".join(block))
                if len(entries) > MOST_ENTRIES:
                    raise NotRead(Unreadable.TOO_MANY)
            elif ended == "VTIMEZONE" and size <= MOST_CHARACTERS:
                explained[_value(block, "TZID")] = "\n".join(block)
    return Source(entries, broken, Zones(explained), own.get("X-WR-TIMEZONE", ""))


def _lines(body):
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Old programs in this part of the world.
        text = body.decode("cp1252", "replace")
    # Unfolded (RFC 5545, 3.1); what no text contains is not in these either.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = text.replace("\n ", "").replace("\n\t", "").strip()
    head, tail = text[:40].upper(), text[-40:].upper()
    if not head.startswith("BEGIN:VCALENDAR"):
        raise NotRead(Unreadable.NO_CALENDAR)
    if not tail.endswith("END:VCALENDAR"):
        raise NotRead(Unreadable.CUT_OFF)
    return text.split("\n")


def _value(block, wanted):
    for line in block:
        name, _colon, value = line.partition(":")
        if name.partition(";")[0].upper() == wanted:
            return value.strip().strip('"')
    return ""


def is_far(text, begin, end):
    """Tell, before it is read, that an entry which happens once lies outside two days (as "20260101").

    Only where that is certain; a margin for zones is the caller's.
    """
    if _REPEATS.search(text):
        return False
    days = {}
    for found in _TIME.finditer(text):
        days[found[1].upper()] = found[2]
    first = days.get("DTSTART")
    if first is None or "DURATION" in days:
        return False
    if first >= end:
        return True
    last = days.get("DTEND", first)
    return last is not None and last < begin


def parse(text):
    """Return an entry (icalendar.Event) of its text. Raises BadEntry."""
    from icalendar import Event

    try:
        entry = Event.from_ical(text)
    except Exception as failure:
        # What a parser raises at hostile input is nobody's promise.
        raise BadEntry(Skip.BROKEN) from failure
    return entry


def name_of(text):
    """Return (UID, title) of an entry as text, as far as they can be read."""
    block = text.split("\n")
    return uid_of(_value(block, "UID"), text), strip(unescaped(_value(block, "SUMMARY")))[:300]


def unescaped(text):
    """Return a text value as it was meant (RFC 5545, 3.3.11)."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def uid_of(uid, text):
    """Return a name for an entry that fits the database: its UID, or one made of what it says."""
    uid = strip(uid)
    if uid and len(uid) <= 255:
        return uid
    return "sha256:" + hashlib.sha256((uid or text).encode()).hexdigest()


def first_of(entry, name):
    """Return a property of an entry, the first where there are several, or None."""
    found = entry.get(name)
    return found[0] if isinstance(found, list) else found


def all_of(entry, name):
    """Return all properties of a name, in order."""
    found = entry.get(name)
    return [] if found is None else found if isinstance(found, list) else [found]
