"""What was counted at the door, for those who close an event."""

from datetime import timedelta

from app import clock
from app.database import db, transaction
from app.programme.models import ONLINE, ONSITE
from app.registrations import door_queries
from app.registrations.entrances import CheckIn, WalkIn
from tests.make import a_registration, an_event


def test_heads_are_counted_once_and_by_kind_and_walk_ins_by_group(app, at):
    now = at("2026-05-01 12:00")
    spans = [(now + timedelta(days=day), now + timedelta(days=day, hours=2)) for day in (1, 2)]
    event = an_event(spans=spans, seats={ONSITE: 9, ONLINE: 9}, format_facts={"companions_max": 5, "mode": "hybrid"})
    three, two = a_registration(event, seats=3), a_registration(event, seats=2)
    one = a_registration(event, kind=ONLINE)
    first, second = (date.id for date in event.dates)

    with transaction():
        for who, date, heads in ((three, first, 1), (three, second, 3), (two, first, 2), (one, second, 1)):
            db.session.add(CheckIn(registration_id=who.id, event_date_id=date, heads=heads, came_at=clock.now()))
        for key, date, group, number in (
            ("a", first, "science", 3), ("b", first, "science", -1), ("c", second, "science", 1),
            ("d", first, "citizens", 1), ("e", first, "citizens", -1),
        ):  # fmt: skip
            db.session.add(WalkIn(key=key, event_date_id=date, actor_group=group, number=number, came_at=now))

    assert door_queries.heads(event.id) == {ONSITE: 5, ONLINE: 1}
    assert door_queries.walk_ins(event.id) == {"science": 3}
    assert door_queries.heads(0) == door_queries.walk_ins(0) == {}
