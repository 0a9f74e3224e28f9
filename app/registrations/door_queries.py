"""Who came: what was counted at the door."""

import sqlalchemy as sa

from app.database import db
from app.programme.models import ONSITE, EventDate
from app.registrations.entrances import CheckIn, WalkIn
from app.registrations.models import LIVING, MISSED, Registration


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


def heads_of(date_id):
    """Return {registration id: its CheckIn} of those who came to a date."""
    rows = db.session.scalars(sa.select(CheckIn).where(CheckIn.event_date_id == date_id))
    return {row.registration_id: row for row in rows}


def walk_ins_on(date_id):
    """As `walk_ins`, of one date."""
    number = sa.func.sum(WalkIn.number)
    return dict(
        db.session.execute(
            sa.select(WalkIn.actor_group, number)
            .where(WalkIn.event_date_id == date_id)
            .group_by(WalkIn.actor_group)
            .having(number > 0)
        ).all()
    )


def came_at_all(registration_id):
    """Tell whether anybody of a registration came to any date."""
    return db.session.scalar(sa.select(sa.exists().where(CheckIn.registration_id == registration_id)))


def event_of_ticket(code):
    """Return the number of the event that a ticket is for, or None."""
    return code and db.session.scalar(sa.select(Registration.event_id).where(Registration.ticket == code))


def find_by_ticket(code):
    """Return the registration of a ticket, or None."""
    return db.session.scalar(sa.select(Registration).where(Registration.ticket == code))


def guests(event_id):
    """Return those who may stand at the door of an event, by name: who gave their seats back is not among them."""
    rows = db.session.scalars(
        sa.select(Registration).where(
            Registration.event_id == event_id, Registration.state.in_((*LIVING, MISSED)), Registration.kind == ONSITE
        )
    ).all()
    return sorted(rows, key=lambda row: ((row.name or "").casefold(), row.id))
