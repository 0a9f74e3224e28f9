"""School holidays out of a calendar file that somebody uploads: read with suspicion, kept as days."""

from datetime import UTC, date, datetime, timedelta
from enum import Enum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app import clock
from app.accounts import audit
from app.database import db, transaction
from app.errors import Refused
from app.forms import strip
from app.rooms.closures import SchoolHoliday

MOST_BYTES, MOST_ENTRIES = 500_000, 500
# Nobody is free for longer.
LONGEST = timedelta(days=120)
YEARS = range(2000, 2101)


class CalendarRefusal(Enum):
    """Why a file gives no school holidays."""

    TOO_BIG = _("Diese Datei ist zu groß. Eine Ferien-Datei hat höchstens 500 kB. Bitte wählen Sie eine andere.")
    NO_CALENDAR = _(
        "Das ist keine Kalender-Datei, die wir lesen können. Bitte wählen Sie eine Datei, die auf .ics endet."
    )
    NO_ENTRIES = _("In dieser Datei stehen keine Ferien. Bitte wählen Sie eine andere.")
    TOO_MANY = _(
        "In dieser Datei stehen mehr als %(most)s Einträge, das sind keine Schulferien. Bitte wählen Sie eine andere."
    )
    REPEATS = _(
        "In dieser Datei wiederholt sich „%(name)s“. Ferien sind jedes Jahr anders: Bitte wählen Sie eine andere."
    )
    STRANGE_DAYS = _("„%(name)s“ liegt an Tagen, die nicht sein können. Bitte prüfen Sie die Datei.")


def read(content):
    """Return [(name, first day, last day)] of a calendar file (bytes), in order, each once. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused(CalendarRefusal.TOO_BIG)
    # Before it costs anything.
    if content.upper().count(b"BEGIN:VEVENT") > MOST_ENTRIES:
        raise Refused(CalendarRefusal.TOO_MANY, most=MOST_ENTRIES)
    found = sorted({_entry(event) for event in _events(content)}, key=lambda entry: (entry[1], entry[2], entry[0]))
    if not found:
        raise Refused(CalendarRefusal.NO_ENTRIES)
    # A name that begins twice on a day is the longer one.
    return list({(name, first): (name, first, last) for name, first, last in found}.values())


def _events(content):
    # Only who uploads needs it.
    from icalendar import Calendar

    try:
        text = content.decode("utf-8-sig")
        if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
            raise ValueError("It begins like something else.")
        return Calendar.from_ical(text).walk("VEVENT")
    except Exception as failure:
        # What a parser raises at hostile input is nobody's promise.
        raise Refused(CalendarRefusal.NO_CALENDAR) from failure


def _entry(event):
    name = strip(str(event.get("SUMMARY", "")))[:200] or str(_("Schulferien"))
    if any(event.get(key) is not None for key in ("RRULE", "RDATE")):
        raise Refused(CalendarRefusal.REPEATS, name=name)
    try:
        start, end = event.decoded("DTSTART"), _end(event)
        # Some files end a single day on itself.
        first, last = _day(start), _day(start) if end in (None, start) else _last_day(end)
    except Exception as failure:
        raise Refused(CalendarRefusal.STRANGE_DAYS, name=name) from failure
    if not (first <= last and last - first < LONGEST and first.year in YEARS and last.year in YEARS):
        raise Refused(CalendarRefusal.STRANGE_DAYS, name=name)
    return name, first, last


def _end(event):
    if event.get("DTEND") is not None:
        return event.decoded("DTEND")
    if event.get("DURATION") is not None:
        return event.decoded("DTSTART") + event.decoded("DURATION")
    return None


def _day(value):
    if isinstance(value, datetime):
        return clock.today(_moment(value))
    if not isinstance(value, date):
        raise ValueError(value)
    return value


def _last_day(end):
    """Return the last day before an end, which is exclusive (RFC 5545, section 3.6.1)."""
    if isinstance(end, datetime):
        return clock.today(_moment(end) - timedelta(seconds=1))
    return _day(end) - timedelta(days=1)


def _moment(value):
    """Return a time of the file as a moment; without zone it is what the clock on the wall of the house says."""
    return clock.from_wall(value) if value.tzinfo is None else value.astimezone(UTC)


def keep(region, content, by_id=None):
    """Keep the school holidays of a file for a region; return how many.

    They take the place of all that was known between the first and the last day of the file. Raises Refused.
    """
    found = read(content)
    keep_days(region, found, by_id)
    return len(found)


def keep_days(region, entries, by_id=None):
    """Keep [(name, first day, last day)] as the school holidays of a region, in the place of all between them.

    Where that is known already, nothing is written.
    """
    found = sorted(set(entries), key=lambda entry: (entry[1], entry[2], entry[0]))
    # A name that begins twice on a day is the longer one.
    found = list({(name, first): (name, first, last) for name, first, last in found}.values())
    if not found:
        return
    with transaction():
        first, last = found[0][1], max(entry[2] for entry in found)
        known = sa.select(SchoolHoliday.name, SchoolHoliday.first_on, SchoolHoliday.last_on).where(
            SchoolHoliday.region == region, SchoolHoliday.first_on <= last, SchoolHoliday.last_on >= first
        )
        if sorted(map(tuple, db.session.execute(known))) == sorted(found):
            return
        db.session.execute(
            sa.delete(SchoolHoliday).where(
                SchoolHoliday.region == region, SchoolHoliday.first_on <= last, SchoolHoliday.last_on >= first
            )
        )
        db.session.add_all(
            SchoolHoliday(region=region, name=name, first_on=first_on, last_on=last_on)
            for name, first_on, last_on in found
        )
        span = {"first": f"{first}", "last": f"{last}"}
        audit.note("keep_school_holidays", f"region:{region}", by_id, number=len(found), **span)


def forget(region, by_id=None):
    """Forget all school holidays of a region."""
    with transaction():
        for row in db.session.scalars(sa.select(SchoolHoliday).where(SchoolHoliday.region == region)):
            db.session.delete(row)
        audit.note("forget_school_holidays", f"region:{region}", by_id)
