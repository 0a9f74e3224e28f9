"""Measuring side by side: A B C, A B C, …, so that whatever else the machine does hits all alike."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Side:
    """One of those compared: a name and a function that runs one round and returns what was seen."""

    name: str
    run: callable


def compare(sides, rounds):
    """Run all sides in turn, once to warm up and then `rounds` times; return {name: [what was seen]}.

    Who goes first changes from round to round.
    """
    seen = {side.name: [] for side in sides}
    for number in range(rounds + 1):
        for side in sides[number % len(sides) :] + sides[: number % len(sides)]:
            result = side.run()
            if number:
                seen[side.name].append(result)
    return seen


def per_second(results):
    """Return the median of answers per second."""
    return median(result["answered"] / result["seconds"] for result in results)


def middle(results, key):
    """Return the median of one figure, or an empty text where a side does not have it."""
    values = [result[key] for result in results if key in result]
    return median(values) if values else ""


def ratio(ours, theirs):
    """Return (median, least, greatest) of our speed by theirs, round by round."""
    ratios = sorted(
        (our["answered"] / our["seconds"]) / (their["answered"] / their["seconds"])
        for our, their in zip(ours, theirs, strict=True)
    )
    return median(ratios), ratios[0], ratios[-1]
