"""The lines of iCalendar (RFC 5545, 3.1): escaped, folded, ended by CRLF.

Our own, because the library turns a backslash before a capital N into a line break ("C:\\Neu"), and spends most of its
time on folding.
"""

import re

# What a line may take, in octets, without its CRLF.
LONGEST = 75

_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# CONTROL of RFC 5545, 3.1, without tab and newline: forbidden in every value.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def text(value):
    """Return a TEXT value (3.3.11): line breaks of any kind become one, other control characters vanish."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", value)).translate(_ESCAPED)


def quoted(value):
    """Return a quoted parameter value (3.2), which knows no escape: quotes become apostrophes."""
    return '"' + _CONTROLS.sub("", _BREAKS.sub(" ", value).replace("\n", " ")).replace('"', "'") + '"'


def moment(value):
    """Return an aware moment as a DATE-TIME in UTC (3.3.5, form 2)."""
    return f"{value:%Y%m%dT%H%M%S}Z"


def wall_time(value):
    """Return a local time as a DATE-TIME to stand beside its TZID (3.3.5, form 3)."""
    return f"{value:%Y%m%dT%H%M%S}"


def pack(lines):
    """Return lines as the bytes of a file."""
    return b"".join(map(_fold, lines))


def _fold(line):
    """Fold a line at 75 octets, never inside a character: some readers decode each line by itself."""
    rest = line.encode()
    if len(rest) <= LONGEST:
        return rest + b"\r\n"
    pieces, room = [], LONGEST
    while len(rest) > room:
        cut = room
        # 0b10xxxxxx goes on with a character that began before.
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(rest[:cut])
        # The space that marks a folded line takes one octet.
        rest, room = rest[cut:], LONGEST - 1
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"
