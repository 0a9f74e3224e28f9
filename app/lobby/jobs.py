"""What doors do by themselves: rooms are made a minute before they open, looked after, and ended when they close."""

from app import clock, jobs
from app.lobby import making, queries


def open_digital_rooms():
    """Make what opens, see whether what was made is still there, end what has closed."""
    due = queries.due(clock.now())
    jobs.for_each(due.make, making.make_quietly)
    jobs.for_each(due.end, making.end)
    jobs.for_each(due.look_at, making.look_after)
