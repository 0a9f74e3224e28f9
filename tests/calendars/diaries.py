"""What a mail program and the diary behind it make of invitations (RFC 5546, RFC 6047), as icalendar reads them."""

from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar

REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True)
class Told:
    """What one mail says of one entry."""

    method: str
    uid: str
    version: tuple
    begin: datetime
    status: str
    place: str
    title: str


def read(mail):
    """Return what a mail tells the diary of whoever got it, or None; with all that makes programs believe it."""
    alternatives = mail.get_payload(0) if mail.get_content_type() == "multipart/mixed" else mail
    kinds = [part.get_content_type() for part in alternatives.iter_parts()]
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if not parts or parts[0].get_param("method") == "PUBLISH":
        return None
    (part,) = parts
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    (entry,) = calendar.walk("VEVENT")
    assert str(calendar["METHOD"]) == part.get_param("method")
    assert str(entry["ORGANIZER"]) == f"mailto:{mail['From'].addresses[0].addr_spec}"
    # The library makes a list of more than one.
    assert str(entry["ATTENDEE"]) == f"mailto:{mail['To']}"
    assert entry["ATTENDEE"].params["RSVP"] == "FALSE"
    return Told(
        str(calendar["METHOD"]), str(entry["UID"]), (int(entry["SEQUENCE"]), entry.decoded("DTSTAMP")),
        entry.decoded("DTSTART"), str(entry["STATUS"]), str(entry.get("LOCATION", "")), str(entry["SUMMARY"]),
    )  # fmt: skip


class Diary:
    """Takes what arrives in any order: of what is told of one entry the newest counts (RFC 5546, 2.1.5)."""

    def __init__(self, told=()):
        self._newest = {}
        for each in told:
            known = self._newest.get(each.uid)
            if known is None or known.version < each.version:
                self._newest[each.uid] = each

    def shown(self):
        """Return (begin, place) of what stands in it, in order of time."""
        return sorted((each.begin, each.place) for each in self._newest.values() if each.method == REQUEST)
