"""New registrations, told to the hosts of an event once a day: how many, and how many seats are left. Nobody's name."""

from datetime import datetime

import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.notifications import daily
from app.notifications.outbox import Drop
from app.programme import hosts_told, queries
from app.programme.hosts_told import HostTelling
from app.programme.models import PUBLISHED, Event, EventDate
from app.registrations.forms import KINDS
from app.registrations.models import ATTENDED, CONFIRMED, OFFERED, WAITING, Registration

MAIL = "registrations/mail/host_registrations"


def register(facts):
    """Enter the mail into the outbox's register."""
    facts[MAIL] = _facts


def tell_new_registrations():
    """A job: tell the hosts of each event to come who registered since they were told last, once a day."""
    daily.once_a_day(MAIL, _with_new, _tell)


def _until(now):
    # Who confirms at this very moment may not be written yet: the next day tells of them.
    return now - clock.MINUTE


def _are_new(since, until):
    """Conditions: confirmed in this time, and coming or waiting still."""
    return (
        Registration.state.in_((CONFIRMED, ATTENDED, WAITING, OFFERED)), Registration.confirmed_at <= until,
        since,
    )  # fmt: skip


def _with_new(_day, now):
    since = sa.or_(HostTelling.counted_until.is_(None), Registration.confirmed_at > HostTelling.counted_until)
    new = sa.exists().where(Registration.event_id == Event.id, *_are_new(since, _until(now)))
    to_come = Event.dates.any(EventDate.ends_at > now)
    return db.session.scalars(
        sa.select(Event.id)
        .outerjoin(HostTelling, HostTelling.event_id == Event.id)
        .where(Event.state == PUBLISHED, to_come, new.correlate(Event, HostTelling))
        .order_by(Event.id)
    ).all()


def _tell(event_id, day, now):
    with transaction():
        telling = hosts_told.lock_telling(event_id)
        since, until = telling.counted_until, _until(now)
        # Another process was faster, or died when it had told some events: what came since then is told tomorrow.
        is_told_today = since is not None and clock.today(since + clock.MINUTE) >= day
        if is_told_today or not _new_seats(event_id, since, until):
            return
        telling.counted_until = until
        event = db.session.get(Event, event_id, options=queries.with_everything())
        hosts_told.tell(
            event, MAIL, now, f"host_registrations:{event_id}:{day}", useful_until=event.ends_at,
            since=since and since.isoformat(), until=until.isoformat(),
        )  # fmt: skip


def _new_seats(event_id, since, until):
    """Return {(kind, whether they wait): seats} of who confirmed in this time."""
    after = sa.true() if since is None else Registration.confirmed_at > since
    rows = db.session.execute(
        sa.select(Registration.kind, Registration.state, sa.func.sum(Registration.seats))
        .where(Registration.event_id == event_id, *_are_new(after, until))
        .group_by(Registration.kind, Registration.state)
    )
    found = {}
    for kind, state, seats in rows:
        key = (kind, state in (WAITING, OFFERED))
        found[key] = found.get(key, 0) + seats
    return found


def _facts(facts):
    event, found = hosts_told.facts_of(facts)
    since = facts["since"] and datetime.fromisoformat(facts["since"])
    new = _new_seats(event.id, since, datetime.fromisoformat(facts["until"]))
    if not new:
        raise Drop("Die neuen Anmeldungen sind inzwischen zurückgegeben.")
    waiting = sum(seats for (_kind, waits), seats in new.items() if waits)
    return {
        **found,
        "seats": sum(new.values()) - waiting,
        "waiting": waiting,
        "since": since,
        "kinds": [(KINDS[ledger.kind], ledger.taken, ledger.free) for ledger in event.ledgers],
    }
