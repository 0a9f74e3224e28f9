"""At the door of a room: use it as one comes, check in, end early; and what becomes of a booking nobody comes to."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.errors import Refused
from app.notifications import texts
from app.notifications.models import Message
from app.rooms import actions, door, jobs, trail
from app.rooms.bookings import BOOKED, RELEASED, REQUESTED, Booking, Occupancy
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.door_rules import DoorRefusal
from app.rooms.models import Part, RoomHours, RoomPolicy
from app.rooms.persons import RoomRequest
from tests.make import a_room, an_event
from tests.races.promises import no_part_is_held_twice

SECOND = timedelta(seconds=1)


def wall(text, day="2026-05-04"):
    """A moment by the clock on the wall of a Monday."""
    return clock.from_wall(datetime.fromisoformat(f"{day} {text}"))


@pytest.fixture
def at_time(at):
    """A function that stops the clock at a time of that Monday, or some seconds beside it."""
    at("2026-05-01 12:00")
    return lambda text, seconds=0: clock.stand_still(wall(text) + seconds * SECOND)


def a_walk_in_room(parts=None, **facts):
    return a_room(parts, walk_in=True, **facts)


def a_request(**facts):
    usual = {
        "name": "Gast", "email": "gast@example.org", "who": "citizen", "asked_at": clock.now(),
        "held_until": clock.now(), "confirmed_at": clock.now(),
    }  # fmt: skip
    with transaction():
        request = RoomRequest(**{**usual, **facts})
        db.session.add(request)
        db.session.flush()
    return request


def book(room, start, end, title="Probe", **facts):
    return actions.book_room(room.id, wall(start), wall(end), title, **facts)


def close(room, start, end):
    with transaction():
        wall_span = {"wall_start": datetime(2026, 5, 4), "wall_end": datetime(2026, 5, 5)}
        closure = Closure(reason="Inventur", room_id=room.id, made_at=clock.now(), **wall_span)
        closure.spans = [ClosureSpan(starts_at=wall(start), ends_at=wall(end))]
        db.session.add(closure)


def refusal(act, *args):
    before = snapshot()
    with pytest.raises(Refused) as refused:
        act(*args)
    db.session.rollback()
    assert snapshot() == before
    return refused.value.reason


def snapshot():
    db.session.expire_all()
    return [
        db.session.execute(sa.select(Booking.id, Booking.state, Booking.ends_at, Booking.checked_in_at)).all(),
        db.session.execute(sa.select(Occupancy.part_id, Occupancy.starts_at, Occupancy.ends_at)).all(),
    ]


def test_a_free_room_is_used_for_an_hour_from_the_minute_that_has_begun(app, at_time):
    room = a_walk_in_room(setup_min=30, teardown_min=15)
    at_time("14:05", 59)

    booking = door.use_now(room.id)

    assert (booking.starts_at, booking.ends_at) == (wall("14:05"), wall("15:05"))
    assert (booking.title, booking.state, booking.checked_in_at) == ("Spontan genutzt", BOOKED, clock.now())
    assert (booking.request_id, booking.broken_rules) == (None, [])
    no_part_is_held_twice()


def test_a_room_is_used_until_its_next_booking_is_set_up_and_ours_cleared_away(app, at_time):
    room = a_walk_in_room(setup_min=10, teardown_min=5)
    book(room, "15:00", "16:00")
    at_time("14:05")

    assert door.use_now(room.id).ends_at == wall("14:45")
    no_part_is_held_twice()


def test_a_piece_of_a_hall_is_used_until_the_hall_is_needed(app, at_time):
    parts = [Part(name="Nord"), Part(name="Süd")]
    hall, north = a_room(parts), a_walk_in_room(parts[:1])
    book(hall, "14:30", "16:00")
    at_time("14:00")

    assert door.use_now(north.id).ends_at == wall("14:30")


def test_a_room_is_used_until_it_closes(app, at_time):
    room = a_walk_in_room(hours=[RoomHours(weekday=0, opens=time(8), closes=time(20))])
    at_time("19:30")

    assert door.use_now(room.id).ends_at == wall("20:00")


def test_a_room_is_used_until_a_closure_begins(app, at_time):
    room = a_walk_in_room()
    close(room, "14:40", "18:00")
    at_time("14:00")

    assert door.use_now(room.id).ends_at == wall("14:40")


def test_a_room_is_used_no_longer_than_its_policy_says(app, at_time):
    room = a_walk_in_room(policies=[RoomPolicy(who="citizen", way="ask", shortest_min=15, longest_min=45)])
    at_time("14:00")

    assert door.use_now(room.id).ends_at == wall("14:45")


@pytest.mark.parametrize(
    "facts",
    [
        lambda: {"walk_in": False},
        lambda: {"policies": [RoomPolicy(who="citizen", way="no", shortest_min=15, longest_min=60)]},
        lambda: {"retired_at": wall("08:00")},
    ],
    ids=["says no", "for the team only", "out of use"],
)
def test_a_room_that_takes_no_walk_ins_is_refused(app, at_time, facts):
    room = a_room(**{"walk_in": True, **facts()})
    at_time("14:00")

    assert refusal(door.use_now, room.id) is DoorRefusal.NO_WALK_IN


def test_a_room_is_not_used_while_somebody_has_it_or_it_is_set_up(app, at_time):
    room = a_walk_in_room(setup_min=10, teardown_min=10)
    book(room, "14:00", "15:00")

    for text, seconds in (("13:50", 0), ("14:30", 0), ("15:10", -1)):
        at_time(text, seconds)
        assert refusal(door.use_now, room.id) is DoorRefusal.IN_USE
    at_time("15:10")
    assert door.use_now(room.id).starts_at == wall("15:10")


def test_a_room_is_not_used_for_less_than_ten_minutes(app, at_time):
    room = a_walk_in_room()
    book(room, "14:00", "15:00")

    at_time("13:51")
    assert refusal(door.use_now, room.id) is DoorRefusal.TOO_LITTLE_TIME
    at_time("13:51", -1)
    assert door.use_now(room.id).ends_at == wall("14:00")


def test_a_room_is_not_used_outside_its_hours(app, at_time):
    room = a_walk_in_room(hours=[RoomHours(weekday=0, opens=time(8), closes=time(20))])

    for text, seconds in (("08:00", -1), ("20:00", 0), ("20:00", 1)):
        at_time(text, seconds)
        assert refusal(door.use_now, room.id) is DoorRefusal.SHUT
    at_time("08:00")
    assert door.use_now(room.id).ends_at == wall("09:00")


def test_a_room_is_not_used_while_it_is_closed(app, at_time):
    room = a_walk_in_room()
    close(room, "14:00", "15:00")

    for text, seconds in (("14:00", 0), ("15:00", -1)):
        at_time(text, seconds)
        assert refusal(door.use_now, room.id) is DoorRefusal.SHUT
    at_time("15:00")
    assert door.use_now(room.id).starts_at == wall("15:00")


def test_a_room_that_is_shut_between_the_look_and_the_lock_is_refused(app, at_time, monkeypatch):
    room = a_walk_in_room()
    close(room, "14:00", "15:00")
    at_time("14:00")
    monkeypatch.setattr(door, "_limits", lambda room, starts_at: [])

    assert refusal(door.use_now, room.id) is DoorRefusal.SHUT


def test_using_a_room_on_the_spot_costs_few_statements(app, at_time):
    room = a_walk_in_room(hours=[RoomHours(weekday=0, opens=time(8), closes=time(20))])
    at_time("14:00")
    room_id, said = room.id, []
    db.session.remove()
    sa.event.listen(db.engine, "after_cursor_execute", lambda *told: said.append(told[2]))

    door.use_now(room_id)

    assert len(said) <= 12


def test_using_an_unknown_room_is_an_error(app):
    with pytest.raises(LookupError):
        door.use_now(99)


def test_one_checks_in_from_a_quarter_of_an_hour_before_until_the_end(app, at_time):
    room = a_room()
    booking = book(room, "14:00", "15:00")

    at_time("13:45", -1)
    assert refusal(door.check_in, booking.id, room.id) is DoorRefusal.TOO_EARLY
    at_time("15:00")
    assert refusal(door.check_in, booking.id, room.id) is DoorRefusal.NOT_RUNNING
    at_time("15:00", -1)
    assert door.check_in(booking.id, room.id).checked_in_at == clock.now()


def test_checking_in_twice_keeps_the_first_time(app, at_time):
    booking = book(a_room(), "14:00", "15:00")
    at_time("13:45")
    door.check_in(booking.id)
    at_time("14:10")

    assert door.check_in(booking.id).checked_in_at == wall("13:45")


def test_one_checks_in_at_the_door_of_a_piece_of_the_hall_but_at_no_other_door(app, at_time):
    parts = [Part(name="Nord"), Part(name="Süd")]
    hall, north, elsewhere = a_room(parts), a_room(parts[:1]), a_room()
    booking = book(hall, "14:00", "15:00")
    at_time("14:00")

    with pytest.raises(LookupError):
        door.check_in(booking.id, elsewhere.id)
    assert door.check_in(booking.id, north.id).checked_in_at == wall("14:00")


def test_what_was_called_off_is_not_checked_in_to(app, at_time):
    room = a_room()
    booking = book(room, "14:00", "15:00")
    actions.cancel_booking(booking.id)
    at_time("14:00")

    assert refusal(door.check_in, booking.id, room.id) is DoorRefusal.NOT_RUNNING


def test_who_ends_early_keeps_the_teardown_and_frees_the_rest(app, at_time):
    room = a_walk_in_room(teardown_min=15)
    booking = book(room, "14:00", "16:00")
    at_time("14:30", 40)

    door.end_early(booking.id, room.id)

    assert booking.ends_at == wall("14:30")
    no_part_is_held_twice()
    at_time("14:45")
    assert door.use_now(room.id).starts_at == wall("14:45")


def test_only_what_runs_ends_early(app, at_time):
    room = a_room()
    booking = book(room, "14:00", "15:00")

    for text, seconds in (("14:00", -1), ("15:00", 0)):
        at_time(text, seconds)
        assert refusal(door.end_early, booking.id, room.id) is DoorRefusal.NOT_RUNNING
    at_time("14:00")
    assert door.end_early(booking.id, room.id).ends_at == wall("14:01")


def test_an_event_does_not_end_at_the_door(app, at_time):
    room = a_room()
    event = an_event(room_ids=[room.id], starts_at=wall("14:00"))
    at_time("15:00")

    assert refusal(door.end_early, event.dates[0].bookings[0].id, room.id) is DoorRefusal.HAS_AN_EVENT


def test_a_booking_nobody_comes_to_is_released_after_the_time_of_the_room_and_the_person_is_told(app, at_time):
    room = a_room(release_after_min=15)
    booking = book(room, "14:00", "16:00", request_id=a_request().id)

    at_time("14:15", -1)
    jobs.release_no_shows()
    assert snapshot()[0][0].state == BOOKED
    at_time("14:15")
    jobs.release_no_shows()
    jobs.release_no_shows()

    db.session.refresh(booking)
    assert (booking.state, booking.holds) == (RELEASED, False)
    assert db.session.scalars(sa.select(Message.template)).all() == ["rooms/mail/released"]
    no_part_is_held_twice()


def test_the_mail_about_a_released_room_says_why_and_what_is_lost(app, at_time):
    room = a_room(name="Salon", release_after_min=15)
    book(room, "14:00", "16:00", request_id=a_request().id)
    at_time("14:15")
    jobs.release_no_shows()

    mail = texts.build(db.session.scalars(sa.select(Message)).one())

    assert mail["Subject"] == f"Freigegeben: {room.place_line}"
    text = mail.get_body(("plain",)).get_content()
    assert "niemand an der Tür angemeldet" in text
    assert "Wann: Montag, 4. Mai, 14 bis 16 Uhr" in text


def test_the_trail_says_what_happened_at_the_door(app, at_time):
    room = a_walk_in_room(release_after_min=15)
    missed = book(room, "14:00", "15:00", request_id=a_request().id)
    at_time("14:15")
    jobs.release_no_shows()
    used = door.use_now(room.id)
    at_time("14:30")
    door.end_early(used.id)

    assert [trail.in_words(entry) for entry in trail.entries(missed.about, used.about)] == [
        "Jemand vor Ort hat an der Tür früher beendet",
        "Das System hat den Raum freigegeben, weil niemand kam",
    ]


def test_who_checked_in_keeps_the_room(app, at_time):
    booking = book(a_room(release_after_min=15), "14:00", "16:00", request_id=a_request().id)
    at_time("14:15", -1)
    door.check_in(booking.id)
    at_time("14:20")

    jobs.release_no_shows()

    assert snapshot()[0][0].state == BOOKED


def test_what_the_team_changed_after_its_start_gets_its_time_from_then_on(app, at_time):
    room = a_room(release_after_min=15)
    at_time("14:10")
    book(room, "14:00", "16:00", request_id=a_request().id, knowingly=True)

    at_time("14:25", -1)
    jobs.release_no_shows()
    assert snapshot()[0][0].state == BOOKED
    at_time("14:25")
    jobs.release_no_shows()
    assert snapshot()[0][0].state == RELEASED


@pytest.mark.parametrize("case", ["room without release", "of the team", "only asked for", "over"])
def test_nothing_else_is_released(app, at_time, case):
    room = a_room(release_after_min=None if case == "room without release" else 15)
    facts = {} if case == "of the team" else {"request_id": a_request().id}
    booking = book(room, "14:00", "16:00", **facts, state=REQUESTED if case == "only asked for" else BOOKED)
    at_time("16:00" if case == "over" else "14:30")

    jobs.release_no_shows()
    door.release(booking.id)

    assert snapshot()[0][0].state == booking.state != RELEASED


def test_the_room_of_an_event_is_not_released(app, at_time):
    room = a_room(release_after_min=15)
    event = an_event(room_ids=[room.id], starts_at=wall("14:00"))
    booking = event.dates[0].bookings[0]
    with transaction():
        booking.request_id = a_request().id
    at_time("14:30")

    jobs.release_no_shows()

    assert snapshot()[0][0].state == BOOKED
