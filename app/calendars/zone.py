"""Europe/Berlin as calendars need it (RFC 5545, 3.6.5)."""

from icalendar import Component

TZID = "Europe/Berlin"

# Rules instead of lists of dates: some readers know only these, and the library writes lists. As it has been since 1996
# and will be until somebody decides otherwise; a test compares every change with the zone database.
LINES = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin",
    "BEGIN:STANDARD",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZNAME:CET",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZNAME:CEST",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
)
BERLIN = Component.from_ical("\r\n".join((*LINES, "")))
