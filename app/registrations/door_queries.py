"""Who came: what was counted at the door."""

import sqlalchemy as sa

from app.database import db
from app.programme.models import EventDate
from app.registrations.entrances import CheckIn, WalkIn
from app.registrations.models import Registration


def heads(event_id):
    """Return {kind of seats: how many of those who had registered came}. Who came to several dates counts once."""
    most = (
        sa.select(Registration.kind, sa.func.max(CheckIn.heads).label("heads"))
        .join(Registration, Registration.id == CheckIn.registration_id)
        .where(Registration.event_id == event_id)
        .group_by(Registration.id, Registration.kind)
        .subquery()
    )
    return dict(db.session.execute(sa.select(most.c.kind, sa.func.sum(most.c.heads)).group_by(most.c.kind)).all())


def walk_ins(event_id):
    """Return {actor group: how many came without a registration}, over all dates; groups of which nobody came not."""
    number = sa.func.sum(WalkIn.number)
    return dict(
        db.session.execute(
            sa.select(WalkIn.actor_group, number)
            .join(EventDate, EventDate.id == WalkIn.event_date_id)
            .where(EventDate.event_id == event_id)
            .group_by(WalkIn.actor_group)
            .having(number > 0)
        ).all()
    )
