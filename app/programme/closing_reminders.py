"""Asking the hosts to close an event: on the morning after its end, and once more a week later.

The team has it on the list of what there is to do, and so in the digest (todo_digest).
"""

from datetime import date, timedelta

import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.notifications import daily
from app.notifications.outbox import Drop
from app.programme import hosts_told, queries
from app.programme.afterwards import ClosingReport
from app.programme.models import PUBLISHED, Event, EventDate
from app.programme.settled import SettledTodo

MAIL = "programme/mail/close_event"
AGAIN_AFTER = timedelta(days=7)


def register(facts):
    """Enter the mail into the outbox's register."""
    facts[MAIL] = _facts


def remind_of_closing():
    """A job: ask for the closing of events that are over, in the morning, twice at most."""
    daily.once_a_day(MAIL, _open, _tell)


def _open(day, _now):
    """Return the events that ended before a day, in the last two weeks, and that nobody has closed.

    None of before the house began to ask: nobody wants to read of all that nobody closed so far.
    """
    # Of each only the last date counts; the first look is for those that ended lately at all.
    until, since = clock.start_of(day), clock.start_of(max(day - 2 * AGAIN_AFTER, daily.since(MAIL) or date.min))
    ended = Event.dates.any(sa.and_(EventDate.ends_at > since, EventDate.ends_at <= until))
    return db.session.scalars(
        sa.select(Event.id)
        .where(Event.state == PUBLISHED, ended, until >= queries.LAST_END, ~_is_settled(Event.id))
        .order_by(Event.id)
    ).all()


def _is_settled(event_id):
    given_up = sa.exists().where(
        SettledTodo.rule == "not-closed", SettledTodo.until.is_(None),
        SettledTodo.about == sa.literal("event:") + sa.cast(event_id, sa.String),
    )  # fmt: skip
    return sa.or_(sa.exists().where(ClosingReport.event_id == event_id), given_up)


def _tell(event_id, day, now):
    with transaction():
        event = db.session.get(Event, event_id, options=queries.with_everything())
        last = clock.today(event.ends_at)
        time = 2 if day - last > AGAIN_AFTER else 1
        # Somebody who holds it again later is asked again.
        hosts_told.tell(
            event, MAIL, now, f"close_event:{event_id}:{last}:{time}",
            useful_until=daily.end_of(last + 2 * AGAIN_AFTER + timedelta(days=1)), time=time,
        )  # fmt: skip


def _facts(facts):
    event, found = hosts_told.facts_of(facts)
    if event.ends_at > clock.now():
        raise Drop("Die Veranstaltung ist noch nicht vorbei.")
    if db.session.scalar(sa.select(_is_settled(sa.literal(event.id)))):
        raise Drop("Die Veranstaltung ist abgeschlossen.")
    return {**found, "is_again": facts["time"] > 1, "closing_link": f"{found['event_link']}/abschluss"}
