"""Who has met, who has not yet, and who might: pure functions over organisations and counted meetings."""

from dataclasses import dataclass
from datetime import date
from itertools import combinations, islice


@dataclass(frozen=True)
class Actor:
    """An organisation, area or country of the network; of organisations also what they have in common with others."""

    key: str
    name: str
    href: str = ""
    country: str = ""
    actor_group: str | None = None
    # Keys of areas, and kinds of what is offered and sought.
    areas: frozenset = frozenset()
    offers: frozenset = frozenset()
    seeks: frozenset = frozenset()


@dataclass(frozen=True)
class Met:
    """Two who met: at how many events, and the day of the last."""

    one: Actor
    other: Actor
    events: int
    last_on: date


@dataclass(frozen=True)
class Suggestion:
    """Two who have never met and have something to talk about."""

    one: Actor
    other: Actor
    # Keys of areas that both work in; kinds that the first offers and the second seeks, and the other way round.
    shared: frozenset = frozenset()
    one_helps: frozenset = frozenset()
    other_helps: frozenset = frozenset()

    @property
    def of_two_groups(self):
        """Whether they belong to different actor groups, as far as is known."""
        groups = {self.one.actor_group, self.other.actor_group}
        return None not in groups and len(groups) == 2


def digest(pairs):
    """Return what is kept of counted pairs [(key, key, events, day of the last)]: plain values, made to be read fast.

    `keys` in order; `pairs`: four numbers for each, the places of both among the keys (the lesser first), events and
    the day, those who met most first, then most lately; `totals`: at how many meetings of pairs each took part.
    """
    keys = sorted({key for pair in pairs for key in pair[:2]})
    place, totals = {key: number for number, key in enumerate(keys)}, dict.fromkeys(keys, 0)
    rows = []
    for one, other, events, last_on in pairs:
        rows.append((-events, -last_on.toordinal(), *sorted((place[one], place[other]))))
        totals[one] += events
        totals[other] += events
    flat = [number for events, day, one, other in sorted(rows) for number in (one, other, -events, -day)]
    return {"keys": keys, "pairs": flat, "totals": totals}


class Meetings:
    """The counted meetings of one kind, from their digest."""

    def __init__(self, keys=(), pairs=(), totals=None):
        self._keys, self._columns, self.totals = keys, [pairs[number::4] for number in range(4)], totals or {}
        self._place = {key: number for number, key in enumerate(keys)}
        # Whole numbers: thousands of tuples would keep the garbage collector busy.
        self.known = {one * len(keys) + other for one, other in zip(*self._columns[:2], strict=True)}

    def __len__(self):
        return len(self.known)

    def ranked(self):
        """Yield (key, key, events, day of the last as an ordinal), those who met most first."""
        keys = self._keys
        for one, other, events, day in zip(*self._columns, strict=True):
            yield keys[one], keys[other], events, day

    def unmet(self, actors, pairs):
        """Yield those of pairs (of numbers of actors) that have not met."""
        size, known = len(self._keys), self.known
        places = [self._place.get(actor.key, -1) for actor in actors]
        for one, other in pairs:
            a, b = places[one], places[other]
            # Who never met anybody has place -1, and so no number that is known.
            if (a * size + b if a < b else b * size + a) not in known or a < 0 or b < 0:
                yield one, other


def met(actors, meetings, start=0, number=None):
    """Return a Met for each pair of the actors that met; as many as wanted, from a place on.

    Those who met most come first, then most lately. Of a pair, that one comes first which does among the actors.
    """
    place = {actor.key: number for number, actor in enumerate(actors)}
    pairs = (row for row in meetings.ranked() if row[0] in place and row[1] in place)
    found = []
    for one, other, events, last_on in _part(pairs, start, number):
        first, second = sorted((place[one], place[other]))
        found.append(Met(actors[first], actors[second], events, date.fromordinal(last_on)))
    return found


def never_met(actors, meetings, start=0, number=None):
    """Return pairs of actors that never met, in their order; as many as wanted, from a place on."""
    pairs = meetings.unmet(actors, combinations(range(len(actors)), 2))
    return [(actors[one], actors[other]) for one, other in _part(pairs, start, number)]


def numbers(actors, meetings):
    """Return (how many pairs of actors have met, how many never have)."""
    keys = {actor.key for actor in actors}
    have_met = len(meetings)
    if not keys >= meetings.totals.keys():
        # Somebody is gone since the meetings were counted.
        have_met = sum(row[0] in keys and row[1] in keys for row in meetings.ranked())
    return have_met, len(actors) * (len(actors) - 1) // 2 - have_met


def suggestions(actors, meetings, start=0, number=None):
    """Return (how many, [Suggestion]): who never met and shares an area, or of whom one offers what the other seeks.

    First those from different countries, then those of different actor groups, then who have most in common, then in
    the order of the actors. As many as wanted, from a place on.
    """
    size, profiles = len(actors), _profiles(actors)
    # Each pair is one whole number, its weight first: thousands of them are sorted at once, and leave no rubbish.
    found = []
    for one, other in meetings.unmet(actors, _with_something_in_common(profiles)):
        mine, theirs = profiles[one], profiles[other]
        common = sum((mine[a] & theirs[b]).bit_count() for a, b in ((0, 0), (1, 2), (2, 1)))
        is_other_group = None not in (mine[4], theirs[4]) and mine[4] != theirs[4]
        weight = (mine[3] != theirs[3]) * 2_000 + is_other_group * 1_000 + common
        found.append((one * size + other) - weight * size * size)
    found.sort()
    end = None if number is None else start + number
    pairs = (divmod(code % (size * size), size) for code in found[start:end])
    return len(found), [_suggestion(actors[one], actors[other]) for one, other in pairs]


def _part(pairs, start, number):
    return islice(pairs, start, None if number is None else start + number)


def _suggestion(one, other):
    return Suggestion(one, other, one.areas & other.areas, one.offers & other.seeks, other.offers & one.seeks)


def _with_something_in_common(profiles):
    for one, (areas, offers, seeks, _country, _group) in enumerate(profiles):
        for other in range(one + 1, len(profiles)):
            theirs = profiles[other]
            if areas & theirs[0] or offers & theirs[2] or seeks & theirs[1]:
                yield one, other


def _profiles(actors):
    """Return (areas, offers, seeks, country, group) of each actor, the first three as bits."""
    areas, kinds = {}, {}

    def bits(names, known):
        return sum(1 << known.setdefault(name, len(known)) for name in names)

    return [
        (
            bits(each.areas, areas), bits(each.offers, kinds), bits(each.seeks, kinds), each.country, each.actor_group
        )
        for each in actors
    ]  # fmt: skip
