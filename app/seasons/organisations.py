"""What a season tells of organisations besides their names: into the house, and out of it."""

from datetime import date

from app.alliance.models import OFFER, OFFERED, SEEK, Offer
from app.seasons.load import set_facts

# What a file says of an organisation where it says nothing.
NOTHING = {
    "kind": "", "actor_group": None, "country": "DE", "languages": [], "areas": [], "about": "", "contact_email": "",
    "website": "", "member_since": None, "offers": {}, "seeks": {},
}  # fmt: skip
_SAME = ("kind", "actor_group", "country", "languages", "about", "contact_email", "website")
_DIRECTIONS = {"offers": OFFER, "seeks": SEEK}


def put_organisations(load, organisations, areas):
    """Set what the file tells of its organisations; what it said before and the team changed since stays."""
    before = load.before.get("organisations", {})
    for name, told in load.season["organisations"].items():
        row = organisations[name]
        is_new = load.made("organisations", name)
        is_others = load.is_demo and not row.is_demo
        if not is_new and (is_others or before.get(name) == told):
            continue
        if _put(row, told, areas) and not is_new:
            load.note("changed", "organisations", name)


def _put(row, told, areas):
    offers = [
        (direction, kind, text)
        for key, direction in _DIRECTIONS.items()
        for kind in OFFERED
        for text in told[key].get(kind, ())
    ]
    is_changed = set_facts(
        row,
        **{name: told[name] for name in _SAME},
        areas=sorted((areas[key] for key in told["areas"]), key=lambda area: area.position),
        member_since=told["member_since"] and date.fromisoformat(told["member_since"]),
    )
    if [(offer.direction, offer.kind, offer.text) for offer in row.offers] == offers:
        return is_changed
    row.offers = [Offer(direction=direction, kind=kind, text=text) for direction, kind, text in offers]
    return True


def written(rows):
    """Return {name: what a file tells} of the organisations of which anything is known."""
    told = {row.name: _told(row) for row in rows}
    return {name: facts for name, facts in told.items() if facts != NOTHING}


def _told(row):
    listed = {}
    for key, direction in _DIRECTIONS.items():
        texts = {}
        for offer in row.offers:
            if offer.direction == direction:
                texts.setdefault(offer.kind, []).append(offer.text)
        listed[key] = texts
    return {
        **{name: getattr(row, name) for name in _SAME},
        "areas": [area.key for area in row.areas],
        "member_since": row.member_since and row.member_since.isoformat(),
        **listed,
    }
