"""What is free, and what else can be had where a room cannot. Few statements, however many rooms there are."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, display
from app.rooms import hours, lending, links, policies, rules, timetables
from app.rooms.free_rooms import Wish, find_rooms
from app.rooms.models import CITIZEN, NO, ORGANISATION, STAFF

__all__ = ["Offer", "Wish", "alternatives", "find_rooms", "next_free"]

SAME_ROOM, OTHER_DAY, PIECE, OTHER_ROOM = "same_room", "other_day", "piece", "other_room"
MOST, MOST_DAYS = 5, 14
# What a form proposes where nobody has said how long.
USUAL_MIN = 120
# How many of each kind stand in a list before the kinds that have more fill it up.
SHARES = {SAME_ROOM: 2, PIECE: 1, OTHER_ROOM: 1, OTHER_DAY: 1}
# Minutes, nearest first.
SHIFTS = (30, -30, 60, -60)


@dataclass(frozen=True)
class Offer:
    """A span that can be had instead; `room` has id, slug, name and place_line.

    `href` leads citizens and organisations to the form; the team's pages make links of their own.
    """

    kind: str
    room: object
    starts_at: datetime
    ends_at: datetime
    text: str
    href: str | None = None


def alternatives(room, starts_at, ends_at, now, persons=None, layout=None, equipment_ids=(), who=STAFF, but_not=None):
    """Return at most five Offers near to a span that somebody cannot have; all of them can be had now.

    `layout` is a Layout or its name; `but_not` is a booking that would move, and is overlooked.
    The number of statements does not depend on the number of rooms.
    """
    if rules.wall_length(starts_at, ends_at) > rules.LONGEST or ends_at <= starts_at:
        return []
    name = getattr(layout, "name", layout)
    layout = next((each for each in room.layouts if each.name == name), None)
    near = [(starts_at + timedelta(minutes=each), ends_at + timedelta(minutes=each)) for each in SHIFTS]
    days = [span for number in range(1, MOST_DAYS + 1) if (span := shifted(starts_at, ends_at, number))]
    table = timetables.load([room], starts_at - timedelta(days=1), ends_at + timedelta(days=MOST_DAYS + 1), but_not)
    held = [rules.held_span(*span, room.setup_min, room.teardown_min) for span in near + days]
    things = lending.things(tuple(equipment_ids))
    overlooked = () if but_not is None else (but_not,)
    stock = lending.stock_of(things, min(start for start, _end in held), max(end for _start, end in held), overlooked)

    def is_free(span):
        in_stock = stock.lasts(*rules.held_span(*span, room.setup_min, room.teardown_min))
        return in_stock and table.why_not(room, *span, now, who, persons, layout) is None

    wish = Wish(starts_at, ends_at, persons, name, kind=room.kind, equipment=tuple(equipment_ids), who=who)
    found = [each for each in find_rooms(wish, now, but_not) if each.id != room.id]
    pieces = _pieces(room, found)
    others = sorted((each for each in found if each not in pieces), key=_distance(room, persons))
    lists = {
        SAME_ROOM: [offer(SAME_ROOM, room, *span, who, persons) for span in near if is_free(span)],
        PIECE: [offer(PIECE, each, starts_at, ends_at, who, persons) for each in pieces],
        OTHER_ROOM: [offer(OTHER_ROOM, each, starts_at, ends_at, who, persons) for each in others[:MOST]],
        OTHER_DAY: [offer(OTHER_DAY, room, *span, who, persons) for span in days if is_free(span)],
    }
    return _some_of_each(lists)


def _pieces(room, found):
    """Return those of the found rooms into which a hall divides, also in two steps, the largest first."""
    ids, pieces = {room.id}, []
    for _step in range(3):
        more = [each for each in found if each.parent_id in ids and each not in pieces]
        pieces += more
        ids |= {each.id for each in more}
    return sorted(pieces, key=lambda each: -each.seats)


def _distance(room, persons):
    """Return the key that sorts other rooms: the same place first; then those that are big enough; then by size."""
    wanted = persons or room.capacity
    return lambda each: (each.place_id != room.place_id, each.seats < wanted, abs(each.seats - wanted), each.name)


def _some_of_each(lists):
    """Return at most MOST offers: each kind its share, then whoever has more, in the order of the kinds."""
    chosen = {kind: offers[: SHARES[kind]] for kind, offers in lists.items()}
    for kind, offers in lists.items():
        left = MOST - sum(len(some) for some in chosen.values())
        chosen[kind] += offers[SHARES[kind] :][:left]
    return [each for some in chosen.values() for each in some]


def shifted(starts_at, ends_at, days):
    """Return a span so many days later, at the same time on the clock on the wall; None where March skips it."""
    walls = [clock.local(each).replace(tzinfo=None, fold=0) + timedelta(days=days) for each in (starts_at, ends_at)]
    if any(clock.is_skipped(wall) for wall in walls):
        return None
    start, end = (clock.from_wall(wall) for wall in walls)
    return (start, end) if start < end else None


def offer(kind, room, starts_at, ends_at, who, persons=None):
    """Return the Offer of a room and span, with its sentence and its link."""
    text, address = _text(kind, room, starts_at, ends_at), href(room, starts_at, ends_at, who, persons)
    return Offer(kind, room, starts_at, ends_at, text, address)


def href(room, starts_at, ends_at, who, persons=None):
    """Return the address of the form with this room and span filled in, for those who fill it in; else None."""
    if who == STAFF:
        return None
    return links.form_path(room, starts_at, ends_at) + (f"&personen={persons}" if persons else "")


def _text(kind, room, starts_at, ends_at):
    if kind == SAME_ROOM:
        return _("Zu einer anderen Zeit: %(when)s", when=display.span(starts_at, ends_at))
    if kind == OTHER_DAY:
        return _("An einem anderen Tag: %(when)s", when=display.span(starts_at, ends_at))
    seats = ngettext("für %(num)s Person", "für bis zu %(num)s Personen", getattr(room, "seats", room.capacity))
    if kind == PIECE:
        return _("Nur ein Teil: %(room)s, %(seats)s, zur selben Zeit", room=room.name, seats=seats)
    return _("Ein anderer Raum: %(room)s, %(seats)s, zur selben Zeit", room=room.place_line, seats=seats)


def next_free(room, minutes, from_day, days, now, who=CITIZEN):
    """Return [(day, [(starts_at, ends_at)])]: when a room can be had for so many minutes, day by day.

    Each span is as long as the room is open and nobody else has it; what begins on a day stands there.
    Three statements, whatever the number of days.
    """
    policy = policies.policy_of(room, who)
    earliest = now + timedelta(hours=policy.lead_hours)
    until = from_day + timedelta(days=days)
    begin, end = (clock.start_of(day) for day in (from_day, until + timedelta(days=1)))
    table = timetables.load([room], begin, end)
    by_day = {from_day + timedelta(days=number): [] for number in range(days)}
    for opens_at, closes_at in _open(room, from_day, until):
        for starts_at, ends_at in table.gaps(room, max(opens_at, begin, _half_hour(earliest)), min(closes_at, end)):
            day = clock.today(starts_at)
            needed = starts_at + timedelta(minutes=minutes)
            if day in by_day and needed <= ends_at and not table.why_not(room, starts_at, needed, now, who):
                by_day[day].append((starts_at, ends_at))
    return list(by_day.items())


def first_bookable(room, taken, shut, starts_at, ends_at, now, who=CITIZEN):
    """Return the first (starts_at, ends_at) within a span that somebody can have, up to two hours long, or None.

    `taken` are (starts_at, ends_at), `shut` (starts_at, ends_at, reason); the span lies within the hours of the room.
    """
    policy = policies.policy_of(room, who)
    longest = timedelta(minutes=min(policy.longest_min, max(USUAL_MIN, policy.shortest_min)))
    earliest = max(starts_at, _half_hour(now + timedelta(hours=policy.lead_hours)))
    for begin, end in timetables.gaps(room, taken, shut, earliest, ends_at):
        start = _half_hour(begin)
        span = start, min(start + longest, end)
        if span[0] < span[1] and not any(policies.broken_by(policy, room, *span, now)):
            return span
    return None


class FreeLinks:
    """Gives a free stretch of a room its link to the form, "" where nobody can have it; remembers the first span."""

    def __init__(self, room, taken, shut, now):
        self._facts, self._now, self._who = (room, taken, shut), now, asker_of(room)
        self.first = None

    def __call__(self, starts_at, ends_at):
        """Return the address of the form with the first span of a free stretch."""
        span = self._who and first_bookable(*self._facts, starts_at, ends_at, self._now, self._who)
        self.first = self.first or span
        return href(self._facts[0], *span, self._who) if span else ""


def asker_of(room):
    """Return who outside of the team may have a room: CITIZEN, or only an ORGANISATION, or None."""
    return next((who for who in (CITIZEN, ORGANISATION) if policies.policy_of(room, who).way != NO), None)


def _open(room, first, last):
    """Return the spans in which a room is open; one without hours is open day by day."""
    if room.hours:
        return hours.open_spans(room.hours, first, last)
    moments = [clock.start_of(first + timedelta(days=number)) for number in range((last - first).days + 2)]
    return list(zip(moments, moments[1:], strict=False))


def _half_hour(moment):
    """Return the first full or half hour that is not before a moment."""
    rest = (moment - moment.replace(minute=0, second=0, microsecond=0)) % timedelta(minutes=30)
    return moment + (timedelta(minutes=30) - rest if rest else timedelta())
