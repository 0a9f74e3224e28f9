"""A season in which nothing is left out: every key that the format knows, so that whoever loads it need not ask."""

from copy import deepcopy

from app.programme.interpreters import SIGN_LANGUAGE
from app.seasons import texts, umbrellas
from app.seasons.organisations import NOTHING as _ORGANISATION

FORMAT_VERSION = 1

_ACCESS = {
    "step_free": None,
    "hearing_loop": None,
    "accessible_wc": None,
    "wheelchair_places": None,
    "door_cm": None,
    "lift": None,
    "reserved_parking": None,
    "quiet_room": None,
    "assistance_dogs": None,
    "note": "",
}
_AREA = {
    "full_title": "",
    "description": "",
    "goal": "",
    "measures": [],
    "results": "",
    "responsible": None,
    "cross_cutting": False,
}
_HOUSE = {"claim": "", "email": "", "imprint": ""}
_PLACE = {
    "hsb_source": None, "street": "", "postal_code": "", "city": "", "country": "", "way": "",
    "latitude": None, "longitude": None,
}  # fmt: skip
_ROOM = {
    "kind": "physical",
    "layouts": {},
    "parent": None,
    "setup_min": 0,
    "teardown_min": 0,
    "equipment": [],
    "access": {},
    "description": "",
    "opening_hours": {},
    "house_rules": "",
}
_DIGITAL_ROOM = {
    "kind": "digital",
    "provider": "",
    "join_url": "",
    "opens_before_min": 15,
    "closes_after_min": 20,
    "phone_dial_in": None,
    "live_captions": None,
    "interpreting_channels": [],
    "recording": "aus",
    "waiting_room": False,
    "description": "",
}
_FORMAT = {
    "min_participants": 0,
    "room_needs": [],
    "languages": ["de"],
    "companions_max": 0,
    "waitlist": True,
    "audience": "",
    "minors": "",
    "reminders_h": [24],
    "questions": [],
    "asks": ["wheelchairs"],
    "offers_seats": False,
    "wheelchair_places": None,
    "thanks": True,
    "report_tags": [],
    "summary": "",
    "description": "",
    "bring": "",
    "for_whom": "",
    "photo_rule": "",
    "cost": "",
    "registration_opens_days": None,
    "registration_closes_h": 0,
    "further_areas": [],
    "capacity_online": 0,
    "decide_h": 72,
    "layout": "",
    "barrier_need": None,
    "interpreting": [],
    "audiences": [],
    "min_age": None,
    "contact_email": "",
    "external_url": "",
    "texts": {},
}
_MOBILE = {"provides": None, "interprets": None}
_EVENT = {
    "further_areas": [],
    "external": None,
    "mobile_equipment": [],
    "sign_language": False,
    "holidays": {},
    "partner_types": [],
    "note": None,
    "cancel_reason": None,
    "moved_from": [],
    "session_titles": [],
    "attendance": "all",
    "interpreting_confirmed": [],
    "publish_at": None,
    "series": None,
    "series_rule": None,
    "umbrella": None,
    "texts": {},
}


def complete(season):
    """Return a checked season with every key of the format present; what was left out gets its default."""
    formats = {kind["id"]: kind for kind in (_format(kind) for kind in season["formats"])}
    return {
        "format_version": FORMAT_VERSION,
        "anchor": season["anchor"],
        "house": _filled(season["house"], _HOUSE) if season.get("house") else None,
        "areas": {key: _area(area) for key, area in season["areas"].items()},
        "places": [_place(place) for place in season["places"]],
        "rooms": [_room(room) for room in season["rooms"]],
        "digital_rooms": [_filled(room, _DIGITAL_ROOM) for room in season["digital_rooms"]],
        "formats": list(formats.values()),
        "mobile_equipment": [_filled(piece, _MOBILE) for piece in season["mobile_equipment"]],
        "partner_types": list(season["partner_types"]),
        "organisations": {
            name: _filled(told, _ORGANISATION) for name, told in (season.get("organisations") or {}).items()
        },
        "umbrellas": [_filled(day, umbrellas.DEFAULTS) for day in season.get("umbrellas") or []],
        "events": [_event(event, formats[event["format"]]) for event in season["events"]],
    }


def _filled(entry, defaults):
    """Return an entry with its defaults; null counts as left out, save where null is the default."""
    given = {key: value for key, value in entry.items() if value is not None or key not in defaults}
    return deepcopy(given | {key: value for key, value in defaults.items() if key not in given})


def _area(area):
    return _filled({"title": area} if isinstance(area, str) else area, _AREA)


def _place(place):
    name = place["de"]
    return _filled(place, _PLACE | {"hsb": name, "pl": name, "cs": name, "city": name})


def _room(room):
    filled = _filled(room, _ROOM)
    return filled | {"access": _filled(filled["access"], _ACCESS)}


def _format(kind):
    filled = _filled(kind, _FORMAT | {"colour": kind["area"]})
    if kind.get("capacity_online") is None and kind["mode"] != "physical":
        # One number stood for both kinds of seats before there were two.
        filled["capacity_online"] = kind["capacity"]
        filled["capacity"] = 0 if kind["mode"] == "digital" else kind["capacity"]
    return filled | {"texts": texts.complete(filled["texts"], texts.OF_FORMAT)}


def _event(event, kind):
    filled = _filled(
        event,
        _EVENT
        | {
            "area": kind["area"], "languages": kind["languages"], "hosts": event.get("partner_types", []),
            "interpreting": kind["interpreting"],
        },
    )  # fmt: skip
    # Sign language is both: a promise of the event, and one of the languages into which somebody interprets.
    filled["sign_language"] = filled["sign_language"] or SIGN_LANGUAGE in filled["interpreting"]
    if filled["sign_language"] and SIGN_LANGUAGE not in filled["interpreting"]:
        filled["interpreting"] = [SIGN_LANGUAGE, *filled["interpreting"]]
    wanted = set(filled["interpreting"])
    filled["interpreting_confirmed"] = [code for code in filled["interpreting_confirmed"] if code in wanted]
    # Only a bare plan can lack these two; what is made of it must be readable as a whole season again.
    if filled["state"] == "cancelled" and not filled["cancel_reason"]:
        filled["cancel_reason"] = "Der Grund ist nicht bekannt."
    if filled["state"] == "moved" and not filled["moved_from"]:
        filled["state"] = "open"
    return filled | {"texts": texts.complete(filled["texts"], texts.OF_EVENT)}
