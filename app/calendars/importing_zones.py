"""Time zones as calendars of others name them: by the list everybody has, as Windows does, or by rules of their own."""

from datetime import UTC
from zoneinfo import ZoneInfo

LONGEST_NAME = 255


class UnknownZone(Exception):
    """A calendar names a time zone that nobody knows, and does not explain it."""


class Zones:
    """The zones of one calendar; `explained` are its VTIMEZONE components as text."""

    def __init__(self, explained):
        self._explained, self._known = explained, {}

    def find(self, name):
        """Return the tzinfo of a zone. Raises UnknownZone."""
        if name not in self._known:
            self._known[name] = self._find(name.strip().strip('"'))
        if self._known[name] is None:
            raise UnknownZone(name)
        return self._known[name]

    def _find(self, name):
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

        if not name or len(name) > LONGEST_NAME:
            return None
        if name.upper() in ("UTC", "GMT", "Z", "ETC/UTC"):
            return UTC
        # Some programs write "/example.org/20260101_1/Europe/Berlin".
        pieces = name.strip("/").split("/")
        for known in (name, WINDOWS_TO_OLSON.get(name), "/".join(pieces[-3:]), "/".join(pieces[-2:])):
            if zone := known and _listed(known):
                return zone
        return self._own(self._explained.get(name))

    def _own(self, text):
        """Return what the calendar itself says about a zone, or None."""
        if text is None:
            return None
        from icalendar import Timezone

        try:
            component = Timezone.from_ical(text)
            return _listed(str(component.get("X-LIC-LOCATION", ""))) or component.to_tz(lookup_tzid=False)
        except Exception:
            # What a parser raises at hostile input is nobody's promise.
            return None


def _listed(name):
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, LookupError):
        return None
