"""Does a season hold together? Its ids, relations, dates and states, entry by entry."""

from app.errors import Refused
from app.rooms import recurrence
from app.seasons import umbrellas
from app.seasons.faults import Fault, meant, place_of, shown
from app.seasons.local_time import BadTime, read_day, read_moment
from app.seasons.room_making import DAYS

# Lists of an event that name entries of a list called otherwise.
_LISTS = {"hosts": "partner_types", "further_areas": "areas"}


def relation_faults(entries):
    """Yield every fault between the entries of a season."""
    for faults in (_doubled_ids, _anchor, _areas, _organisations, _places, _rooms, _formats, umbrellas.faults, _events):
        for path, sentence in faults(entries):
            yield Fault(place_of(path, entries.season), sentence)


def _doubled_ids(entries):
    alone = ("formats", "mobile_equipment", "umbrellas", "events")
    for keys in (("places",), ("rooms", "digital_rooms"), *((key,) for key in alone)):
        seen = {}
        for key in keys:
            for index, entry in entries.listed(key):
                if entry["id"] in seen:
                    first = place_of(seen[entry["id"]], {})
                    sentence = f"Die Kennung „{shown(entry['id'])}“ steht schon bei {first}. Bitte eine andere wählen."
                    yield (key, index, "id"), sentence
                seen.setdefault(entry["id"], (key, index))
    yield from _doubled(("partner_types",), [kind for _, kind in entries.listed("partner_types")])


def _doubled(path, names):
    """Yield a fault for every name that stands in a list for the second time."""
    seen = set()
    for index, name in enumerate(names):
        if name in seen:
            yield (*path, index), f"„{shown(name)}“ steht schon in dieser Liste. Bitte einmal streichen."
        seen.add(name)


def _anchor(entries):
    anchor = entries.season.get("anchor")
    if not isinstance(anchor, str):
        return
    try:
        if read_day(anchor).weekday() != 0:
            yield ("anchor",), "Das ist kein Montag. Bitte den Montag der ersten Woche eintragen."
    except BadTime as bad:
        yield ("anchor",), str(bad)


def _unknown(path, wrong, known, what):
    """Yield a fault if an id is not among the known ones; `what` begins the sentence ("Den Raum")."""
    if known is not None and wrong not in known:
        hint = meant(wrong, known) or " Bitte prüfen Sie die Schreibweise."
        yield path, f"{what} „{shown(wrong)}“ gibt es in dieser Datei nicht.{hint}"


def _places(entries):
    for index, place in entries.listed("places"):
        if (place.get("latitude") is None) != (place.get("longitude") is None):
            missing = "latitude" if place.get("latitude") is None else "longitude"
            yield ("places", index, missing), "Zu einem Punkt gehören Breite und Länge. Bitte beide oder keine."


def _rooms(entries):
    places, rooms = entries.known("places"), entries.known("rooms")
    for index, room in entries.listed("rooms"):
        path = ("rooms", index)
        yield from _unknown((*path, "place"), room["place"], places, "Den Ort")
        if room.get("parent") is not None:
            yield from _unknown((*path, "parent"), room["parent"], rooms, "Den Raum")
            yield from _parent((*path, "parent"), room, entries)
        yield from _opening_hours((*path, "opening_hours"), room.get("opening_hours") or {})


def _areas(entries):
    names, areas = entries.known("partner_types"), entries.season.get("areas")
    for key, area in areas.items() if isinstance(areas, dict) else ():
        responsible = area.get("responsible") if isinstance(area, dict) else None
        if isinstance(responsible, str):
            yield from _unknown(("areas", key, "responsible"), responsible, names, "Die Art von Organisation")


def _organisations(entries):
    names, areas = entries.known("partner_types"), entries.known("areas")
    for name, told in entries.named("organisations"):
        path = ("organisations", name)
        yield from _unknown(path, name, names, "Die Art von Organisation")
        yield from _doubled((*path, "areas"), told.get("areas") or [])
        for index, key in enumerate(told.get("areas") or []):
            yield from _unknown((*path, "areas", index), key, areas, "Den Bereich")
        if told.get("member_since") is not None:
            try:
                read_day(told["member_since"])
            except BadTime as bad:
                yield (*path, "member_since"), str(bad)


def _opening_hours(path, hours):
    """Yield a fault where the times of a day are not in order, or the night of a day runs into the next one."""
    for number, day in enumerate(DAYS):
        # "24:00" sorts after every time of day, so texts compare like times; only the last may end after midnight.
        times = [time for span in hours.get(day) or () for time in span]
        is_night = bool(times) and times[-1] <= times[-2]
        ordered = times[:-1] if is_night else times
        if any(later <= earlier for earlier, later in zip(ordered, ordered[1:], strict=False)):
            yield (*path, day), "Bitte die Zeiten der Reihe nach, jede mit Anfang vor Ende."
        elif is_night and (following := hours.get(DAYS[(number + 1) % 7])) and following[0][0] < times[-1]:
            yield (*path, day), "Bitte die Nacht nur so lang, dass sie nicht in die Öffnung am nächsten Tag reicht."


def _parent(path, room, entries):
    parent, seen = entries.rooms.get(room["parent"]), {room["id"]}
    if parent and parent["place"] != room["place"]:
        yield path, f"„{shown(parent['name'])}“ liegt an einem anderen Ort. Bitte einen Raum am selben Ort eintragen."
    while parent:
        if parent["id"] in seen:
            yield path, f"„{shown(room['name'])}“ wäre so ein Teil von sich selbst. Bitte berichtigen oder null."
            return
        seen.add(parent["id"])
        parent = entries.rooms.get(parent.get("parent"))


def _formats(entries):
    areas = entries.known("areas")
    for index, kind in entries.listed("formats"):
        path = ("formats", index)
        yield from _unknown((*path, "area"), kind["area"], areas, "Den Bereich")
        if "colour" in kind:
            yield from _unknown((*path, "colour"), kind["colour"], areas, "Den Bereich")
        yield from _doubled((*path, "further_areas"), kind.get("further_areas") or [])
        for number, key in enumerate(kind.get("further_areas") or []):
            yield from _unknown((*path, "further_areas", number), key, areas, "Den Bereich")
        if kind["registration"] == "external" and not kind.get("external_url"):
            yield (*path, "registration"), "Bei external fehlt external_url. Bitte die Adresse ergänzen."


def _events(entries):
    known = {key: entries.known(key) for key in ("formats", "areas", "mobile_equipment", "partner_types", "events")}
    known["rooms"] = entries.known("rooms", "digital_rooms")
    # A season may have none, and say so by leaving the key out.
    known["umbrellas"] = entries.known("umbrellas") if entries.season.get("umbrellas") is not None else set()
    # A bare plan is read as it is; pages can live without what a whole season tells about its changes.
    is_bare = "format_version" not in entries.season
    for index, event in entries.events:
        untold = () if is_bare else _untold(event)
        for path, sentence in (*_event(event, known), *umbrellas.fault_outside(entries, index, event), *untold):
            yield ("events", index, *path), sentence


def _event(event, known):
    yield from _unknown(("format",), event["format"], known["formats"], "Das Format")
    if "area" in event:
        yield from _unknown(("area",), event["area"], known["areas"], "Den Bereich")
    for key, what in (
        ("further_areas", "Den Bereich"),
        ("rooms", "Den Raum"),
        ("mobile_equipment", "Die Ausstattung"),
        ("partner_types", "Die Art von Organisation"),
        ("hosts", "Die Art von Organisation"),
    ):
        names = event.get(key, [])
        yield from _doubled((key,), names)
        for index, name in enumerate(names):
            kinds = known[_LISTS.get(key, key)]
            yield from _unknown((key, index), name, kinds, what)
    if event.get("umbrella"):
        yield from _unknown(("umbrella",), event["umbrella"], known["umbrellas"], "Den Thementag")
    yield from _together(event, known["events"])
    yield from _dates("occurrences", event["occurrences"])
    yield from _dates("moved_from", event.get("moved_from") or [])


def _together(event, known):
    """Yield the faults of sessions, of a series, and of when a draft goes public."""
    if len(event.get("session_titles") or []) > len(event["occurrences"]):
        yield ("session_titles",), "Es gibt mehr Titel als Termine. Bitte streichen oder einen Termin ergänzen."
    if event.get("series"):
        yield from _unknown(("series",), event["series"], known, "Die Veranstaltung")
    if event.get("series_rule"):
        try:
            recurrence.read(event["series_rule"])
        except Refused:
            yield ("series_rule",), "Diese Wiederholung ist nicht lesbar. Bitte wie FREQ=WEEKLY;COUNT=4 schreiben."
    if event.get("publish_at"):
        try:
            read_moment(event["publish_at"])
        except BadTime as bad:
            yield ("publish_at",), str(bad)


def _dates(key, spans):
    """Yield the faults of start and end of each date, and of their order."""
    ended = None
    for index, span in enumerate(spans):
        moments = []
        for side, text in enumerate(span):
            try:
                moments.append(read_moment(text))
            except BadTime as bad:
                yield (key, index, side), str(bad)
        if len(moments) < 2:
            continue
        start, end = moments
        if end <= start:
            yield (key, index), "Das Ende liegt nicht nach dem Anfang. Bitte vertauschen oder berichtigen."
        elif ended and start < ended:
            yield (key, index), "Der Termin beginnt, bevor der vorige endet. Bitte der Reihe nach eintragen."
        ended = max(end, ended or end)


def _untold(event):
    """Yield what is missing to tell guests about a cancelled or moved event."""
    if event["state"] == "cancelled" and not (event.get("cancel_reason") or "").strip():
        yield (), "Die Veranstaltung ist abgesagt, aber cancel_reason fehlt. Bitte schreiben Sie, warum."
    if event["state"] == "moved" and not event.get("moved_from"):
        yield (), "Die Veranstaltung ist verlegt, aber moved_from fehlt. Bitte schreiben Sie, wann sie vorher war."
