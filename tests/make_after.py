"""Makers for what comes after an event."""

from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.programme.models import Event
from app.registrations import ledger, life
from app.registrations.entrances import CheckIn, WalkIn
from tests.make import a_registration, an_event


def held_with(*guests, ended=timedelta(hours=4), days=1, **facts):
    """An event that ended a while ago, with guests who had confirmed: {seats, name …} each. Returns (event, guests)."""
    start = clock.now().replace(microsecond=0)
    spans = [(start + timedelta(days=10 + n), start + timedelta(days=10 + n, hours=2)) for n in range(days)]
    event = an_event(spans=spans, **facts)
    registrations = [a_registration(event, **guest) for guest in guests]
    clock.stand_still(event.ends_at + ended)
    return event, registrations


def check_in(registration, heads=1, date=0):
    """Mark somebody as there, as the door does."""
    with transaction():
        row, seats_now = ledger.lock_registration(registration.id)
        ledger.step(row, life.Act.CHECK_IN, life.Facts(), seats_now)
        day = db.session.get(Event, row.event_id).dates[date]
        db.session.add(CheckIn(registration_id=row.id, event_date_id=day.id, heads=heads, came_at=day.starts_at))


def count_walk_ins(event, group, number, date=0, key=None):
    """Count who came without a registration, as the door does."""
    with transaction():
        day = db.session.get(Event, event.id).dates[date]
        key = key or f"{group}{db.session.scalar(sa.select(sa.func.count()).select_from(WalkIn))}"
        db.session.add(
            WalkIn(key=key, event_date_id=day.id, actor_group=group, number=number, came_at=day.starts_at)
        )
