"""What on the board needs a look: rules broken knowingly, bookings that a closure has hit, requests that collide."""

from collections import defaultdict
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.rooms import conflicts, trail
from app.rooms.board_queries import Entry, shuts
from app.rooms.rules import RoomRefusal

KNOWINGLY, SHUT, COLLIDES = "knowingly", "shut", "collides"


KINDS = {
    KNOWINGLY: lazy_gettext("Regel mit Absicht gebrochen"),
    SHUT: lazy_gettext("Jetzt in einer Schließzeit"),
    COLLIDES: lazy_gettext("Anfrage im Weg"),
}


class Conflict(NamedTuple):
    """A booking, what is the matter with it (a kind), and a sentence that says so."""

    entry: Entry
    kind: str
    sentence: str


def find(entries, closures, now, room_ids):
    """Return the Conflicts of bookings of these rooms that are not over yet, by their start.

    `entries` are those of the rooms and of all rooms that share a part with them.
    """
    coming = [entry for entry in entries if entry.ends_at > now]
    by_room = defaultdict(list)
    for entry in coming:
        by_room[entry.room.id].append(entry)
    found = []
    for entry in coming:
        if entry.room.id not in room_ids or entry.is_foreign:
            continue
        if entry.broken_rules:
            found.append(Conflict(entry, KNOWINGLY, " ".join(map(str, trail.rules_in_words(entry.broken_rules)))))
        if RoomRefusal.CLOSED.name not in entry.broken_rules:
            found += [Conflict(entry, SHUT, sentence) for sentence in _shut(entry, closures)]
        if not entry.holds:
            found += [Conflict(entry, COLLIDES, sentence) for sentence in _collisions(entry, by_room)]
    return found


def _shut(entry, closures):
    for shut in closures:
        if shut.starts_at < entry.ends_at and shut.ends_at > entry.starts_at and shuts(shut, entry.room):
            yield _("Der Raum ist dann geschlossen: %(reason)s.", reason=shut.reason)


def _collisions(entry, by_room):
    """Say what stands in the way of a request that holds nothing yet."""
    first, last = entry.span
    rooms = (entry.room, *entry.room.kin)
    others = [
        other
        for room in rooms
        for other in by_room.get(room.id, ())
        if other.holds and other.span[0] < last and other.span[1] > first
    ]
    if len(others) < entry.room.sessions:
        return []
    return [conflicts.in_words(entry.room, other) for other in others]
