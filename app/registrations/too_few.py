"""That fewer come than an event needs, told to hosts and team at the moment of decision, once."""

import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.jobs import for_each
from app.notifications import notices, wishes
from app.notifications.outbox import Drop
from app.programme import hosts_told, queries
from app.programme.hosts_told import HostTelling
from app.programme.models import PUBLISHED, Event, EventDate, Format
from app.programme.settled import SettledTodo
from app.registrations.models import CONFIRMED, Registration
from app.registrations.queries import STATE

MAIL = "registrations/mail/too_few"


def register(facts):
    """Enter the mail into the outbox's register."""
    facts[MAIL] = _facts


def tell_too_few():
    """A job: at its moment of decision tell who hosts an event that too few come."""
    now = clock.now()
    for_each(_due(now), lambda event_id: _tell(event_id, now))


def _due(now):
    confirmed = (
        sa.select(sa.func.coalesce(sa.func.sum(Registration.seats), 0))
        .where(Registration.event_id == Event.id, STATE == CONFIRMED)
        .scalar_subquery()
    )
    return db.session.scalars(
        sa.select(Event.id)
        .join(Format, Format.id == Event.format_id)
        .outerjoin(HostTelling, HostTelling.event_id == Event.id)
        .where(
            # The first look is for those that are to come: few of all that ever were.
            Event.id.in_(sa.select(EventDate.event_id).where(EventDate.starts_at > now)),
            Event.state == PUBLISHED, Event.decide_at <= now,
            now < queries.FIRST_START, HostTelling.too_few_for.is_distinct_from(Event.decide_at),
            Format.min_participants > confirmed,
        )
        .order_by(Event.id)
    ).all()  # fmt: skip


def _tell(event_id, now):
    if not notices.is_on(MAIL):
        return
    with transaction():
        telling = hosts_told.lock_telling(event_id)
        event = db.session.get(Event, event_id, options=queries.with_everything())
        if event.decide_at is None or event.decide_at > now or telling.too_few_for == event.decide_at:
            return
        telling.too_few_for = event.decide_at
        hosts_told.tell(
            event, MAIL, now, f"too_few:{event_id}:{event.decide_at:%Y-%m-%dT%H:%M}",
            (wishes.HOSTING, wishes.EVENTS), useful_until=event.starts_at,
        )  # fmt: skip


def _facts(facts):
    event, found = hosts_told.facts_of(facts)
    number = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Registration.seats), 0)).where(
            Registration.event_id == event.id, Registration.state == CONFIRMED
        )
    )
    if number >= event.format.min_participants:
        raise Drop("Inzwischen kommen genug.")
    if event.decide_at is None or event.decide_at > clock.now():
        raise Drop("Die Veranstaltung ist inzwischen verlegt, und es wird später entschieden.")
    if _takes_place_all_the_same(event):
        raise Drop("Das Team hat entschieden: Sie findet trotzdem statt.")
    return {**found, "number": number, "least": event.format.min_participants}


def _takes_place_all_the_same(event):
    settled = sa.exists().where(
        SettledTodo.rule == "too-few", SettledTodo.about == f"event:{event.id}", SettledTodo.until.is_(None),
        SettledTodo.marker == event.starts_at.isoformat(),
    )  # fmt: skip
    return db.session.scalar(sa.select(settled))
