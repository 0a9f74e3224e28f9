"""What doors do by themselves: rooms are made a minute before they open, looked after, and ended when they close."""

from app import clock, jobs
from app.lobby import making, queries


def open_digital_rooms():
    """Make what opens, see whether what was made is still there, end what has closed."""
    now = clock.now()
    jobs.for_each(queries.to_make(now), making.make_quietly)
    to_look_at, to_end = queries.made(now)
    jobs.for_each(to_end, making.end)
    jobs.for_each(to_look_at, making.look_after)
