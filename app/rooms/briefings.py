"""Who may use a machine: whoever was briefed, as long as that counts."""

import sqlalchemy as sa

from app.database import db
from app.rooms.models import Equipment
from app.rooms.persons import Briefing


def lacking(email, equipment_ids, day):
    """Return the machines among some things for which an address has no briefing that counts on a day."""
    counts = sa.exists().where(
        Briefing.equipment_id == Equipment.id, Briefing.email == email,
        Briefing.briefed_on <= day, Briefing.ends_on >= day,
    )  # fmt: skip
    return db.session.scalars(
        sa.select(Equipment)
        .where(Equipment.id.in_(equipment_ids), Equipment.needs_briefing, ~counts)
        .order_by(Equipment.name)
    ).all()
