"""What the team does with places: make them and change what is said of them. Holidays: `closing.keep_holidays`."""

import sqlalchemy as sa

from app.accounts import audit
from app.alliance.models import Place
from app.database import db, lock, transaction
from app.errors import Refused
from app.rooms import actions, furnishing_queries, placing_rules
from app.rooms.furnishing import count_new_name, lock_furnishing
from app.slugs import free_slug, slug

# Addresses of the team's own pages below /team/orte: no place may be called so there.
RESERVED = frozenset({"neu", "ferien"})
# What calendars say of where an event is.
ADDRESS = frozenset({"name", "street", "postal_code", "city", "latitude", "longitude"})


def create_place(name, **facts):
    """Make a place and return it; `facts` are columns of Place. Raises Refused with a PlaceRefusal."""
    with transaction():
        lock_furnishing()
        _refuse_nonsense(name, facts)
        taken = RESERVED | set(db.session.scalars(sa.select(Place.key)))
        place = Place(key=free_slug(slug(name)[:70], taken), name=name, **facts)
        db.session.add(place)
        db.session.flush()
        audit.note("create_place", about(place), name=name)
    return place


def change_place(place_id, **facts):
    """Change columns of a place. Its address is part of where events are, so their calendars hear of a new one."""
    with transaction():
        lock_furnishing()
        place = lock(Place, place_id)
        was = {name: getattr(place, name) for name in ("country", "latitude", "longitude")}
        _refuse_nonsense(facts.get("name", place.name), {**was, **facts}, place_id)
        noted = audit.changes(audit.facts_of(place, facts), facts)
        changed = noted.get("changed", {})
        for name in changed:
            setattr(place, name, facts[name])
        if not changed:
            return place
        db.session.flush()
        if ADDRESS & changed.keys():
            rooms = furnishing_queries.rooms_with_parts(place_id)
            for room in rooms:
                for follower in actions.ROOM_FOLLOWERS:
                    follower(room, {"name": room.name})
            count_new_name([room.id for room in rooms])
        audit.note("change_place", about(place), **noted)
    return place


def about(place):
    """Return how the audit trail names a place."""
    return f"place:{place.id}"


def _refuse_nonsense(name, facts, place_id=None):
    same = sa.select(Place.id).where(sa.func.lower(Place.name) == name.lower(), Place.id != (place_id or 0)).limit(1)
    is_known = db.session.scalar(same) is not None
    country, postal_code = facts.get("country", "DE"), facts.get("postal_code", "")
    position = facts.get("latitude"), facts.get("longitude")
    if reason := placing_rules.why_no_place(is_known, country, postal_code, position):
        raise Refused(reason)
