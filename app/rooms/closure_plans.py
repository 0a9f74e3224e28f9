"""What is to be shut, when, and how often: a closure before it is one. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from flask_babel import lazy_gettext as _

from app import clock
from app.errors import Refused
from app.rooms import recurrence
from app.rooms.rules import HORIZON

LONGEST = timedelta(days=366)
# A rule without end is written out so far; a job goes on. Nobody can book beyond HORIZON, so what the job adds
# later shuts nobody out of what they have.
AHEAD = HORIZON + timedelta(days=366)
# Of a rule that has been going on for many years, too.
MOST_DATES = 10_000
ONCE, WEEKLY, FORTNIGHTLY, MONTHLY_BY_DAY, MONTHLY_BY_WEEKDAY, YEARLY = (
    "once", "weekly", "fortnightly", "monthly_by_day", "monthly_by_weekday", "yearly",
)  # fmt: skip


class ClosureRefusal(Enum):
    """Why nothing can be shut like this."""

    ENDS_BEFORE_START = _("Das Ende liegt vor dem Anfang. Bitte prüfen Sie die Zeiten.")
    OVER = _("Diese Zeit ist schon vorbei. Bitte wählen Sie eine, die noch kommt.")
    TOO_FAR = _("So weit im Voraus geht das nicht. Bitte wählen Sie einen Tag in den nächsten drei Jahren.")
    TOO_LONG = _("Eine Schließzeit dauert höchstens ein Jahr. Soll ein Raum ganz wegfallen, legen Sie ihn bitte still.")
    OVERLAPS_ITSELF = _(
        "So überschneidet sich die Schließzeit mit ihrer eigenen Wiederholung. Bitte wählen Sie eine kürzere Zeit oder "
        "eine seltenere Wiederholung."
    )
    UNDECIDED = _(
        "Inzwischen sind andere Buchungen betroffen als eben. Bitte entscheiden Sie über alle, die hier jetzt stehen."
    )
    CANNOT_MOVE = _("„%(title)s“ kann nicht umziehen. %(why)s")
    ONLY_ASKED = _(
        "Um „%(title)s“ hat erst jemand gebeten. Eine andere Zeit oder einen anderen Raum schlagen Sie bitte auf der "
        "Seite der Anfrage vor."
    )
    BELONGS_TO_EVENT = _(
        "„%(title)s“ gehört zu einer Veranstaltung. Bitte sagen Sie die Veranstaltung ab, oder wählen Sie einen "
        "anderen Raum."
    )


@dataclass(frozen=True)
class Plan:
    """A closure to be: of a room, a place, or (with neither) the whole house. Wall times are naive.

    `rule` is as in RFC 5545; without COUNT and UNTIL it goes on for good.
    """

    reason: str
    wall_start: datetime
    wall_end: datetime
    rule: str = ""
    place_id: int | None = None
    room_id: int | None = None


def dates(plan, now):
    """Return the recurrence.Dates of a plan that are not over. Raises Refused."""
    if plan.wall_end <= plan.wall_start:
        raise Refused(ClosureRefusal.ENDS_BEFORE_START)
    if plan.wall_end - plan.wall_start > LONGEST:
        raise Refused(ClosureRefusal.TOO_LONG)
    if plan.wall_start > clock.local(now + HORIZON).replace(tzinfo=None):
        raise Refused(ClosureRefusal.TOO_FAR)
    found = written_out(plan.rule, plan.wall_start, plan.wall_end, now)
    if any(later.starts_at < earlier.ends_at for earlier, later in zip(found, found[1:], strict=False)):
        raise Refused(ClosureRefusal.OVERLAPS_ITSELF)
    coming = [date for date in found if date.ends_at > now]
    if not coming:
        raise Refused(ClosureRefusal.OVER)
    return coming


def written_out(rule, wall_start, wall_end, now):
    """Return all recurrence.Dates of a rule (none: one date), also those gone by; without end up to AHEAD of now."""
    if not rule:
        return [recurrence.localise(wall_start, wall_end)]
    until = clock.today(now + AHEAD)
    bounded = recurrence.read(f"{rule};UNTIL={until:%Y%m%d}" if is_endless(rule) else rule)
    return recurrence.expand(bounded, wall_start, wall_end, limit=MOST_DATES)


def is_endless(rule):
    """Tell whether a rule goes on for good."""
    return bool(rule) and "COUNT=" not in rule and "UNTIL=" not in rule


def ended(rule, wall_start, last):
    """Return a rule that has its last date on a day."""
    bounded = f"{rule};UNTIL={last:%Y%m%d}" if is_endless(rule) else rule
    return str(recurrence.read(bounded).ending(until=max(last, wall_start.date())))


def rule_for(repeat, first, until=None):
    """Return the rule that repeats a first day in one of the ways that the form offers."""
    weekday = recurrence.WEEKDAYS[first.weekday()]
    # The fifth of a month is not in every month: the last is meant.
    n = (first.day + 6) // 7 if first.day <= 28 else -1
    rule = {
        ONCE: "",
        WEEKLY: f"FREQ=WEEKLY;BYDAY={weekday};WKST=MO",
        FORTNIGHTLY: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday};WKST=MO",
        MONTHLY_BY_DAY: f"FREQ=MONTHLY;BYMONTHDAY={first.day}",
        MONTHLY_BY_WEEKDAY: f"FREQ=MONTHLY;BYDAY={n}{weekday}",
        YEARLY: f"FREQ=YEARLY;BYMONTH={first.month};BYMONTHDAY={first.day}",
    }[repeat]
    return f"{rule};UNTIL={until:%Y%m%d}" if rule and until else rule
