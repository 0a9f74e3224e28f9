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

    @property
    def weight(self):
        """The more lies between them, and then the more they have in common, the sooner they are suggested."""
        common = len(self.shared) + len(self.one_helps) + len(self.other_helps)
        return self.one.country != self.other.country, self.of_two_groups, common


def met(actors, counted):
    """Return a Met for each counted pair ({(key, key): (events, day)}), those who met most first, then most lately.

    Of a pair, and of equals, that one comes first which does among the actors.
    """
    place = {actor.key: number for number, actor in enumerate(actors)}
    pairs = sorted(
        (-events, -last_on.toordinal(), *sorted((place[one], place[other])), last_on)
        for (one, other), (events, last_on) in counted.items()
        if one in place and other in place
    )
    return [Met(actors[one], actors[other], -events, last_on) for events, _day, one, other, last_on in pairs]


def never_met(actors, counted, start=0, number=None):
    """Return pairs of actors that never met, in their order; as many as wanted, from a place on."""
    known = _both_ways(counted)
    pairs = (pair for pair in combinations(actors, 2) if (pair[0].key, pair[1].key) not in known)
    return list(islice(pairs, start, None if number is None else start + number))


def suggestions(actors, counted):
    """Return a Suggestion for each pair that never met and shares an area, or where one offers what the other seeks.

    First those from different countries, then those of different actor groups, then who have most in common.
    """
    found, known = [], _both_ways(counted)
    for one, other in combinations(actors, 2):
        if (one.key, other.key) in known:
            continue
        shared = one.areas & other.areas
        one_helps, other_helps = one.offers & other.seeks, other.offers & one.seeks
        if shared or one_helps or other_helps:
            found.append(Suggestion(one, other, shared, one_helps, other_helps))
    # Stable, so that of equal weight the order of the actors stays.
    found.sort(key=lambda each: each.weight, reverse=True)
    return found


def meetings_of(pairs):
    """Return {key: at how many meetings of pairs it took part}."""
    counts = {}
    for each in pairs:
        for actor in (each.one, each.other):
            counts[actor.key] = counts.get(actor.key, 0) + each.events
    return counts


def _both_ways(counted):
    return {*counted, *((other, one) for one, other in counted)}
