"""Makers for courses, series of events and interpreting."""

from datetime import datetime, timedelta

from app import clock
from app.programme import event_series, planning
from app.programme.models import ONSITE
from app.rooms.series_actions import NO_CHOICES
from tests.make import a_format


def wall(text):
    """A moment, as the clock on the wall says."""
    return clock.from_wall(datetime.fromisoformat(text))


def several(*rows):
    """The fields of several dates of one event: (day, from, until, what it is about) each."""
    fields = {"kind": "sessions" if len(rows) > 1 else "one"}
    names = ("day", "begins", "ends", "title")
    for number, row in enumerate(rows):
        fields |= {f"dates-{number}-{name}": value for name, value in zip(names, row, strict=True)}
    return fields


def weekly(day, begins="18:00", ends="20:00", count=4, weekdays=("FR",)):
    """The fields of a series: every week from a day on."""
    fields = {
        "first": day, "begins": begins, "ends": ends, "repeat": "week", "interval": "1", "weekdays": list(weekdays),
        "end": "count", "count": str(count),
    }  # fmt: skip
    return {"kind": "series", **{f"reihe-{name}": value for name, value in fields.items()}}


def a_series(count=4, format=None, room_ids=(), start="2026-06-05T18:00", choices=NO_CHOICES, is_public=True, **facts):
    """Events every week from a Friday on, two hours each."""
    format = format or a_format()
    begin = datetime.fromisoformat(start)
    repeat = event_series.Repeat(f"FREQ=WEEKLY;COUNT={count}", begin, begin + timedelta(hours=2))
    facts = {"title": format.name, "languages": ["de"], "external": None if room_ids else "Im Park", **facts}
    plan = planning.Plan(format.id, (), tuple(room_ids), {ONSITE: format.capacity}, facts)
    return event_series.plan_series(plan, repeat, choices, is_public)
