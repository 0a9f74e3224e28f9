"""A small season that holds together, to be spoiled by the tests: a hall of two halves, a salon, a digital room."""

import json
from copy import deepcopy

from app.seasons.reading import SeasonFaults, read_season

_SEASON = {
    "format_version": 1,
    "anchor": "2027-02-01",
    "areas": {"leben": {"title": "Leben", "description": "Wie wir leben."}, "quer": {"title": "Quer"}},
    "places": [{"id": "zittau", "de": "Zittau", "country": "DE"}, {"id": "goerlitz", "de": "Görlitz"}],
    "rooms": [
        {
            "id": "saal", "name": "Saal", "place": "zittau", "capacity": 90, "setup_min": 30, "teardown_min": 30,
            "equipment": ["Mikrofone"], "access": {"hearing_loop": "fest"},
        },
        {
            "id": "nord", "name": "Saal Nord", "place": "zittau", "capacity": 48, "parent": "saal",
            "setup_min": 20, "teardown_min": 20,
        },
        {
            "id": "sued", "name": "Saal Süd", "place": "zittau", "capacity": 40, "parent": "saal",
            "setup_min": 20, "teardown_min": 20,
        },
        {"id": "salon", "name": "Salon", "place": "goerlitz", "capacity": 36, "setup_min": 20, "teardown_min": 20},
    ],
    "digital_rooms": [{"id": "netz", "name": "Netzraum", "capacity": 150}],
    "formats": [
        {
            "id": "repair", "name": "Repair-Café", "area": "leben", "minutes": 180, "capacity": 18, "mode": "physical",
            "registration": "seat",
        },
        {
            "id": "dialog", "name": "Bürgerdialog", "area": "quer", "minutes": 120, "capacity": 80, "mode": "hybrid",
            "registration": "seat", "room_needs": ["Mikrofone", "Induktionsschleife"],
        },
    ],
    "mobile_equipment": [
        {"id": "m-mikro", "name": "Funkmikrofone", "provides": "Mikrofone", "count": 1},
        {"id": "m-hoer", "name": "Mobile Höranlage", "count": 2},
    ],
    "partner_types": ["Schule", "Hochschule"],
    "events": [],
}  # fmt: skip


def a_season(*events, **changes):
    """Return a season with these events; `changes` replace its top-level keys."""
    return {**deepcopy(_SEASON), "events": list(events), **changes}


def an_event(id="E01", date="2027-02-06", start="14:00", end="17:00", offset="+01:00", **changes):
    """Return an event of one date in the Salon; `changes` replace its keys."""
    return {
        "id": id,
        "format": "repair",
        "title": "Repair-Café",
        "occurrences": [a_span(date, start, end, offset)],
        "rooms": ["salon"],
        "seats_onsite": 18,
        "seats_online": 0,
        "state": "open",
        **changes,
    }


def a_span(date="2027-02-06", start="14:00", end="17:00", offset="+01:00"):
    """Return start and end of one date as they stand in a file."""
    return [f"{date}T{start}:00{offset}", f"{date}T{end}:00{offset}"]


def changed(season, key, index, **changes):
    """Change one entry of a season, and return the season."""
    season[key][index] |= changes
    return season


def in_bytes(season):
    """Return a season as the bytes of a file."""
    return json.dumps(season, ensure_ascii=False).encode()


def faults_of(season):
    """Return the (where, sentence) pairs for which a season, or the bytes of a file, is refused; [] if it is read."""
    try:
        read_season(season if isinstance(season, bytes) else in_bytes(season))
    except SeasonFaults as refused:
        return [(fault.where, fault.sentence) for fault in refused.faults]
    return []
