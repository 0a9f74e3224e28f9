"""When is a room open? Its hours, week by week, on the clock on the wall; also past midnight."""

from datetime import datetime, timedelta

from app import clock


def is_open(hours, starts_at, ends_at):
    """Tell whether a room with these RoomHours is open all of a span of aware moments; one without is always open."""
    if not hours:
        return True
    return covers(open_spans(hours, clock.today(starts_at), clock.today(ends_at)), starts_at, ends_at)


def closes_at(hours, moment):
    """Return until when a room with these RoomHours is open without a break, or None where it always is.

    The moment itself, where it is not open then. Looks no further than the next day.
    """
    if not hours:
        return None
    return _reached(open_spans(hours, clock.today(moment), clock.today(moment) + timedelta(days=1)), moment)


def covers(spans, starts_at, ends_at):
    """Tell whether (opens_at, closes_at), in order, leave no gap in a span of moments."""
    return _reached(spans, starts_at) >= ends_at


def _reached(spans, moment):
    for opens_at, closes_at in spans:
        if opens_at <= moment < closes_at:
            moment = closes_at
    return moment


def open_spans(hours, first, last):
    """Return the aware (opens_at, closes_at) that lie on the days from first to last, in order.

    Those that begin on the evening before the first day are among them.
    """
    spans = []
    for number in range(-1, (last - first).days + 1):
        day = first + timedelta(days=number)
        spans += [
            (_moment(day, each.opens), _moment(day + timedelta(days=each.closes <= each.opens), each.closes))
            for each in hours
            if each.weekday == day.weekday()
        ]
    return sorted(spans)


def _moment(day, wall):
    return clock.from_wall(datetime.combine(day, wall))
