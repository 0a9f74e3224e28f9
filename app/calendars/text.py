"""Text in calendars (RFC 5545, 3.3.11): what the library escapes, and the two things it would get wrong."""

import re

from icalendar import vText

_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# CONTROL of RFC 5545, 3.1, without tab and newline: forbidden in every value.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class Text(vText):
    """A TEXT value. The library would take a typed backslash-N for a line break, and keep control characters."""

    def __new__(cls, value):
        """Make every kind of line break one, and let other control characters vanish."""
        return super().__new__(cls, _CONTROLS.sub("", _BREAKS.sub("\n", value)))

    def to_ical(self):
        """Return the escaped value."""
        return str(self).translate(_ESCAPED).encode()


def parameter(value):
    """Return text as a parameter value (3.2), which knows no escape: quotes become apostrophes, breaks spaces."""
    return _CONTROLS.sub("", _BREAKS.sub(" ", value).replace("\n", " ")).replace('"', "'")
