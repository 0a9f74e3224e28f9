"""Makers for courses, series of events and interpreting."""

from datetime import datetime

from app import clock


def wall(text):
    """A moment, as the clock on the wall says."""
    return clock.from_wall(datetime.fromisoformat(text))


def sessions(*rows):
    """The fields of several dates of one event: (day, from, until, what it is about) each."""
    fields = {"kind": "sessions" if len(rows) > 1 else "one"}
    names = ("day", "begins", "ends", "title")
    for number, row in enumerate(rows):
        fields |= {f"dates-{number}-{name}": value for name, value in zip(names, row, strict=True)}
    return fields
