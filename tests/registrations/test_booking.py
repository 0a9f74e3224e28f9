"""Booking a seat: lock, look, ask the rule, write."""

import pytest
import sqlalchemy as sa

from app.database import db
from app.errors import Refused
from app.notifications.models import Message
from app.programme.models import ONSITE
from app.registrations import actions, queries
from app.registrations.rules import SeatRefusal
from tests.make import a_person, a_registration, an_event


def test_a_refused_seat_leaves_nothing_behind(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1)
    actions.book_seat(event.id, ONSITE, 1, **a_person())
    messages = db.session.scalar(sa.select(sa.func.count(Message.id)))

    with pytest.raises(Refused) as refused:
        actions.book_seat(event.id, ONSITE, 1, **a_person())

    assert refused.value.reason is SeatRefusal.FULL
    assert queries.promised_seats(event.id, ONSITE) == 1
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == messages


def test_a_freed_seat_goes_to_the_first_group_it_fits(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=2)
    lucky = a_registration(event, seats=2)
    pair = a_registration(event, seats=2, would_wait=True)
    single = a_registration(event, seats=1, would_wait=True)

    actions.change_seats(lucky.id, 1)

    db.session.expire_all()
    assert [lucky.seats, pair.state, single.state] == [1, "waiting", "confirmed"]
    assert queries.promised_seats(event.id, ONSITE) == 2
