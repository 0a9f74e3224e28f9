"""Which rules a booking would break, which staff may break knowingly, and what they leave behind."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.errors import Refused
from app.rooms import actions, rules
from app.rooms.bookings import BOOKED, CANCELLED, LAPSED, REQUESTED, Booking, Loan, Occupancy
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.models import CITIZEN, Layout, Part, RoomHours, RoomPolicy
from app.rooms.rules import RoomRefusal
from tests.make import a_place, a_room, a_thing


def at_wall(text):
    return clock.from_wall(datetime.fromisoformat(text))


def span(start, end, day="2026-05-04"):
    return at_wall(f"{day} {start}"), at_wall(f"{day} {end}")


def close(starts_at, ends_at, reason="Inventur", **where):
    with transaction():
        closure = Closure(
            reason=reason, wall_start=datetime(2026, 5, 4), wall_end=datetime(2026, 5, 5), made_at=clock.now(), **where
        )
        closure.spans = [ClosureSpan(starts_at=starts_at, ends_at=ends_at)]
        db.session.add(closure)


def refusal_of(room, *when, **facts):
    with pytest.raises(Refused) as refused:
        actions.book_room(room.id, *when, "Probe", **facts)
    assert db.session.scalar(sa.select(sa.func.count(Booking.id))) == 0
    return refused.value.reason


@pytest.fixture(autouse=True)
def now(at):
    """A Friday before noon."""
    return at("2026-05-01 11:00")


def test_a_room_is_refused_outside_its_hours(app):
    room = a_room(hours=[RoomHours(weekday=0, opens=time(8), closes=time(22))])

    assert refusal_of(room, *span("21:00", "23:00")) is RoomRefusal.OUTSIDE_HOURS


@pytest.mark.parametrize("where", ["house", "place", "room", "part of it"])
def test_a_room_is_refused_while_it_is_closed(app, where):
    part = Part(name="Nord")
    room = a_room(parts=[part, Part(name="Süd")])
    half = a_room(parts=[part])
    where = {
        "house": {}, "place": {"place_id": room.place_id}, "room": {"room_id": room.id}, "part of it": {"room": half},
    }[where]  # fmt: skip
    close(*span("12:00", "18:00"), **where)

    assert refusal_of(room, *span("10:00", "12:01")) is RoomRefusal.CLOSED


def test_a_closure_elsewhere_or_at_another_time_shuts_nothing(app):
    room = a_room()
    close(*span("12:00", "18:00"), place_id=a_place().id)
    close(*span("12:00", "18:00"), room_id=room.id)

    actions.book_room(room.id, *span("10:00", "12:00"), "Davor")
    actions.book_room(room.id, *span("18:00", "20:00"), "Danach")


def test_the_closure_of_a_room_shuts_no_digital_room(app):
    close(*span("12:00", "18:00"), room_id=a_room().id)

    actions.book_room(a_room(kind="digital").id, *span("12:00", "14:00"), "Im Netz")


def test_more_people_than_the_layout_holds_are_refused(app):
    room = a_room(capacity=50)
    with transaction():
        room.layouts = [Layout(name="Stuhlkreis", capacity=20)]

    assert refusal_of(room, *span("10:00", "12:00"), persons=21, layout_id=room.layouts[0].id) is (
        RoomRefusal.TOO_MANY_PERSONS
    )


def test_nobody_books_what_is_out_of_use(app, now):
    room = a_room(retired_at=now)

    assert refusal_of(room, *span("10:00", "12:00"), knowingly=True) is RoomRefusal.RETIRED


@pytest.mark.parametrize(
    ("policy", "when", "reason"),
    [
        ({"way": "no"}, ("10:00", "12:00"), RoomRefusal.NOT_FOR_YOU),
        ({"lead_hours": 72}, ("10:59", "12:00"), RoomRefusal.TOO_SOON),
        ({"horizon_days": 2}, ("10:00", "12:00"), RoomRefusal.TOO_EARLY),
        ({"shortest_min": 60}, ("10:00", "10:59"), RoomRefusal.TOO_SHORT),
        ({"longest_min": 120}, ("10:00", "12:01"), RoomRefusal.TOO_LONG_HERE),
    ],
)
def test_a_group_books_within_its_limits_only(app, policy, when, reason):
    room = a_room(policies=[RoomPolicy(**{"who": CITIZEN, "way": "book", **policy})])

    assert refusal_of(room, *span(*when), who=CITIZEN) is reason


def test_at_the_very_limits_a_group_books(app):
    limits = {"lead_hours": 72, "horizon_days": 3, "shortest_min": 60, "longest_min": 60}
    room = a_room(policies=[RoomPolicy(who=CITIZEN, way="book", **limits)])

    booking = actions.book_room(room.id, *span("11:00", "12:00"), "Probe", who=CITIZEN)

    assert booking.state == BOOKED


def test_staff_break_rules_knowingly_and_it_is_written_down(app):
    room = a_room(hours=[RoomHours(weekday=0, opens=time(8), closes=time(12))], capacity=10)

    booking = actions.book_room(room.id, *span("18:00", "20:00"), "Probe", knowingly=True, persons=11)

    assert booking.broken_rules == ["OUTSIDE_HOURS", "TOO_MANY_PERSONS"]


def test_even_knowingly_nobody_books_what_is_taken(app):
    room = a_room()
    actions.book_room(room.id, *span("10:00", "12:00"), "Chor")

    with pytest.raises(Refused) as refused:
        actions.book_room(room.id, *span("11:00", "13:00"), "Andere", knowingly=True)

    assert refused.value.reason is RoomRefusal.TAKEN
    assert RoomRefusal.TAKEN not in rules.BREAKABLE


def test_citizens_are_not_told_who_has_a_room(app):
    room = a_room(name="Salon")
    actions.book_room(room.id, *span("10:00", "12:00"), "Selbsthilfegruppe")

    with pytest.raises(Refused) as refused:
        actions.book_room(room.id, *span("11:00", "13:00"), "Andere", discreet=True)

    assert "Salon" in refused.value.sentence
    assert "Selbsthilfegruppe" not in refused.value.sentence


def test_the_team_is_told_who_has_which_piece_of_it(app):
    north, south = Part(name="Nord"), Part(name="Süd")
    place = a_place(name="Zittau")
    whole = a_room(parts=[north, south], name="Saal (ganz)", place=place, setup_min=30, teardown_min=45)
    half = a_room(parts=[north], name="Saal Nord", place=place)
    actions.book_room(whole.id, *span("18:00", "20:00"), "Bürgerdialog")

    with pytest.raises(Refused) as refused:
        actions.book_room(half.id, *span("19:00", "21:00"), "Andere")

    assert refused.value.sentence == (
        "Saal Nord ist Teil von Saal (ganz), Zittau. Dort läuft „Bürgerdialog“ (Montag, 4. Mai, 18 bis 20 Uhr), "
        "davor 30 Minuten Aufbau, danach 45 Minuten Abbau. Bitte wählen Sie eine andere Zeit oder einen anderen Raum."
    )


def test_a_room_with_two_sessions_takes_two_at_once(app):
    room = a_room(parts=[Part(name="1"), Part(name="2")], kind="digital", sessions=2)
    first = actions.book_room(room.id, *span("10:00", "12:00"), "Eins")
    actions.book_room(room.id, *span("11:00", "13:00"), "Zwei")

    with pytest.raises(Refused):
        actions.book_room(room.id, *span("11:30", "12:30"), "Drei")

    actions.move_booking(first.id, *span("09:00", "11:00"))
    actions.book_room(room.id, *span("11:30", "12:30"), "Drei")
    held = db.session.execute(sa.select(Occupancy.booking_id, Occupancy.part_id)).all()
    assert len(held) == 3


def test_a_machine_goes_along_where_it_stands(app):
    cutter = a_thing(kind="fixed", stock=None, needs_briefing=True, name="Lasercutter")
    workshop, elsewhere = a_room(equipment=[cutter]), a_room()

    assert refusal_of(elsewhere, *span("10:00", "12:00"), equipment_ids=[cutter.id]) is RoomRefusal.NOT_IN_ROOM
    actions.book_room(workshop.id, *span("10:00", "12:00"), "Probe", equipment_ids=[cutter.id])
    assert db.session.scalars(sa.select(Loan.equipment_id)).all() == [cutter.id]


def test_a_request_that_blocks_nobody_holds_nothing_until_it_is_sure(app):
    room = a_room()
    asked = actions.book_room(room.id, *span("10:00", "12:00"), "Frage", state=REQUESTED, holds=False)
    other = actions.book_room(room.id, *span("11:00", "13:00"), "Andere")

    with pytest.raises(Refused):
        actions.move_booking(asked.id, asked.starts_at, asked.ends_at, state=BOOKED)
    actions.cancel_booking(other.id)
    actions.move_booking(asked.id, asked.starts_at, asked.ends_at, state=BOOKED)

    assert db.session.scalars(sa.select(Occupancy.booking_id)).all() == [asked.id]


def test_a_request_that_blocks_nobody_gets_its_things_when_it_is_sure(app):
    room, thing = a_room(), a_thing(stock=1)
    asked = actions.book_room(
        room.id, *span("10:00", "12:00"), "Frage", state=REQUESTED, holds=False, equipment_ids=[thing.id]
    )
    lent = sa.select(Loan.booking_id, Loan.equipment_id)
    before = db.session.execute(lent).all()

    actions.move_booking(asked.id, asked.starts_at, asked.ends_at, state=BOOKED)

    assert (before, [tuple(loan) for loan in db.session.execute(lent)]) == ([], [(asked.id, thing.id)])


def test_what_has_ended_holds_nothing_and_is_not_changed_any_more(app):
    room = a_room()
    booking = actions.book_room(room.id, *span("10:00", "12:00"), "Probe")
    actions.cancel_booking(booking.id, state=LAPSED)

    actions.cancel_booking(booking.id, state=CANCELLED)
    with pytest.raises(Refused) as refused:
        actions.move_booking(booking.id, *span("14:00", "16:00"))

    assert refused.value.reason is RoomRefusal.ENDED
    assert (booking.state, booking.holds) == (LAPSED, False)
    assert db.session.scalars(sa.select(Occupancy.id)).all() == []


def test_only_a_real_change_counts_for_calendars(app):
    room = a_room()
    booking = actions.book_room(room.id, *span("10:00", "12:00"), "Probe")

    actions.move_booking(booking.id, booking.starts_at, booking.ends_at)
    same = booking.sequence
    actions.move_booking(booking.id, *span("10:00", "12:30"))

    assert (same, booking.sequence) == (0, 1)


@pytest.mark.parametrize(
    ("start", "end", "is_refused"),
    [
        ("2026-10-25 00:00", "2026-10-26 00:00", False),
        ("2026-03-29 00:00", "2026-03-30 00:00", False),
        ("2026-05-04 00:00", "2026-05-05 00:01", True),
        ("2026-10-25 00:00", "2026-10-26 01:00", True),
    ],
)
def test_a_whole_day_is_a_day_however_many_hours_it_has(start, end, is_refused):
    reason = rules.why_no_span(at_wall(start), at_wall(end), at_wall("2026-03-01 12:00"))

    assert reason is (RoomRefusal.TOO_LONG if is_refused else None)


def test_a_night_is_as_long_as_the_clocks_make_it(app):
    room = a_room()
    lengths = []
    for day in ("2026-10-24", "2027-03-27"):
        ends_on = f"{datetime.fromisoformat(day) + timedelta(days=1):%Y-%m-%d}"
        booking = actions.book_room(room.id, at_wall(f"{day} 22:00"), at_wall(f"{ends_on} 06:00"), "Nacht")
        lengths.append((booking.ends_at - booking.starts_at).total_seconds() / 3600)

    assert lengths == [9, 7]
