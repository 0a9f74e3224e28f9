"""What the team does with formats: make them and change them.

What a format says of itself (texts, costs, how one takes part) its planned events say at once; length, seats and the
days on which registration opens and closes were copied into each event when it was planned, and stay until somebody
says which events follow (format_following).
"""

import sqlalchemy as sa

from app import clock, stale
from app.accounts import audit
from app.alliance.models import InnovationArea
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.programme import actions, asked, format_rules, queries
from app.programme.format_rules import FormatRefusal
from app.programme.models import EXTERNAL, SLOT, Format
from app.slugs import free_slug, slug

# Of a format whose events are in calendars already: what stands there, and whether it does.
IN_CALENDARS = frozenset({"summary", "registration"})

# What a format has and its form does not show.
NOT_IN_FORM = frozenset({
    "id", "key", "slug", "picture", "picture_alt", "is_demo", "asks", "offers_seats", "wheelchair_places", "thanks",
})  # fmt: skip


def create_format(name, area_id, further_areas=(), **facts):
    """Make a format and return it; `facts` are columns of Format, `further_areas` numbers of areas.

    Raises Refused with a FormatRefusal.
    """
    with transaction():
        _one_at_a_time()
        facts = _completed(facts)
        _refuse_nonsense(name, facts)
        keys, addresses = (set(db.session.scalars(sa.select(each))) for each in (Format.key, Format.slug))
        format = Format(
            key=free_slug(slug(name)[:70], keys), slug=free_slug(slug(name), addresses), name=name,
            area_id=db.session.get_one(InnovationArea, area_id).id, **{"reminders_h": [24], **facts},
        )  # fmt: skip
        format.further_areas = _areas(further_areas, area_id)
        db.session.add(format)
        db.session.flush()
        audit.note("create_format", about(format), name=name)
    return format


def as_shown(format):
    """Return what the form that changes a format shows of it (see app.stale), by the names of its fields."""
    further = sorted(area.id for area in format.further_areas)
    columns = [column.key for column in Format.__table__.columns if column.key not in NOT_IN_FORM]
    return {**audit.facts_of(format, columns), "further_areas": further, "questions": asked.plain(format.questions)}


def change_format(format_id, further_areas=None, seen=None, **facts):
    """Change columns of a format, and return it. Raises Refused; another way to take part waits until no guest has a
    seat. `seen`: as at planning.change_event."""
    with transaction():
        _one_at_a_time()
        format = lock(Format, format_id)
        stale.refuse_if_stale(as_shown(format), seen)
        facts = _completed(facts)
        if further_areas is not None:
            facts["further_areas"] = _areas(further_areas, facts.get("area_id", format.area_id))
        judged = {name: getattr(format, name) for name in format_rules.USUAL} | facts
        _refuse_nonsense(facts.get("name", format.name), judged, format_id)
        noted = audit.changes(_as_it_is(format, facts), facts)
        changed, now = noted.get("changed", {}), clock.now()
        coming = queries.coming_events_of(format_id, now) if IN_CALENDARS & changed.keys() else []
        if "registration" in changed:
            _refuse_while_seats_are_taken(coming)
        for name in changed:
            setattr(format, name, facts[name])
        if changed:
            db.session.flush()
            actions.retell(coming)
            audit.note("change_format", about(format), **noted)
    return format


def about(format):
    """Return how the audit trail names a format."""
    return f"format:{format.id}"


def _one_at_a_time():
    lock_numbers(actions.ADDRESSES, [0])


def _as_it_is(format, names):
    was = audit.facts_of(format, names)
    # What stands there now, not the row's own list, which changes with it.
    return {name: list(value) if name == "further_areas" else value for name, value in was.items()}


def _completed(facts):
    """Return the facts without what belongs to another way to take part: the length of a slot, a foreign page."""
    way, facts = facts.get("registration"), dict(facts)
    if way not in (None, SLOT):
        facts["slot_minutes"] = None
    if way not in (None, EXTERNAL):
        facts["external_url"] = ""
    return facts


def _areas(ids, main_id):
    """Return areas in the order in which the house has them; the main one is none besides."""
    wanted = sa.select(InnovationArea).where(InnovationArea.id.in_(ids), InnovationArea.id != main_id)
    return list(db.session.scalars(wanted.order_by(InnovationArea.position, InnovationArea.id)))


def _refuse_nonsense(name, facts, format_id=None):
    same = sa.select(Format.id).where(sa.func.lower(Format.name) == name.lower(), Format.id != (format_id or 0))
    if db.session.scalar(same.limit(1)) is not None:
        raise Refused(FormatRefusal.SAME_NAME)
    if reason := format_rules.why_no_format(**facts):
        raise Refused(reason)


def _refuse_while_seats_are_taken(coming):
    for event in coming:
        event = actions.lock_event(event.id)
        if any(ledger.taken > ledger.house for ledger in event.ledgers):
            raise Refused(FormatRefusal.HAS_GUESTS, title=event.title)
