"""Four programs' ways to read a calendar, none of which we wrote: each returns what it sees."""

from datetime import UTC, datetime
from typing import NamedTuple

import ical.calendar_stream
import icalendar
import recurring_ical_events
import vobject

from app.database import db
from app.programme.models import DRAFT, INVITE, Event
from tests.calendars import ical_js

LONG_AGO, FAR_AHEAD = datetime(2020, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)


class Seen(NamedTuple):
    """What a reader shows of one entry."""

    uid: str
    begin: datetime
    end: datetime
    title: str
    is_cancelled: bool


def by_icalendar(raw):
    """icalendar, with recurring_ical_events to find what happens when."""
    entries = recurring_ical_events.of(icalendar.Calendar.from_ical(raw)).between(LONG_AGO, FAR_AHEAD)
    return sorted(
        Seen(
            str(entry["UID"]),
            entry.start.astimezone(UTC),
            entry.end.astimezone(UTC),
            str(entry["SUMMARY"]),
            entry["STATUS"] == "CANCELLED",
        )
        for entry in entries
    )


def by_ical(raw):
    """The strict reader of Home Assistant."""
    calendar = ical.calendar_stream.IcsCalendarStream.calendar_from_ics(raw.decode())
    return sorted(
        Seen(
            event.uid,
            event.dtstart.astimezone(UTC),
            event.dtend.astimezone(UTC),
            event.summary,
            event.status == "CANCELLED",
        )
        for event in calendar.timeline.included(LONG_AGO, FAR_AHEAD)
    )


def by_vobject(raw):
    """vobject, which believes only in the rules of the VTIMEZONE."""
    # It keeps zones by name for ever; each file shall speak for itself.
    vobject.icalendar.__dict__["__tzidMap"].pop("Europe/Berlin", None)
    return sorted(
        Seen(
            event.uid.value,
            event.dtstart.value.astimezone(UTC),
            event.dtend.value.astimezone(UTC),
            event.summary.value,
            event.status.value == "CANCELLED",
        )
        for event in getattr(vobject.readOne(raw.decode()), "vevent_list", [])
    )


def by_ical_js(raw):
    """ical.js, which believes in the VTIMEZONE, too."""
    return sorted(
        Seen(
            event["uid"],
            datetime.fromisoformat(event["begin"]),
            datetime.fromisoformat(event["end"]),
            event["title"],
            event["status"] == "CANCELLED",
        )
        for event in ical_js.read(raw)
    )


READERS = (by_icalendar, by_ical, by_vobject, by_ical_js)


def in_the_database():
    """What all of them shall see."""
    db.session.expire_all()
    return sorted(
        Seen(
            date.uid,
            date.starts_at,
            date.ends_at,
            ("Abgesagt: " if event.is_cancelled else "") + ": ".join(filter(None, (event.title, date.title))),
            event.is_cancelled,
        )
        for event in db.session.query(Event).join(Event.format).where(Event.state != DRAFT)
        if event.format.registration != INVITE
        for date in event.dates
    )
