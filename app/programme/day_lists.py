"""Events grouped by the day on which they happen, made for the template `components/events.html`."""

from datetime import timedelta
from itertools import groupby
from types import SimpleNamespace

from flask_babel import gettext as _

from app import clock, display
from app.programme import cards


def days(events, now, since=None):
    """Group cards by the local day on which the event (still) takes place, the first one from `since` or today."""
    first = since or clock.today(now)
    ordered = sorted(((_next_day(event, first), event) for event in events), key=lambda pair: pair[0])
    near = {clock.today(now): _("heute"), clock.today(now) + timedelta(days=1): _("morgen")}
    return [
        SimpleNamespace(
            date=day,
            label=display.day(day),
            note=near.get(day),
            events=[cards.card(event, now) for _day, event in group],
        )
        for day, group in groupby(ordered, key=lambda pair: pair[0])
    ]


def _next_day(event, first):
    days = [clock.today(date.starts_at) for date in event.dates]
    return next((day for day in days if day >= first), days[-1])
