"""Who has met, who has not yet, and who might: pure functions over organisations and counted meetings."""

from dataclasses import dataclass
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
    last_on: object


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


class Meetings:
    """What was counted of one kind, sorted and summed up once: pages read it as long as nothing new is counted."""

    def __init__(self, rows):
        """Take (key, key, events, day of the last) of each pair."""
        # Those who met most first, then most lately.
        self.ranked = sorted(rows, key=lambda row: (-row[2], -row[3].toordinal(), row[0], row[1]))
        # Whichever of two stands first.
        self.known = {pair for one, other, _events, _day in self.ranked for pair in ((one, other), (other, one))}
        # At how many meetings of pairs each took part.
        self.totals = {}
        for one, other, events, _day in self.ranked:
            for key in (one, other):
                self.totals[key] = self.totals.get(key, 0) + events


def met(actors, meetings, start=0, number=None):
    """Return a Met for each pair of the actors that met; as many as wanted, from a place on.

    Those who met most come first, then most lately. Of a pair, that one comes first which does among the actors.
    """
    place = {actor.key: number for number, actor in enumerate(actors)}
    pairs = (row for row in meetings.ranked if row[0] in place and row[1] in place)
    found = []
    for one, other, events, last_on in _part(pairs, start, number):
        first, second = sorted((place[one], place[other]))
        found.append(Met(actors[first], actors[second], events, last_on))
    return found


def never_met(actors, meetings, start=0, number=None):
    """Return pairs of actors that never met, in their order; as many as wanted, from a place on."""
    known = meetings.known
    pairs = (pair for pair in combinations(actors, 2) if (pair[0].key, pair[1].key) not in known)
    return list(_part(pairs, start, number))


def numbers(actors, meetings):
    """Return (how many pairs of actors have met, how many never have)."""
    keys = {actor.key for actor in actors}
    have_met = len(meetings.ranked)
    if not keys >= meetings.totals.keys():
        # Somebody is gone since the meetings were counted.
        have_met = sum(row[0] in keys and row[1] in keys for row in meetings.ranked)
    return have_met, len(actors) * (len(actors) - 1) // 2 - have_met


def suggestions(actors, meetings, start=0, number=None):
    """Return (how many, [Suggestion]): who never met and shares an area, or of whom one offers what the other seeks.

    First those from different countries, then those of different actor groups, then who have most in common, then in
    the order of the actors. As many as wanted, from a place on.
    """
    known, size = meetings.known, len(actors)
    profiles = _profiles(actors)
    # Each pair is one whole number, its weight first: thousands of them are sorted at once, and leave no rubbish.
    found = []
    for one, (areas, offers, seeks, country, group) in enumerate(profiles):
        for other in range(one + 1, size):
            theirs = profiles[other]
            common = areas & theirs[0] | offers & theirs[2] | seeks & theirs[1]
            if not common or (actors[one].key, actors[other].key) in known:
                continue
            common = sum(bits.bit_count() for bits in (areas & theirs[0], offers & theirs[2], seeks & theirs[1]))
            is_other_group = group is not None and theirs[4] is not None and group != theirs[4]
            weight = (country != theirs[3]) * 2_000 + is_other_group * 1_000 + common
            found.append((one * size + other) - weight * size * size)
    found.sort()
    end = None if number is None else start + number
    pairs = (divmod(code % (size * size), size) for code in found[start:end])
    return len(found), [_suggestion(actors[one], actors[other]) for one, other in pairs]


def _part(pairs, start, number):
    return islice(pairs, start, None if number is None else start + number)


def _suggestion(one, other):
    return Suggestion(one, other, one.areas & other.areas, one.offers & other.seeks, other.offers & one.seeks)


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
