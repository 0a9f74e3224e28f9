"""What the team does with formats: make them and change them.

What a format says of itself (texts, costs, how one takes part) its planned events say at once; length, seats and the
days on which registration opens and closes were copied into each event when it was planned, and stay.
"""

import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.alliance.models import InnovationArea
from app.database import db, lock, lock_numbers, transaction
from app.errors import Refused
from app.programme import actions, format_rules, queries
from app.programme.format_rules import FormatRefusal
from app.programme.models import SLOT, Format
from app.slugs import free_slug, slug

# Of a format whose events are in calendars already: what stands there.
IN_CALENDARS = frozenset({"summary"})
# Facts that the rules look at together.
JUDGED = (
    "minutes", "capacity", "min_participants", "companions_max", "registration", "slot_minutes", "opens_days",
    "closes_hours", "languages",
)  # fmt: skip


def create_format(name, area_id, **facts):
    """Make a format and return it; `facts` are columns of Format. Raises Refused with a FormatRefusal."""
    with transaction():
        _one_at_a_time()
        facts = _completed(facts)
        _refuse_nonsense(name, {"companions_max": 0, "min_participants": 0, "closes_hours": 0, **facts})
        keys, addresses = (set(db.session.scalars(sa.select(each))) for each in (Format.key, Format.slug))
        format = Format(
            key=free_slug(slug(name)[:70], keys), slug=free_slug(slug(name), addresses), name=name,
            area_id=db.session.get_one(InnovationArea, area_id).id, **{"reminders_h": [24], **facts},
        )  # fmt: skip
        db.session.add(format)
        db.session.flush()
        audit.note("create_format", about(format), name=name)
    return format


def change_format(format_id, **facts):
    """Change columns of a format. Raises Refused; another way to take part waits until no guest has a seat."""
    with transaction():
        _one_at_a_time()
        format = lock(Format, format_id)
        facts = _completed(facts)
        _refuse_nonsense(
            facts.get("name", format.name), {name: getattr(format, name) for name in JUDGED} | facts, format_id
        )
        noted = audit.changes(audit.facts_of(format, facts), facts)
        changed, now = noted.get("changed", {}), clock.now()
        coming = queries.coming_events_of(format_id, now) if {"registration", *IN_CALENDARS} & changed.keys() else []
        if "registration" in changed:
            _refuse_while_seats_are_taken(coming)
        for name in changed:
            setattr(format, name, facts[name])
        if IN_CALENDARS & changed.keys():
            for event in coming:
                event.sequence, event.changed_at = event.sequence + 1, now
        if changed:
            db.session.flush()
            audit.note("change_format", about(format), **noted)
    return format


def about(format):
    """Return how the audit trail names a format."""
    return f"format:{format.id}"


def _one_at_a_time():
    lock_numbers(actions.ADDRESSES, [0])


def _completed(facts):
    """Return the facts without the length of a slot where there are no slots."""
    is_other = facts.get("registration", SLOT) != SLOT
    return {**facts, "slot_minutes": None} if is_other else facts


def _refuse_nonsense(name, facts, format_id=None):
    same = sa.select(Format.id).where(sa.func.lower(Format.name) == name.lower(), Format.id != (format_id or 0))
    if db.session.scalar(same.limit(1)) is not None:
        raise Refused(FormatRefusal.SAME_NAME)
    if reason := format_rules.why_no_format(**{each: facts.get(each) for each in JUDGED}):
        raise Refused(reason)


def _refuse_while_seats_are_taken(coming):
    for event in coming:
        event = actions.lock_event(event.id)
        if any(ledger.taken > ledger.house for ledger in event.ledgers):
            raise Refused(FormatRefusal.HAS_GUESTS, title=event.title)
