"""What comes near to a wish that no room can fulfil: an hour earlier or later, another day or place, half the hall."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from app.rooms import finding, lending, rules, timetables
from app.rooms.finding import OTHER_DAY, OTHER_ROOM, PIECE, SAME_ROOM
from app.rooms.free_rooms import fitting_rooms
from app.rooms.rules import RoomRefusal

MOST_ROOMS, MOST_DAYS, MOST_OFFERS = 60, 14, 3


@dataclass(frozen=True)
class Nearby:
    """Offers by what is different, a few of each; `rooms` fit and are only taken: one can wait for them."""

    times: list = field(default_factory=list)
    days: list = field(default_factory=list)
    places: list = field(default_factory=list)
    pieces: list = field(default_factory=list)
    rooms: list = field(default_factory=list)

    @property
    def is_empty(self):
        """Whether nothing at all comes near."""
        return not (self.times or self.days or self.places or self.pieces or self.rooms)


def near(wish, now):
    """Return what is Nearby. Three statements, one more where things are wished for, whatever the number of rooms."""
    things = lending.things(wish.equipment)
    # Of any place and size: the one wished for is only the first choice.
    every = fitting_rooms(replace(wish, place=None, persons=None), things)
    wanted = [room for room in every if room.seats >= (wish.persons or 1)]
    here = [room for room in wanted if not wish.place or room.place_key == wish.place][:MOST_ROOMS]
    others = [room for room in wanted if wish.place and room.place_key != wish.place][:MOST_ROOMS]
    pieces = _pieces(every, here)
    span = (wish.starts_at, wish.ends_at)
    times = [tuple(moment + timedelta(minutes=minutes) for moment in span) for minutes in finding.SHIFTS]
    days = [found for number in range(1, MOST_DAYS + 1) if (found := finding.shifted(*span, number))]
    first, last = span[0] - timedelta(days=1), span[1] + timedelta(days=MOST_DAYS + 1)
    table, stock = timetables.load([*here, *others, *pieces], first, last), lending.stock_of(things, first, last)

    def is_free(room, starts_at, ends_at):
        lasts = stock.lasts(*rules.held_span(starts_at, ends_at, room.setup_min, room.teardown_min))
        return lasts and table.why_not(room, starts_at, ends_at, now, wish.who) is None

    def best(kind, rooms, spans):
        """The best fitting free room for each span that has one."""
        firsts = ((next((room for room in rooms if is_free(room, *when)), None), when) for when in spans)
        offers = (finding.offer(kind, room, *when, wish.who, wish.persons) for room, when in firsts if room)
        return [each for each, _number in zip(offers, range(MOST_OFFERS), strict=False)]

    def all_now(kind, rooms):
        free = (room for room in rooms if is_free(room, *span))
        return [finding.offer(kind, room, *span, wish.who, wish.persons) for room in free][:MOST_OFFERS]

    return Nearby(
        times=best(SAME_ROOM, here, times),
        days=best(OTHER_DAY, here, days),
        places=all_now(OTHER_ROOM, others),
        pieces=all_now(PIECE, pieces),
        rooms=[room for room in here if _is_taken(table.why_not(room, *span, now, wish.who))][:MOST_OFFERS],
    )


def _is_taken(refusal):
    """Tell whether somebody who waits may get a room: where only somebody else is in the way."""
    return refusal is not None and refusal[0] is RoomRefusal.BUSY


def _pieces(every, wanted):
    """Return the pieces of halls that fit, the largest first: too small for all, but perhaps for most."""
    halls = {room.id for room in wanted}
    pieces = [room for room in every if room.parent_id in halls and room.id not in halls]
    return sorted(pieces, key=lambda room: -room.seats)[:MOST_ROOMS]
