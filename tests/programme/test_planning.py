"""An event, its rooms and its seats are one thing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.database import db
from app.errors import Refused
from app.programme import actions, queries, revision
from app.programme.models import CANCELLED, ONLINE, ONSITE, Event
from app.programme.rules import EventRefusal
from app.rooms import actions as rooms
from app.rooms.bookings import Occupancy
from app.rooms.rules import RoomRefusal
from tests.make import a_format, a_room, an_event

TWO_HOURS = timedelta(hours=2)


def held():
    return sorted((row.part_id, row.starts_at) for row in db.session.scalars(sa.select(Occupancy)))


def test_planning_books_every_room_for_every_date(app, at):
    start = at("2026-05-01 10:00")
    hall, stream = a_room(), a_room(kind="digital")
    spans = [(start + timedelta(days=days), start + timedelta(days=days) + TWO_HOURS) for days in (1, 2)]

    event = an_event(spans=spans, room_ids=[hall.id, stream.id], seats={ONSITE: 10, ONLINE: 20})

    assert len(held()) == 4
    assert [len(date.bookings) for date in event.dates] == [2, 2]


def test_planning_books_all_rooms_or_nothing(app, at):
    start = at("2026-05-01 10:00")
    free, taken = a_room(), a_room()
    rooms.book_room(taken.id, start + timedelta(days=2), start + timedelta(days=2) + TWO_HOURS, "Andere")
    before = held()
    spans = [(start + timedelta(days=days), start + timedelta(days=days) + TWO_HOURS) for days in (1, 2)]

    with pytest.raises(Refused) as refused:
        an_event(spans=spans, room_ids=[free.id, taken.id])

    assert refused.value.reason is RoomRefusal.TAKEN
    assert held() == before
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0


def test_rooms_move_along_with_their_event(app, at):
    start = at("2026-05-01 10:00")
    room = a_room()
    event = an_event(starts_at=start + timedelta(days=3), room_ids=[room.id])

    actions.move_event(event.id, [(start + timedelta(days=5), start + timedelta(days=5) + TWO_HOURS)])

    assert [starts_at for _part, starts_at in held()] == [start + timedelta(days=5)]
    moved = queries.get_event(event.id)
    assert moved.dates[0].moved_from_starts_at == start + timedelta(days=3)
    assert moved.sequence == 1


def test_a_two_day_event_moves_onto_its_own_days(app, at):
    start = at("2026-05-01 10:00")
    room = a_room()
    spans = [(start + timedelta(days=days), start + timedelta(days=days) + TWO_HOURS) for days in (1, 2)]
    event = an_event(spans=spans, room_ids=[room.id])

    actions.move_event(event.id, [(a + timedelta(days=1), b + timedelta(days=1)) for a, b in spans])
    actions.move_event(event.id, spans)

    assert [starts_at for _part, starts_at in held()] == [start + timedelta(days=1), start + timedelta(days=2)]


def test_a_cancelled_event_frees_its_rooms_and_says_why(app, at):
    start = at("2026-05-01 10:00")
    room = a_room()
    event = an_event(starts_at=start + timedelta(days=3), room_ids=[room.id])

    actions.cancel_event(event.id, "Wasserschaden")
    actions.cancel_event(event.id, "Zum zweiten Mal geklickt")

    event = queries.get_event(event.id)
    assert (event.state, event.cancel_reason, event.sequence) == (CANCELLED, "Wasserschaden", 1)
    assert held() == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_cancelling_needs_a_reason(app, at, reason):
    at("2026-05-01 10:00")
    event = an_event()

    with pytest.raises(Refused) as refused:
        actions.cancel_event(event.id, reason)

    assert refused.value.reason is EventRefusal.NO_REASON


def test_a_past_event_stays_as_it_was(app, at):
    start = at("2026-05-01 10:00")
    event = an_event(starts_at=start + timedelta(days=1))
    at("2026-05-09 10:00")

    with pytest.raises(Refused) as refused:
        actions.cancel_event(event.id, "zu spät")

    assert refused.value.reason is EventRefusal.OVER


def test_more_seats_than_the_rooms_have_are_refused(app, at):
    at("2026-05-01 10:00")
    room = a_room(capacity=12)

    with pytest.raises(Refused) as refused:
        an_event(capacity=13, room_ids=[room.id])

    assert refused.value.reason is EventRefusal.TOO_SMALL


def test_a_follower_that_refuses_undoes_the_whole_act(app, at, monkeypatch):
    start = at("2026-05-01 10:00")
    room = a_room()
    event = an_event(starts_at=start + timedelta(days=3), room_ids=[room.id])
    before = held()

    def refuse(_event, _before):
        raise Refused(EventRefusal.OVER)

    monkeypatch.setattr(actions, "EVENT_FOLLOWERS", [refuse])

    with pytest.raises(Refused):
        actions.move_event(event.id, [(start + timedelta(days=5), start + timedelta(days=5) + TWO_HOURS)])

    assert held() == before
    assert queries.get_event(event.id).sequence == 0


def test_equal_titles_on_one_day_get_addresses_of_their_own(app, at):
    start = at("2026-05-01 10:00")
    format = a_format(name="Bürgerdialog")

    events = [an_event(format=format, starts_at=start) for _ in range(3)]

    assert [event.slug for event in events] == [
        "buergerdialog-2026-05-01",
        "buergerdialog-2026-05-01-2",
        "buergerdialog-2026-05-01-3",
    ]


def test_every_public_change_raises_the_revision(app, at):
    start = at("2026-05-01 10:00")
    event = an_event(starts_at=start + timedelta(days=3))
    seen = [revision.current()]

    actions.move_event(event.id, [(start + timedelta(days=5), start + timedelta(days=5) + TWO_HOURS)])
    seen.append(revision.current())
    actions.cancel_event(event.id, "Wasserschaden")
    seen.append(revision.current())

    assert len(set(seen)) == 3
    assert seen == sorted(seen)


def test_a_refused_act_does_not_raise_the_revision(app, at):
    at("2026-05-01 10:00")
    event = an_event()
    before = revision.current()

    with pytest.raises(Refused):
        actions.cancel_event(event.id, "")

    assert revision.current() == before
