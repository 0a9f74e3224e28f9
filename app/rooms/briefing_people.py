"""Who was shown how to use a machine. The team records it with the last day on which it counts."""

from datetime import timedelta

from flask import current_app

from app import clock
from app.accounts import audit
from app.database import db, lock, transaction
from app.errors import Refused
from app.jobs import for_each
from app.rooms import furnishing_queries
from app.rooms.furnishing import lock_furnishing
from app.rooms.furnishing_rules import FurnishingRefusal
from app.rooms.models import Equipment
from app.rooms.persons import Briefing


def record_briefing(equipment_id, name, email, briefed_on, ends_on, by_id=None):
    """Write down that a person was briefed, by an account; of somebody briefed before, renew it. Raises Refused."""
    with transaction():
        lock_furnishing()
        thing = lock(Equipment, equipment_id)
        if not thing.needs_briefing:
            raise Refused(FurnishingRefusal.NO_MACHINE, thing=thing.name)
        if briefed_on > clock.today(clock.now()):
            raise Refused(FurnishingRefusal.BRIEFED_LATER)
        if ends_on < briefed_on:
            raise Refused(FurnishingRefusal.BRIEFING_ENDS_BEFORE)
        briefing = furnishing_queries.find_briefing(equipment_id, email.lower())
        act = "renew_briefing" if briefing else "record_briefing"
        if briefing is None:
            briefing = Briefing(equipment_id=equipment_id, email=email.lower())
            db.session.add(briefing)
        briefing.name, briefing.briefed_on, briefing.ends_on = name, briefed_on, ends_on
        briefing.briefed_by_id = by_id
        db.session.flush()
        audit.note(act, f"briefing:{briefing.id}", machine=thing.name, ends_on=ends_on.isoformat())
    return briefing


def end_briefing(briefing_id):
    """Let a briefing count no more, from now on, and forget the person. Twice does no harm."""
    with transaction():
        briefing = db.session.get(Briefing, briefing_id)
        if briefing is not None:
            machine = briefing.equipment.name
            db.session.delete(briefing)
            audit.note("end_briefing", f"briefing:{briefing_id}", machine=machine)


def forget_briefings():
    """Forget those whose briefing ended some weeks ago."""
    ended_before = clock.today(clock.now()) - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    for_each(furnishing_queries.ended_briefings(ended_before), end_briefing)
