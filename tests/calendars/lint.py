"""Our own strict reading of RFC 5545, RFC 7986 and of what readers in the field choke on."""

import re

ONCE_IN_CALENDAR = {"PRODID", "VERSION", "CALSCALE", "METHOD", "UID", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL"}
NEEDED_IN_EVENT = {"UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS",
                   "TRANSP", "DESCRIPTION", "URL"}  # fmt: skip
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME"}
FORBIDDEN = {"ATTENDEE", "RRULE", "RDATE", "EXDATE", "VALARM"}
UTC = re.compile(r"\d{8}T\d{6}Z")
WALL = re.compile(r"\d{8}T\d{6}")
_VALUE = r'(?:"[^"]*"|[^";:,]*)'
PROPERTY = re.compile(rf"([A-Z0-9-]+)((?:;[A-Z-]+={_VALUE}(?:,{_VALUE})*)*):(.*)")
ESCAPED = re.compile(r"(?:[^\\,;]|\\[\\,;nN])*")


def lint(raw):
    """Return all faults of the bytes of a calendar."""
    return [*_bytes(raw), *_structure(unfold(raw))]


def unfold(raw):
    """Return the content lines of a calendar, as text."""
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def blocks(lines, name):
    """Return the lines inside every component of a name."""
    found = []
    for line in lines:
        if line == f"BEGIN:{name}":
            found.append([])
        elif line == f"END:{name}":
            found[-1] = tuple(found[-1])
        elif found and isinstance(found[-1], list):
            found[-1].append(line)
    return found


def properties(lines):
    """Return [(name, parameters, value)] of content lines."""
    split = [PROPERTY.fullmatch(line) for line in lines]
    return [match.groups() if match else ("?", "", line) for match, line in zip(split, lines, strict=True)]


def events(raw):
    """Return one {name: value} per entry, as written."""
    return [{name: value for name, _, value in properties(block)} for block in blocks(unfold(raw), "VEVENT")]


def _bytes(raw):
    if raw.startswith(b"\xef\xbb\xbf"):
        yield "begins with a byte order mark"
    if not raw.endswith(b"END:VCALENDAR\r\n"):
        yield "does not end with its last line"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        yield "has a line break that is not CRLF"
    for line in raw.split(b"\r\n")[:-1]:
        if len(line) > 75:
            yield f"has a line of {len(line)} octets"
        if not line.strip():
            yield "has an empty line"
        try:
            line.decode()
        except UnicodeDecodeError:
            yield "is folded inside a character"
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw):
        yield "has a control character"


def _structure(lines):
    if lines[0] != "BEGIN:VCALENDAR" or lines[-1] != "END:VCALENDAR":
        yield "is no calendar"
    if any(name == "?" for name, _, _ in properties(lines)):
        yield "has a line that is no property"
    entries = blocks(lines, "VEVENT")
    head = properties(lines[: lines.index("BEGIN:VTIMEZONE")] if "BEGIN:VTIMEZONE" in lines else lines)
    names = [name for name, _, _ in head]
    for name in ONCE_IN_CALENDAR:
        if names.count(name) > 1:
            yield f"says {name} twice"
    if ("VERSION", "", "2.0") not in head or "PRODID" not in names:
        yield "lacks VERSION or PRODID"
    if any(name == "REFRESH-INTERVAL" and parameters != ";VALUE=DURATION" for name, parameters, _ in head):
        yield "has a REFRESH-INTERVAL without VALUE=DURATION"
    if len(blocks(lines, "VTIMEZONE")) != 1:
        yield "has not one VTIMEZONE"
    uids = [value for block in entries for name, _, value in properties(block) if name == "UID"]
    if len(uids) != len(set(uids)):
        yield "has a UID twice"
    for block in entries:
        yield from _entry(properties(block))


def _entry(found):
    names = [name for name, _, _ in found]
    values = {name: (parameters, value) for name, parameters, value in found}
    if missing := NEEDED_IN_EVENT - set(names):
        yield f"has an entry without {sorted(missing)}"
        return
    if len(names) != len(set(names)):
        yield "says something twice in an entry"
    if present := FORBIDDEN & set(names):
        yield f"has {sorted(present)}"
    for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED"):
        if not UTC.fullmatch(values[name][1]):
            yield f"has a {name} that is not in UTC"
    begin, end = values["DTSTART"], values["DTEND"]
    form = WALL if begin[0] == ";TZID=Europe/Berlin" else UTC
    if begin[0] != end[0] or not form.fullmatch(begin[1]) or not form.fullmatch(end[1]) or begin[1] >= end[1]:
        yield f"has a strange span {begin} {end}"
    if values["STATUS"][1] not in ("CONFIRMED", "TENTATIVE", "CANCELLED"):
        yield f"has STATUS {values['STATUS'][1]}"
    if values["TRANSP"][1] not in ("TRANSPARENT", "OPAQUE"):
        yield f"has TRANSP {values['TRANSP'][1]}"
    if not values["SEQUENCE"][1].isdigit():
        yield "has a SEQUENCE that is no number"
    if not _is_on_earth(values.get("GEO", ("", "0;0"))[1]):
        yield f"has a GEO that is none: {values['GEO'][1]}"
    if re.search(r"[^!-~]", values["URL"][1]):
        yield "has a URL that is none"
    for name in TEXTS & set(names):
        if not ESCAPED.fullmatch(values[name][1]):
            yield f"has a {name} that is badly escaped"


def _is_on_earth(geo):
    match = re.fullmatch(r"(-?\d+(?:\.\d{1,6})?);(-?\d+(?:\.\d{1,6})?)", geo)
    return bool(match) and abs(float(match[1])) <= 90 and abs(float(match[2])) <= 180
