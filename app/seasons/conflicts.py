"""Is something wanted twice at one moment? Rooms, halls and their halves, and mobile equipment."""

import heapq
from datetime import datetime, timedelta
from typing import NamedTuple

from app.seasons.faults import Fault, place_of, shown
from app.seasons.local_time import in_words

# A draft keeps its room so that it can be published. What was cancelled lets go of it: others may long have it.
HOLDING = frozenset({"draft", "open", "waitlist", "moved"})


class Hold(NamedTuple):
    """One room held by one date of an event, setup and teardown included."""

    start: datetime
    end: datetime
    event: int
    date: int
    number: int
    room: str


class _Ending(NamedTuple):
    """A hold in the order in which holds end."""

    end: datetime
    hold: Hold


def conflict_faults(entries):
    """Yield a fault for every room that two dates want at one moment, and every piece of equipment too few."""
    yield from _room_faults(entries)
    yield from _equipment_faults(entries)


def _room_faults(entries):
    events = dict(entries.events)
    for first, second in _clashes(entries):
        earlier, later = sorted((first, second), key=lambda hold: (hold.event, hold.date, hold.number))
        if first.event != second.event:
            path, sentence = ("rooms", later.number), _taken(later, earlier, entries, events)
        elif first.date != second.date:
            if _overlap(*(entries.spans[later.event][hold.date] for hold in (first, second))):
                # Said already, where the order of its dates is checked.
                continue
            path, sentence = ("occurrences", later.date), _too_close(later, entries)
        elif later.date == 0:
            path, sentence = ("rooms", later.number), _part_of(later, earlier, entries)
        else:
            # The same two rooms at a further date of the same event: said once.
            continue
        yield Fault(place_of(("events", later.event, *path), entries.season), sentence)


def _overlap(one, other):
    return one[0] < other[1] and other[0] < one[1]


def _taken(hold, other, entries, events):
    name, holder = _room_name(hold, entries), events[other.event]
    why = "" if hold.room == other.room else f" (dort „{_room_name(other, entries)}“, beide teilen sich die Fläche)"
    return (
        f"„{name}“ ist schon belegt: „{shown(holder['title'])}“ ({shown(holder['id'])}) "
        f"hält den Raum mit Auf- und Abbau am {in_words(other.start, other.end)}{why}. "
        f"Diese Veranstaltung bräuchte ihn am {in_words(hold.start, hold.end)}. "
        "Bitte andere Zeit oder anderen Raum wählen."
    )


def _too_close(hold, entries):
    return (
        f"Dieser Termin liegt zu nah an einem anderen derselben Veranstaltung: „{_room_name(hold, entries)}“ "
        "braucht dazwischen Zeit für Ab- und Aufbau. Bitte die Termine weiter auseinanderlegen."
    )


def _part_of(hold, other, entries):
    return (
        f"„{_room_name(hold, entries)}“ und „{_room_name(other, entries)}“ teilen sich die Fläche. "
        "Bitte nur einen von beiden eintragen."
    )


def _room_name(hold, entries):
    return shown((entries.rooms.get(hold.room) or entries.digital_rooms[hold.room])["name"])


def _clashes(entries):
    """Yield pairs of holds that overlap in rooms that share a part."""
    relatives = _relatives(entries.rooms)
    going_on, ends = {}, []
    for hold in _holds(entries):
        while ends and ends[0].end <= hold.start:
            ended = heapq.heappop(ends)
            going_on[ended.hold.room].remove(ended.hold)
            if not going_on[ended.hold.room]:
                del going_on[ended.hold.room]
        # The smaller of the two: a hall of 200 parts, or 200 parts held at one moment, must not slow down the other.
        kin = relatives.get(hold.room, {hold.room})
        for room in sorted(kin & going_on.keys()) if len(kin) < len(going_on) else [r for r in going_on if r in kin]:
            for other in going_on[room]:
                yield other, hold
        going_on.setdefault(hold.room, []).append(hold)
        heapq.heappush(ends, _Ending(hold.end, hold))


def _holds(entries):
    """Return every hold of a room, in order of time."""
    holds = []
    for index, event in entries.events:
        if event["state"] not in HOLDING:
            continue
        for number, room_id in enumerate(event["rooms"]):
            room = entries.rooms.get(room_id) or entries.digital_rooms.get(room_id)
            if not room or room_id in event["rooms"][:number]:
                continue
            before, after = _around(room)
            holds += [
                Hold(start - before, end + after, index, date, number, room_id)
                for date, (start, end) in enumerate(entries.spans.get(index, ()))
            ]
    return sorted(holds)


def _around(room):
    """Return how long before and after a date the room is held. A digital room needs nobody to move chairs."""
    return timedelta(minutes=room.get("setup_min", 0)), timedelta(minutes=room.get("teardown_min", 0))


def _relatives(rooms):
    """Return for each room the rooms that share a part with it: itself, what it is part of, and what is part of it."""
    relatives = {room: {room} for room in rooms}
    for room in rooms:
        parent = rooms[room].get("parent")
        # A ring of parents is a fault of its own; here it only must end.
        while parent in rooms and parent not in relatives[room]:
            relatives[room].add(parent)
            relatives[parent].add(room)
            parent = rooms[parent].get("parent")
    return relatives


def _equipment_faults(entries):
    events = dict(entries.events)
    for piece_id, uses in _uses(entries).items():
        piece = entries.mobile_equipment[piece_id]
        in_use = []
        for start, end, index, number in sorted(uses):
            while in_use and in_use[0][0] <= start:
                heapq.heappop(in_use)
            if len(in_use) >= piece["count"]:
                holder = events[in_use[0][1]]
                sentence = (
                    f"„{shown(piece['name'])}“ gibt es nur {piece['count']}-mal und ist am {in_words(start, end)} "
                    f"schon vergeben, zum Beispiel an „{shown(holder['title'])}“ ({shown(holder['id'])}). "
                    "Bitte andere Zeit oder einen Raum wählen, der so etwas hat."
                )
                yield Fault(place_of(("events", index, "mobile_equipment", number), entries.season), sentence)
            heapq.heappush(in_use, (end, index))


def _uses(entries):
    """Return when each piece of mobile equipment is wanted: while its event holds its rooms."""
    uses = {}
    for index, event in entries.events:
        pieces = event.get("mobile_equipment", []) if event["state"] in HOLDING else []
        rooms = [entries.rooms[room] for room in event["rooms"] if room in entries.rooms]
        before = max((_around(room)[0] for room in rooms), default=timedelta())
        after = max((_around(room)[1] for room in rooms), default=timedelta())
        for number, piece in enumerate(pieces):
            if piece in entries.mobile_equipment and piece not in pieces[:number]:
                uses.setdefault(piece, []).extend(
                    (start - before, end + after, index, number) for start, end in entries.spans.get(index, ())
                )
    return uses
