"""When is a room open? Its hours, week by week, on the clock on the wall; also past midnight."""

from datetime import UTC, date, datetime, time, timedelta

from app import clock


def is_open(hours, starts_at, ends_at):
    """Tell whether a room with these RoomHours is open all of a span of aware moments; one without is always open."""
    if not hours:
        return True
    reached = starts_at
    for opens_at, closes_at in open_spans(hours, clock.today(starts_at), clock.today(ends_at)):
        if opens_at <= reached < closes_at:
            reached = closes_at
    return reached >= ends_at


def open_spans(hours, first, last):
    """Return the aware (opens_at, closes_at) that lie on the days from first to last, in order.

    Those that begin on the evening before the first day are among them.
    """
    spans = []
    for number in range(-1, (last - first).days + 1):
        day = first + timedelta(days=number)
        spans += [
            (local(day, each.opens), local(day if each.closes > each.opens else day + timedelta(days=1), each.closes))
            for each in hours
            if each.weekday == day.weekday()
        ]
    return sorted(spans)


def local(day: date, wall: time):
    """Return the moment at which the clock on the wall first shows a time; one that is skipped becomes the next."""
    moment = datetime.combine(day, wall, clock.BERLIN)
    # There and back: a time inside the hour that is skipped in March comes back as the one after it.
    return moment.astimezone(UTC)
