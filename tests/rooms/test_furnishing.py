"""What the team does with rooms, and what is refused because somebody has booked them."""

from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import AuditEntry
from app.database import db
from app.errors import Refused
from app.programme import actions as programme
from app.programme.models import Event
from app.programme.rules import EventRefusal
from app.rooms import actions, furnishing
from app.rooms.bookings import HELD, REQUESTED
from app.rooms.furnishing_rules import FurnishingRefusal, find_overlap
from app.rooms.models import CITIZEN, Layout, Part, Room, RoomPolicy
from app.rooms.rules import RoomRefusal
from tests.make import a_place, a_registration, a_room, a_thing, an_event

NOW = "2026-05-01 12:00"


def book(room, days=1, **facts):
    """Book a room some days from now (NOW), from noon for two hours."""
    starts_at = facts.pop("starts_at", None)
    begin = starts_at + timedelta(days=days)
    return actions.book_room(room.id, begin, begin + timedelta(hours=2), "Chorprobe", knowingly=True, **facts)


def refusal(act, *args, **facts):
    """Return why an act is refused."""
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value


def stored(room):
    """Return a room as the database has it."""
    return db.session.get(Room, room.id, populate_existing=True)


def test_a_new_room_has_a_part_of_its_own_and_an_address(app):
    place = a_place()

    first = furnishing.create_room("Töpferei", place.id, capacity=8)
    second = furnishing.create_room("Töpferei", place.id, capacity=8)

    assert [room.slug for room in (first, second)] == ["toepferei", "toepferei-2"]
    assert [len(room.parts) for room in (first, second)] == [1, 1]
    assert first.parts != second.parts
    assert db.session.scalars(sa.select(AuditEntry.act)).all() == ["create_room"] * 2


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"capacity": 0}, FurnishingRefusal.NO_CAPACITY),
        ({"capacity": -3}, FurnishingRefusal.NO_CAPACITY),
        ({"setup_min": -15}, FurnishingRefusal.BAD_BUFFER),
        ({"teardown_min": -1}, FurnishingRefusal.BAD_BUFFER),
        ({"teardown_min": 1441}, FurnishingRefusal.BAD_BUFFER),
        ({"place_id": None}, FurnishingRefusal.NO_PLACE),
    ],
)
def test_a_room_that_cannot_be_is_not_made(app, facts, reason):
    place = a_place()

    refused = refusal(furnishing.create_room, "Töpferei", **{"place_id": place.id, "capacity": 8, **facts})

    assert refused.reason is reason
    assert [db.session.scalar(sa.select(sa.func.count(model.id))) for model in (Room, Part)] == [0, 0]


def test_a_negative_buffer_is_refused_at_a_change_too(app):
    room = a_room(setup_min=15)

    refused = refusal(furnishing.change_room, room.id, setup_min=-1, name="Anders")

    assert refused.reason is FurnishingRefusal.BAD_BUFFER
    assert (stored(room).setup_min, stored(room).name) == (15, room.name)


@pytest.mark.parametrize("state", ["booked", REQUESTED, HELD])
def test_a_room_does_not_get_smaller_than_what_is_booked(app, at, state):
    now = at(NOW)
    room = a_room(capacity=50)
    book(room, starts_at=now, persons=40, state=state)

    refused = refusal(furnishing.change_room, room.id, capacity=39)

    assert refused.reason is FurnishingRefusal.BOOKED_FOR_MORE
    assert refused.sentence.startswith("„Chorprobe“ (Samstag, 2. Mai, 12 bis 14 Uhr) ist für 40 Personen gebucht.")
    assert stored(room).capacity == 50
    furnishing.change_room(room.id, capacity=40)
    assert stored(room).capacity == 40


def test_what_is_over_or_called_off_keeps_no_room_large(app, at):
    now = at(NOW)
    room = a_room(capacity=50)
    book(room, starts_at=now, persons=40)
    actions.cancel_booking(book(room, days=3, starts_at=now, persons=40).id)
    at("2026-05-03 12:00")

    furnishing.change_room(room.id, capacity=10)

    assert stored(room).capacity == 10


def test_a_room_does_not_get_smaller_than_what_its_events_promise(app, at):
    at(NOW)
    room = a_room(capacity=50)
    event = an_event(capacity=30, room_ids=[room.id], title="Bürgerdialog")

    refused = refusal(furnishing.change_room, room.id, capacity=29)

    assert refused.reason is EventRefusal.PROMISES_MORE
    assert "Bürgerdialog" in refused.sentence
    assert stored(room).capacity == 50
    programme.cancel_event(event.id, "Wasserschaden")
    furnishing.change_room(room.id, capacity=29)


def test_a_renamed_room_changes_calendars_but_writes_to_nobody(app, at):
    at(NOW)
    room = a_room(name="Saal", capacity=50)
    event = an_event(room_ids=[room.id])
    guest = a_registration(event)
    over = an_event(room_ids=[a_room().id])

    furnishing.change_room(room.id, name="Großer Saal")

    event = db.session.get(Event, event.id, populate_existing=True)
    assert event.place_line.startswith("Großer Saal")
    assert (event.sequence, over.sequence) == (1, 0)
    assert guest.believes is None


def test_a_change_of_the_same_facts_changes_nothing(app, at):
    at(NOW)
    room = a_room(name="Saal")
    event = an_event(room_ids=[room.id])

    furnishing.change_room(room.id, name="Saal", capacity=room.capacity)

    assert event.sequence == 0
    assert db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.act == "change_room")).all() == []


def test_layouts_keep_their_order_and_their_rows(app):
    room = a_room(capacity=50, layouts=[Layout(name="Reihen", capacity=50), Layout(name="Kreis", capacity=20)])
    circle = room.layouts[1].id

    furnishing.set_layouts(room.id, [("Kreis", 24), ("Werkbänke", 12)])

    assert [(each.name, each.capacity) for each in stored(room).layouts] == [("Kreis", 24), ("Werkbänke", 12)]
    assert stored(room).layouts[0].id == circle


@pytest.mark.parametrize(
    ("layouts", "reason"),
    [
        ([("Reihen", 51)], FurnishingRefusal.LAYOUT_TOO_LARGE),
        ([("Reihen", 0)], FurnishingRefusal.NO_CAPACITY),
        ([("Reihen", 5), ("reihen", 6)], FurnishingRefusal.LAYOUT_TWICE),
    ],
)
def test_layouts_that_cannot_be_are_refused(app, layouts, reason):
    room = a_room(capacity=50)

    assert refusal(furnishing.set_layouts, room.id, layouts).reason is reason
    assert stored(room).layouts == []


def test_a_layout_that_is_booked_stays_and_stays_large_enough(app, at):
    now = at(NOW)
    room = a_room(capacity=50, layouts=[Layout(name="Reihen", capacity=50)])
    book(room, starts_at=now, persons=45, layout_id=room.layouts[0].id)

    gone = refusal(furnishing.set_layouts, room.id, [("Kreis", 20)])
    smaller = refusal(furnishing.set_layouts, room.id, [("Reihen", 44)])

    assert (gone.reason, smaller.reason) == (FurnishingRefusal.LAYOUT_IN_USE, FurnishingRefusal.BOOKED_FOR_MORE)
    assert [each.capacity for each in stored(room).layouts] == [50]


def test_a_room_is_not_smaller_than_its_layouts(app):
    room = a_room(capacity=50, layouts=[Layout(name="Reihen", capacity=50)])

    assert refusal(furnishing.change_room, room.id, capacity=40).reason is FurnishingRefusal.LAYOUT_TOO_LARGE


def test_hours_may_reach_past_midnight(app):
    room = a_room()

    furnishing.set_hours(room.id, [(5, time(22), time(2)), (5, time(8), time(12))])

    assert [(each.weekday, each.opens, each.closes) for each in stored(room).hours] == [
        (5, time(8), time(12)), (5, time(22), time(2)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("hours", "day"),
    [
        ([(0, time(8), time(12)), (0, time(11), time(14))], 0),
        ([(0, time(22), time(2)), (1, time(1), time(9))], 1),
        ([(6, time(22), time(9)), (0, time(8), time(10))], 0),
        ([(0, time(0), time(0)), (1, time(0), time(0)), (6, time(0), time(0))], None),
        ([(0, time(8), time(12)), (0, time(12), time(14))], None),
    ],
)
def test_hours_do_not_overlap_not_even_over_midnight(hours, day):
    assert find_overlap(hours) == day


def test_hours_that_overlap_are_refused(app):
    room = a_room()

    refused = refusal(furnishing.set_hours, room.id, [(0, time(8), time(12)), (0, time(11), time(14))])

    assert refused.sentence.startswith("Am Montag überschneiden sich zwei Öffnungszeiten.")
    assert stored(room).hours == []


def test_a_machine_that_is_booked_stays_in_its_room(app, at):
    now = at(NOW)
    saw = a_thing(stock=None, kind="fixed", needs_briefing=True)
    room = a_room(equipment=[saw])
    book(room, starts_at=now, equipment_ids=[saw.id])

    refused = refusal(furnishing.set_equipment, room.id, [])

    assert refused.reason is FurnishingRefusal.MACHINE_IN_USE
    assert stored(room).equipment == [saw]


def test_what_groups_may_do_is_set_and_changed(app):
    room = a_room()
    limits = {"lead_hours": 2, "horizon_days": 90, "shortest_min": 30, "longest_min": 240, "most_open": 3}

    furnishing.set_policies(room.id, {CITIZEN: {"way": "ask", **limits}}, answer_days=5)
    furnishing.set_policies(room.id, {CITIZEN: {"way": "book", **limits}}, two_agree=True)

    policies = db.session.scalars(sa.select(RoomPolicy)).all()
    assert [(each.who, each.way, each.most_open) for each in policies] == [(CITIZEN, "book", 3)]
    assert (stored(room).answer_days, stored(room).two_agree) == (5, True)


def test_limits_that_contradict_are_refused(app):
    room = a_room()
    limits = {"way": "ask", "lead_hours": 2, "horizon_days": 90, "shortest_min": 300, "longest_min": 240}

    assert refusal(furnishing.set_policies, room.id, {CITIZEN: limits}).reason is FurnishingRefusal.LIMITS_CONTRADICT
    assert stored(room).policies == []


def test_a_room_with_a_future_is_neither_retired_nor_deleted(app, at):
    now = at(NOW)
    room = a_room()
    book(room, starts_at=now, state=REQUESTED, holds=False)

    refusals = [refusal(act, room.id) for act in (furnishing.retire_room, furnishing.delete_room)]

    assert [each.reason for each in refusals] == [FurnishingRefusal.HAS_FUTURE] * 2
    assert stored(room).retired_at is None


def test_a_room_with_a_past_is_retired_and_not_deleted(app, at):
    now = at(NOW)
    room = a_room()
    book(room, starts_at=now)
    later = at("2026-06-01 12:00")

    assert refusal(furnishing.delete_room, room.id).reason is FurnishingRefusal.HAS_PAST
    furnishing.retire_room(room.id)
    furnishing.retire_room(room.id)

    assert stored(room).retired_at == later
    assert refusal(book, room, starts_at=later).reason is RoomRefusal.RETIRED
    furnishing.revive_room(room.id)
    book(room, starts_at=later)


def test_a_room_in_which_nothing_was_booked_is_deleted_with_its_part(app):
    north, south = Part(name="Nord"), Part(name="Süd")
    hall, room = a_room([north, south]), a_room([north])
    lonely = a_room()

    furnishing.delete_room(hall.id)
    furnishing.delete_room(lonely.id)

    assert db.session.scalars(sa.select(Room.id)).all() == [room.id]
    assert db.session.scalars(sa.select(Part.name)).all() == ["Nord"]
