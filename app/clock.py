"""What time is it? Asked once per action or job, so that one act sees one moment."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")

_standing = None


def now():
    """Return the present moment, aware, in UTC."""
    return _standing or datetime.now(UTC)


def local(moment):
    """Return an aware moment as wall time of the house (Europe/Berlin)."""
    return moment.astimezone(BERLIN)


def today(moment):
    """Return the local day on which a moment lies."""
    return local(moment).date()


def stand_still(moment):
    """Stop the clock at an aware moment, or let it run again with None. For tests only."""
    global _standing
    if moment is not None and moment.tzinfo is None:
        raise ValueError("The clock wants an aware moment.")
    _standing = moment and moment.astimezone(UTC)
