"""Drawing a network: who is there stands on a circle, a line joins those who met, thicker the more often."""

from dataclasses import dataclass
from math import cos, pi, sin

# The measures of a picture, in its own units; a phone shows it at a little over half.
SIZE, MIDDLE = 600, 300
RADIUS, NODE = 232, 24
THINNEST, THICKEST, OFTEN = 2, 13, 6


@dataclass(frozen=True)
class Node:
    """Somebody on the circle."""

    x: float
    y: float
    label: str
    name: str
    # The key of the area whose colour it wears.
    area: str


@dataclass(frozen=True)
class Line:
    """Two who met, or (dashed) two who have not yet."""

    path: str
    width: float
    words: str
    is_missing: bool


@dataclass(frozen=True)
class Picture:
    """Everything that a template draws, the thickest line on top."""

    nodes: tuple
    lines: tuple
    # The edge of each area: (path, its key).
    edges: tuple


def picture(actors, groups, pairs, missing=(), labels=None):
    """Return the Picture of actors in their order; `groups` are their areas, beside each other where they are one.

    `pairs` are (key, key, events, words), `missing` (key, key, words).
    """
    angles = _angles(groups)
    places = {actor.key: _at(angle, RADIUS) for actor, angle in zip(actors, angles, strict=True)}
    most = max((events for _one, _other, events, _words in pairs), default=1)
    lines = [Line(_curve(places[a], places[b]), THINNEST, words, True) for a, b, words in missing]
    lines += [
        Line(_curve(places[a], places[b]), _width(events, most), words, False)
        for a, b, events, words in sorted(pairs, key=lambda each: each[2])
    ]
    nodes = tuple(
        Node(*places[actor.key], labels[number] if labels else str(number + 1), actor.name, group)
        for number, (actor, group) in enumerate(zip(actors, groups, strict=True))
    )
    return Picture(nodes, tuple(lines), tuple(_edges(groups, angles)) if len(set(groups)) > 1 else ())


def _angles(groups):
    """Return where each stands on the circle; between two areas there is a gap."""
    gaps = [0.7 if before != after else 0 for before, after in zip(groups, groups[1:], strict=False)]
    gaps.append(0.7 if len(set(groups)) > 1 and groups[0] != groups[-1] else 0)
    whole = len(groups) + sum(gaps)
    place, angles = 0, []
    for gap in gaps[: len(groups)]:
        angles.append(2 * pi * place / whole - pi / 2)
        place += 1 + gap
    return angles


def _at(angle, radius):
    return round(MIDDLE + radius * cos(angle), 1), round(MIDDLE + radius * sin(angle), 1)


def _curve(begin, end):
    # Bent towards the middle, so that lines between neighbours do not run through who stands between them.
    bend = [round(MIDDLE + ((a + b) / 2 - MIDDLE) * 0.35, 1) for a, b in zip(begin, end, strict=True)]
    return f"M{begin[0]} {begin[1]}Q{bend[0]} {bend[1]} {end[0]} {end[1]}"


def _width(events, most):
    # Where nobody met often yet, nobody gets a thick line.
    return round(THINNEST + (THICKEST - THINNEST) * events / max(most, OFTEN), 1)


def _edges(groups, angles):
    """Yield an arc outside the circle for each run of one area."""
    half, start = pi / (len(groups) + 2), 0
    for number, group in enumerate(groups):
        if number + 1 == len(groups) or groups[number + 1] != group:
            first, last = angles[start] - half * 0.7, angles[number] + half * 0.7
            radius = RADIUS + NODE + 16
            (a, b), (c, d) = _at(first, radius), _at(last, radius)
            yield f"M{a} {b}A{radius} {radius} 0 {int(last - first > pi)} 1 {c} {d}", group
            start = number + 1
