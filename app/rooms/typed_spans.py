"""From what somebody types (a day, from, until or how long) to a span of moments, or a sentence what to mend."""

import re
from datetime import datetime, time, timedelta

from flask_babel import gettext as _

from app import clock, display
from app.rooms import rules

# "2026-05-01T14:00/16:00@saal-nord": one of several dates, in addresses and forms.
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/(\d{2}:\d{2})(?:@([a-z0-9-]{1,100}))?", re.ASCII)
# An end before the start is meant for the next morning, as long as the night is not longer than this.
LONGEST_NIGHT = timedelta(hours=12)


class Mistyped(ValueError):
    """What was typed is no span; `field` is "day", "begins" or "ends", the text says what to do."""

    def __init__(self, field, sentence):
        super().__init__(sentence)
        self.field = field


def span(day, begins, ends=None, minutes=None, now=None):
    """Return (starts_at, ends_at) of a local day and times, or of a length in minutes. Raises Mistyped.

    "22:00 to 6:00" ends on the next day, "until 0:00" at midnight. A length is real time, whatever the clock does.
    """
    if now is not None and day < clock.today(now):
        raise Mistyped("day", _("Dieser Tag ist schon vorbei. Bitte wählen Sie einen späteren."))
    if now is not None and day > clock.today(now + rules.HORIZON):
        raise Mistyped("day", str(rules.RoomRefusal.TOO_FAR.value))
    start = datetime.combine(day, begins)
    starts_at = _moment("begins", start)
    if ends is None:
        return starts_at, starts_at + timedelta(minutes=minutes)
    end = datetime.combine(day, ends)
    if end <= start:
        end += timedelta(days=1)
        if ends != time() and end - start > LONGEST_NIGHT:
            raise Mistyped("ends", str(rules.RoomRefusal.ENDS_BEFORE_START.value))
    return starts_at, _moment("ends", end)


def read_date(text, slug):
    """Return (slug of its room, starts_at, ends_at) of a date as text; `slug` where it names none. Raises Mistyped."""
    match = _DATE.fullmatch(text)
    try:
        day, begins, ends = datetime.fromisoformat(match[1]).date(), *map(time.fromisoformat, match.group(2, 3))
        if not 2000 <= day.year <= 2200:
            raise ValueError(day)
    except (TypeError, ValueError):
        raise Mistyped("dates", _("Diesen Termin verstehen wir nicht: %(text)s", text=text[:60])) from None
    return match[4] or slug, *span(day, begins, ends)


def _moment(field, wall):
    if clock.is_skipped(wall):
        raise Mistyped(
            field,
            _(
                "In der Nacht zum %(day)s wird die Uhr von 2 auf 3 Uhr vorgestellt: %(time)s gibt es da nicht. Bitte "
                "wählen Sie eine andere Zeit.",
                day=display.day_and_month(wall.date()), time=display.wall_time(wall.time()),
            ),
        )  # fmt: skip
    return clock.from_wall(wall)
