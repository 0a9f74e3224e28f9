"""Is every room open when an event is to take place? Who plans may go beyond it, knowingly."""

from flask_babel import gettext as _

from app import clock, display
from app.errors import Refused
from app.programme.planning_rules import PlanningRefusal
from app.rooms import preview as previews
from app.rooms.recurrence import Date
from app.rooms.rules import RoomRefusal


def refuse_when_shut(event_rooms, spans, now):
    """Raise Refused with every sentence about a room that is not open at one of some spans."""
    sentences = sentences_when_shut(event_rooms, spans, now)
    if sentences:
        raise Refused(PlanningRefusal.NOT_OPEN, what=" ".join(sentences))


def sentences_when_shut(event_rooms, spans, now):
    """Return what keeps rooms shut at some spans, in words, each sentence once; a few statements a room."""
    dates = [date_of(span) for span in sorted(spans)]
    sentences = []
    for room in event_rooms:
        for row in previews.preview(room, dates, now):
            sentences += [_in_words(reason, facts, row.date) for reason, facts in row.broken if is_about_hours(reason)]
    return list(dict.fromkeys(sentences))


def is_about_hours(reason):
    """Tell whether a rule that is broken is about when a room is open: the past is for other rules."""
    return reason in (RoomRefusal.OUTSIDE_HOURS, RoomRefusal.CLOSED)


def date_of(span):
    """Return a span of moments as a Date of the rooms."""
    walls = (clock.local(moment).replace(tzinfo=None, fold=0) for moment in span)
    return Date(*walls, *span)


def _in_words(reason, facts, date):
    day = display.day(date.wall_start.date())
    if reason is RoomRefusal.CLOSED:
        return _("%(day)s: %(room)s ist geschlossen (%(reason)s).", day=day, **facts)
    return _("%(day)s: %(room)s ist zu dieser Zeit nicht geöffnet.", day=day, **facts)
