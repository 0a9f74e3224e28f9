"""Seats that the house holds itself, so that an event of a season counts as full. They name nobody."""

import sqlalchemy as sa

from app.database import db
from app.programme.actions import Before
from app.programme.models import SeatLedger
from app.registrations import moving as registrations


def fill(event):
    """Take every free seat for the house."""
    for ledger in _ledgers(event):
        _give(ledger, ledger.free)
    db.session.flush()


def make_room(event, seats):
    """Give back seats of the house where an event is to have fewer seats than are taken now."""
    for ledger in _ledgers(event):
        _give(ledger, -min(ledger.house, max(ledger.taken - seats.get(ledger.kind, 0), 0)))
    db.session.flush()


def release(event):
    """Give back all seats of the house; who waits comes first."""
    for ledger in _ledgers(event):
        _give(ledger, -ledger.house)
    db.session.flush()
    # As if there had been no seats before: every free one goes to those who wait.
    registrations.follow_event(event, Before(event.state, (), {}, {}))


def _ledgers(event):
    # Seats are counted by statements past the session: look at what is true.
    return db.session.scalars(
        sa.select(SeatLedger)
        .where(SeatLedger.event_id == event.id)
        .order_by(SeatLedger.kind)
        .execution_options(populate_existing=True)
    ).all()


def _give(ledger, seats):
    if seats:
        ledger.house += seats
        ledger.taken += seats
        ledger.revision += 1
