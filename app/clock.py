"""What time is it? Asked once per action or job, so that one act sees one moment."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)

_standing = None


def now():
    """Return the present moment, aware, in UTC."""
    return _standing or datetime.now(UTC)


def local(moment):
    """Return an aware moment as wall time of the house (Europe/Berlin)."""
    return moment.astimezone(BERLIN)


def from_wall(wall):
    """Return the moment (UTC) at which the clock on the wall of the house shows a naive time for the first time.

    In October's doubled hour that is the first of two; a time that March skips becomes the first one that exists.
    """
    moment = wall.replace(tzinfo=BERLIN, fold=0).astimezone(UTC)
    if not is_skipped(wall):
        return moment
    # The clock jumps between the two moments that the two offsets make of a skipped time.
    earliest = wall.replace(tzinfo=BERLIN, fold=1).astimezone(UTC)
    while moment > earliest and local(moment - MINUTE).utcoffset() == local(moment).utcoffset():
        moment -= MINUTE
    return moment


def start_of(day):
    """Return the moment (UTC) at which a local day begins."""
    return from_wall(datetime.combine(day, time()))


def is_skipped(wall):
    """Tell whether the clock on the wall never shows a naive time, because summer time begins."""
    return local(wall.replace(tzinfo=BERLIN, fold=0).astimezone(UTC)).replace(tzinfo=None, fold=0) != wall


def today(moment):
    """Return the local day on which a moment lies."""
    return local(moment).date()


def stand_still(moment):
    """Stop the clock at an aware moment, or let it run again with None. For tests only."""
    global _standing
    if moment is not None and moment.tzinfo is None:
        raise ValueError("The clock wants an aware moment.")
    _standing = moment and moment.astimezone(UTC)
