"""Making, changing and removing innovation areas. Here, because what belongs to one is planned here."""

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.alliance.area_rules import FOUR_AND_ONE, AreaRefusal
from app.alliance.models import InnovationArea, Organisation
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.programme import actions, area_queries, queries
from app.slugs import free_slug, slug

# A family of numbers for lock_numbers: areas are made and ordered by one at a time.
AREAS = 23


def create_area(title, responsible_id=None, **facts):
    """Make an area; its address comes from its title. Raises Refused."""
    with transaction():
        lock_numbers(AREAS, [1])
        _refuse_taken(title)
        keys = set(db.session.scalars(sa.select(InnovationArea.key)))
        area = InnovationArea(key=free_slug(slug(title)[:70], keys), title=title, **facts)
        area.responsible = _responsible(responsible_id)
        db.session.add(area)
        db.session.flush()
        audit.note("create_area", f"area:{area.id}", title=title)
    return area


def create_the_four():
    """Make the four areas of the alliance, and what concerns them all, in a house that has none. Raises Refused."""
    with transaction():
        lock_numbers(AREAS, [1])
        if db.session.scalar(sa.select(sa.exists(sa.select(InnovationArea.id)))):
            raise Refused(AreaRefusal.NOT_EMPTY)
        for position, (key, title, full_title, is_cross_cutting) in enumerate(FOUR_AND_ONE):
            db.session.add(
                InnovationArea(
                    key=key, title=str(title), full_title=str(full_title), is_cross_cutting=is_cross_cutting,
                    position=position,
                )
            )  # fmt: skip
        audit.note("create_area", "areas", title=[str(title) for _key, title, _full, _is in FOUR_AND_ONE])


def change_area(area_id, responsible_id=None, **facts):
    """Change what an area says of itself; its address stays. Raises Refused."""
    with transaction():
        lock_numbers(AREAS, [1])
        area = lock(InnovationArea, area_id)
        _refuse_taken(facts.get("title", area.title), area_id)
        was = area.responsible
        now = _responsible(responsible_id)
        changed = {name: [getattr(area, name), value] for name, value in facts.items() if getattr(area, name) != value}
        if was is not now:
            changed["responsible"] = [was and was.key, now and now.key]
            area.responsible = now
        for name, (_old, value) in changed.items():
            if name != "responsible":
                setattr(area, name, value)
        if "title" in changed:
            db.session.flush()
            actions.retell(queries.coming_events_of_area(area_id, clock.now()))
        if changed:
            audit.note("change_area", f"area:{area_id}", changed=changed)
    return area


def delete_area(area_id):
    """Remove an area to which nothing belongs; its targets go with it. Raises Refused."""
    with transaction():
        lock_numbers(AREAS, [1])
        area = lock(InnovationArea, area_id)
        if used := area_queries.used_by(area_id):
            raise Refused(AreaRefusal.IN_USE, what=", ".join(used))
        title = area.title
        db.session.delete(area)
        audit.note("delete_area", f"area:{area_id}", title=title)


def _responsible(organisation_id):
    return db.session.get(Organisation, organisation_id) if organisation_id else None


def _refuse_taken(title, area_id=None):
    same = sa.select(InnovationArea.id).where(
        sa.func.lower(InnovationArea.title) == title.lower(), InnovationArea.id != (area_id or 0)
    )
    if db.session.scalar(same.limit(1)):
        raise Refused(AreaRefusal.TITLE_TAKEN, title=title)
