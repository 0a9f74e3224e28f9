"""Who may use a machine: whoever was briefed, as long as that counts."""

import sqlalchemy as sa

from app.database import db
from app.rooms.models import Equipment
from app.rooms.persons import Briefing


def lacking(email, equipment_ids, day):
    """Return the machines among some things for which an address has no briefing that counts on a day."""
    machines = db.session.scalars(
        sa.select(Equipment).where(Equipment.id.in_(equipment_ids), Equipment.needs_briefing).order_by(Equipment.name)
    ).all()
    return lacking_on(email, [(machine, day) for machine in machines])


def lacking_on(email, uses):
    """Return the machines of `uses`, which are (machine, day), for which no briefing of an address counts then.

    One statement for any number.
    """
    if not uses:
        return []
    known = db.session.scalars(sa.select(Briefing).where(Briefing.email == email)).all()
    return [
        machine
        for machine, day in uses
        if not any(each.equipment_id == machine.id and each.briefed_on <= day <= each.ends_on for each in known)
    ]
