"""Houses with a long history of guests, filled past the app: they were there, or nobody counted; all were reminded, and
are forgotten; followers heard of all events.

What is to come is the same in every such house.
"""

from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.database import db, is_postgresql, transaction
from app.programme.models import ONSITE, Event, EventDate
from app.programme.subscribers import AnnouncedEvent
from app.registrations.models import ATTENDED, CONFIRMED, Registration, Reminder
from tests import make

# To come: some events begin within the two days of their reminder. Past: so many guests at each event.
COMING, GUESTS, PAST_GUESTS = 100, 20, 50
# Rows that go to the driver at once.
BATCH = 20_000


def fill(registrations):
    """Make so many registrations, those to come among them."""
    now = clock.now().replace(second=0, microsecond=0)
    format = make.a_format(reminders_h=[48], thanks=True)
    coming = [
        make.an_event(format=format, title=f"Kommt {number}", starts_at=now + timedelta(hours=1 + 12 * number))
        for number in range(COMING)
    ]
    template = make.an_event(format=format, title="War", starts_at=now - timedelta(days=90))
    with transaction():
        past = _copies(template, (registrations - COMING * GUESTS) // PAST_GUESTS, now)
        found = db.metadata.tables["event_searches"]
        words = sa.select(Event.id, found.c.title, found.c.words).join(found, found.c.event_id == template.id)
        words = words.where(Event.id > template.id)
        db.session.execute(sa.insert(found).from_select(["event_id", "title", "words"], words))
        _insert(AnnouncedEvent, ({"event_id": ident, "announced_at": now - timedelta(days=99)} for ident in past))
        _insert(Registration, _guests([event.id for event in coming], GUESTS, CONFIRMED, now))
        _insert(Registration, _guests(past[::2], PAST_GUESTS, ATTENDED, now, is_known=False))
        _insert(Registration, _guests(past[1::2], PAST_GUESTS, CONFIRMED, now, is_known=False))
        _remind()
        # Some were entered late, and nobody has looked yet whether they know of their certificate.
        late = sa.update(Registration).where(Registration.event_id.in_(past[:8:2])).values(certificate_owed_at=now)
        db.session.execute(late)
    if is_postgresql():
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("ANALYZE"))


def _copies(template, number, now):
    """Copy an event so many times, each with one date of its own long ago; return the ids."""
    event = db.session.get_one(Event, template.id)
    facts = {column.key: getattr(event, column.key) for column in Event.__table__.c if column.key != "id"}
    first = 1 + db.session.scalar(sa.select(sa.func.max(Event.id)))
    ids, long_ago = list(range(first, first + number)), now - timedelta(days=100)
    _insert(Event, ({**facts, "id": ident, "slug": f"war-{ident}", "published_at": long_ago} for ident in ids))
    _insert(
        EventDate,
        (
            {
                "event_id": ident, "uid": f"war-{ident}", "starts_at": now - timedelta(days=40, hours=ident % 50_000),
                "ends_at": now - timedelta(days=40, hours=ident % 50_000 - 2),
            }
            for ident in ids
        ),
    )  # fmt: skip
    return ids


def _guests(event_ids, each, state, now, is_known=True):
    """Yield the rows of so many guests at each event; who was there is forgotten."""
    for event_id in event_ids:
        for number in range(each):
            email = f"gast{event_id}-{number}@example.org" if is_known else None
            yield {
                "event_id": event_id, "kind": ONSITE, "state": state, "seats": 1, "answers": [], "email": email,
                "name": email and "Gast", "booked_at": now - timedelta(days=100),
                "confirmed_at": now - timedelta(days=100), "ended_at": None if email else now - timedelta(days=39),
            }  # fmt: skip


def _remind():
    """Note that past guests were reminded."""
    db.session.execute(
        sa.insert(Reminder).from_select(
            ["registration_id", "hours_before", "event_starts_at", "written_at"],
            sa.select(Registration.id, sa.literal(48), EventDate.starts_at, Registration.booked_at)
            .join(EventDate, EventDate.event_id == Registration.event_id)
            .where(Registration.email.is_(None)),
        )
    )


def _insert(model, rows):
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            db.session.execute(sa.insert(model.__table__), batch)
            batch = []
    if batch:
        db.session.execute(sa.insert(model.__table__), batch)
