"""Areas, targets and meetings for tests, with the clock where it stands."""

from datetime import timedelta

from app import clock
from app.alliance import setting_targets
from app.database import db, transaction
from app.programme import network_counting
from app.programme.models import Event
from tests.make import a_format, an_event


def an_event_that_took_place(days_ago=1, hosts=(), further_areas=(), area=None, **facts):
    """A published event that is over, with its hosts; each in a format of its area."""
    starts_at = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
    format = a_format(area=area) if area is not None else a_format()
    event = an_event(starts_at=starts_at, hosts=hosts, format=format, **facts)
    if further_areas:
        with transaction():
            db.session.get(Event, event.id).further_areas = list(further_areas)
    return event


def a_target(area, year=2026, measure="events", value=10, **facts):
    """A target, set as the team does."""
    return setting_targets.set_target(area.id, year, measure, value, **facts)


def count():
    """Count the meetings, as the job does."""
    network_counting.count_meetings()
