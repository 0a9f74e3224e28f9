"""What stands before any event: areas, places, organisations, equipment and formats of a season."""

from types import SimpleNamespace

import sqlalchemy as sa

from app.alliance.models import InnovationArea, Organisation, Place
from app.database import db
from app.programme.models import SLOT, Format
from app.rooms.models import Equipment
from app.seasons import organisations, room_making, texts
from app.slugs import free_slug, slug

FIXED, MOBILE = "fixed", "mobile"


def furnish(load):
    """Put everything but the events into the house; return it by kind and id, organisations by name."""
    things = SimpleNamespace()
    things.places = _places(load)
    things.organisations = _organisations(load)
    things.areas = _areas(load, things.organisations)
    organisations.put_organisations(load, things.organisations, things.areas)
    things.mobile = _mobile_equipment(load)
    things.rooms = room_making.put_rooms(load, things.places, _fixed_equipment(load))
    things.formats, things.retimed = _formats(load, things.areas)
    db.session.flush()
    return things


# What a place is called alike in a season and in its table.
_OF_PLACES = ("hsb_source", "street", "postal_code", "city", "country", "way", "latitude", "longitude")


def by_key(model, *conditions):
    """Return all rows of a model by their key."""
    return {row.key: row for row in db.session.scalars(sa.select(model).where(*conditions))}


def _areas(load, organisations):
    known = by_key(InnovationArea)
    before = load.before.get("areas", {})
    for position, (key, area) in enumerate(load.season["areas"].items()):
        facts = {
            **{name: area[name] for name in ("title", "full_title", "description", "goal", "results")},
            "measures": "\n".join(area["measures"]),
            "responsible": organisations.get(area["responsible"]),
            "is_cross_cutting": area["cross_cutting"],
        }
        load.put(InnovationArea, known, key, facts, is_old=before.get(key) == area, position=position)
    return known


def _places(load):
    known = by_key(Place)
    for place in load.season["places"]:
        facts = {
            "name": place["de"],
            "names": {language: place[language] for language in ("hsb", "pl", "cs")},
            **{name: place[name] for name in _OF_PLACES},
        }
        is_old, region = load.said_already("places", place), holiday_region(place)
        load.put(Place, known, place["id"], facts, is_old=is_old, holiday_region=region)
    return known


def holiday_region(place):
    """Return whose public holidays a new place keeps, by its country and postal code; the team may choose others."""
    if place["country"] != "DE":
        return {"PL": "PL", "CZ": "CZ"}.get(place["country"])
    return "DE-BB" if place["postal_code"].startswith(("03", "14", "15", "16")) else "DE-SN"


def _organisations(load):
    known = {row.name: row for row in db.session.scalars(sa.select(Organisation))}
    keys = {row.key for row in known.values()}
    for name in load.season["partner_types"]:
        if name in known:
            load.claim(known[name])
            continue
        known[name] = Organisation(key=_free_key(name, keys), name=name, is_demo=load.is_demo)
        db.session.add(known[name])
        load.note("new", "organisations", name)
    return known


def _mobile_equipment(load):
    known = by_key(Equipment, Equipment.kind == MOBILE)
    for piece in load.season["mobile_equipment"]:
        facts = {"name": piece["name"], "stock": piece["count"], "provides": piece["provides"],
                 "interprets": piece["interprets"]}
        load.put(Equipment, known, piece["id"], facts, is_old=load.said_already("mobile_equipment", piece), kind=MOBILE)
    return known


def _fixed_equipment(load):
    """Return fixed equipment by name, made where it is new: what is called the same is the same kind of thing."""
    known = {row.name: row for row in db.session.scalars(sa.select(Equipment).where(Equipment.kind == FIXED))}
    keys = set(db.session.scalars(sa.select(Equipment.key))) | {
        piece["id"] for piece in load.season["mobile_equipment"]
    }
    for name in dict.fromkeys(name for room in load.season["rooms"] for name in room["equipment"]):
        if name in known:
            load.claim(known[name])
            continue
        known[name] = Equipment(key=_free_key(name, keys), name=name, kind=FIXED, is_demo=load.is_demo)
        db.session.add(known[name])
        load.note("new", "equipment", name)
    return known


def _formats(load, areas):
    """Put the formats; return them, and the keys of those whose registration now opens or closes at another time."""
    known = by_key(Format)
    slugs = {row.slug for row in known.values()}
    retimed = set()
    for kind in load.season["formats"]:
        key, old = kind["id"], known.get(kind["id"])
        window = old and _window(old)
        address = {} if old else {"slug": _free_address(kind["name"], slugs)}
        facts, is_old = _format_facts(kind, areas), load.said_already("formats", kind)
        row, has_say = load.put(Format, known, key, facts, is_old, **address)
        if has_say:
            texts.put(load, "formats", key, row, kind["texts"])
        if old and window != _window(row):
            retimed.add(key)
    return known, retimed


def _window(row):
    return row.opens_days, row.closes_hours, row.min_participants and row.decide_hours


def _format_facts(kind, areas):
    registration, _, slot_minutes = kind["registration"].partition(":")
    same = (
        "name", "summary", "description", "bring", "for_whom", "cost", "photo_rule", "minutes", "capacity",
        "min_participants", "mode", "room_needs", "languages", "companions_max", "audience", "minors", "reminders_h",
        "questions", "report_tags", "capacity_online", "layout", "interpreting", "audiences", "min_age",
        "contact_email", "external_url", "asks", "offers_seats", "wheelchair_places", "thanks",
    )  # fmt: skip
    further = [areas[area] for area in kind["further_areas"] if area != kind["area"]]
    return {
        **{name: kind[name] for name in same},
        "area": areas[kind["area"]],
        "has_waiting_list": kind["waitlist"],
        "registration": registration,
        "slot_minutes": int(slot_minutes) if registration == SLOT else None,
        "opens_days": kind["registration_opens_days"],
        "closes_hours": kind["registration_closes_h"],
        "decide_hours": kind["decide_h"],
        "barrier_need": kind["barrier_need"] or "",
        "further_areas": sorted(further, key=lambda area: (area.position, area.id or 0)),
    }


def _free_key(name, taken):
    # Room for the number that a second thing of this name gets.
    key = free_slug(slug(name)[:70], taken)
    taken.add(key)
    return key


def _free_address(name, taken):
    address = free_slug(slug(name), taken)
    taken.add(address)
    return address
