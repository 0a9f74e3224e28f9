"""Do events fit into their rooms? Seats, and the equipment without which a format does not work."""

from app.seasons.faults import Fault, meant, place_of, shown

HEARING_LOOP = "Induktionsschleife"
MOBILE_LOOP = "Höranlage"


def fitting_faults(entries):
    """Yield a fault for every event that its rooms cannot hold, and every need that nothing in the season meets."""
    possible = _possible_needs(entries)
    for path, sentence in _unheard_needs(entries, possible):
        yield Fault(place_of(path, entries.season), sentence)
    for index, event in entries.events:
        for path, sentence in (*_seats(event, entries), *_needs(event, entries, possible)):
            yield Fault(place_of(("events", index, *path), entries.season), sentence)


def _seats(event, entries):
    onsite, online = event["seats_onsite"], event["seats_online"]
    physical = [room for room in event["rooms"] if room not in entries.digital_rooms]
    digital = [room for room in event["rooms"] if room not in entries.rooms]
    if onsite and not physical and not event.get("external"):
        sentence = f"Für {_seats_in_words(onsite)} vor Ort fehlt der Raum. Bitte einen Raum oder external eintragen."
        yield ("seats_onsite",), sentence
    if online and not digital:
        sentence = f"Für {_seats_in_words(online)} im Netz fehlt der digitale Raum. Bitte einen eintragen."
        yield ("seats_online",), sentence
    # A guest place has room of its own that the file does not know.
    if not event.get("external"):
        layout = (entries.formats.get(event["format"]) or {}).get("layout")
        yield from _too_many(("seats_onsite",), onsite, physical, entries.rooms, layout)
    yield from _too_many(("seats_online",), online, digital, entries.digital_rooms)


def _too_many(path, seats, room_ids, rooms, layout=None):
    if not room_ids or any(room not in rooms for room in room_ids):
        return
    held = [rooms[room] for room in dict.fromkeys(room_ids)]
    capacity = sum((room.get("layouts") or {}).get(layout, room["capacity"]) for room in held)
    if seats > capacity:
        names = " und ".join(f"„{shown(room['name'])}“" for room in held)
        verb = "fasst" if len(held) == 1 else "fassen"
        if capacity < sum(room["capacity"] for room in held):
            verb = f"{verb} mit der Bestuhlung „{shown(layout)}“"
        fault = f"{names} {verb} {capacity} Personen, vorgesehen sind {_seats_in_words(seats)}."
        yield path, f"{fault} Bitte weniger Plätze oder einen größeren Raum."


def _seats_in_words(number):
    return "1 Platz" if number == 1 else f"{number} Plätze"


def _needs(event, entries, possible):
    """Yield the needs of the event's format that neither its rooms nor its mobile equipment meet."""
    kind = entries.formats.get(event["format"])
    physical = [room for room in event["rooms"] if room not in entries.digital_rooms]
    mobile = event.get("mobile_equipment", [])
    # Without a room of ours nothing is known about what stands there; with an unknown one that is the fault to mend.
    if not kind or not physical or any(room not in entries.rooms for room in physical):
        return
    if any(piece not in entries.mobile_equipment for piece in mobile):
        return
    met = set().union(*(_equipment_of(entries.rooms[room]) for room in physical))
    met |= set().union(*(_provided_by(entries.mobile_equipment[piece]) for piece in mobile))
    names = " und ".join(f"„{shown(entries.rooms[room]['name'])}“" for room in dict.fromkeys(physical))
    for need in kind.get("room_needs", []):
        if need in possible and need not in met:
            fault = f"„{shown(kind['name'])}“ braucht „{shown(need)}“, das fehlt in {names}."
            yield ("rooms",), f"{fault} {_way_out(need, entries)}"


def _way_out(need, entries):
    pieces = [piece["id"] for piece in entries.mobile_equipment.values() if need in _provided_by(piece)]
    if pieces:
        return f"Bitte „{shown(pieces[0])}“ bei mobile_equipment eintragen oder einen anderen Raum wählen."
    return "Bitte wählen Sie einen anderen Raum."


def _equipment_of(room):
    loop = (room.get("access") or {}).get("hearing_loop") in ("fest", "mobil")
    return {*room.get("equipment", []), *([HEARING_LOOP] if loop else [])}


def _provided_by(piece):
    """Return the needs a piece of mobile equipment meets: what it says, its name, and a hearing loop by any name."""
    names = {piece["name"], piece.get("provides") or piece["name"]}
    return names | ({HEARING_LOOP} if any(MOBILE_LOOP in name for name in names) else set())


def _possible_needs(entries):
    """Return everything a room could offer or mobile equipment could bring."""
    needs = set()
    for room in entries.rooms.values():
        needs |= _equipment_of(room)
    for piece in entries.mobile_equipment.values():
        needs |= _provided_by(piece)
    return needs


def _unheard_needs(entries, possible):
    # An entry that cannot be read may be the one that has it.
    sound = entries.rooms.keys() | entries.mobile_equipment.keys()
    known = entries.known("rooms", "mobile_equipment")
    if known is None or known - sound:
        return
    for index, kind in entries.listed("formats"):
        for number, need in enumerate(kind.get("room_needs", [])):
            if need not in possible:
                fault = f"Die Ausstattung „{shown(need)}“ gibt es in keinem Raum und nicht mobil."
                hint = f"Bitte eintragen oder streichen.{meant(need, possible)}"
                yield ("formats", index, "room_needs", number), f"{fault} {hint}"
