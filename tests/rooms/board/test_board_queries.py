"""What the board asks the database, on both of them."""

from datetime import date, timedelta

from app.database import transaction
from app.rooms import actions, board_queries
from app.rooms.models import Part
from tests.make import a_place, a_room
from tests.rooms.board.conftest import a_booking, moment

MAY_6 = (moment("2026-05-06 00:00"), moment("2026-05-07 00:00"))


def titles(rooms):
    """The titles of what these rooms have on 6 May."""
    return [entry.title for entry in board_queries.entries(rooms, *MAY_6)]


def test_a_booking_belongs_to_a_day_by_what_it_holds(app, at):
    at("2026-05-04 12:00")
    room = a_room()
    a_booking(room, 5, "20:00", "22:00", "davor")
    a_booking(room, 5, "22:30", "23:30", "räumt bis nach Mitternacht auf", teardown_min=60)
    a_booking(room, 6, "10:00", "11:00", "mittendrin")
    a_booking(room, 7, "00:15", "01:00", "baut vor Mitternacht auf", setup_min=30)
    a_booking(room, 7, "10:00", "11:00", "danach")

    assert titles(board_queries.rooms()) == ["räumt bis nach Mitternacht auf", "mittendrin", "baut vor Mitternacht auf"]


def test_what_was_called_off_is_not_shown(app, at):
    at("2026-05-04 12:00")
    actions.cancel_booking(a_booking(a_room(), 6, "10:00", "11:00").id)

    assert titles(board_queries.rooms()) == []


def test_rooms_come_by_place_and_a_hall_before_its_pieces(app, at):
    at("2026-05-04 12:00")
    zittau, bautzen = a_place(name="Zittau"), a_place(name="Bautzen")
    north, south = Part(name="Nord"), Part(name="Süd")
    hall = a_room(parts=[north, south], name="Saal", place=zittau)
    a_room(parts=[north], name="Anbau", place=zittau, parent=hall)
    a_room(parts=[south], name="Bühne", place=zittau, parent=hall)
    a_room(name="Podium", place=bautzen)
    old = a_room(name="Alt", place=bautzen)
    with transaction():
        old.retired_at = moment("2026-05-01 08:00")

    rooms = board_queries.rooms()

    assert [room.name for room in rooms] == ["Podium", "Saal", "Anbau", "Bühne"]
    assert {room.name: sorted(kin.name for kin in room.kin) for room in rooms} == {
        "Podium": [], "Saal": ["Anbau", "Bühne"], "Anbau": ["Saal"], "Bühne": ["Saal"],
    }  # fmt: skip


def test_a_whole_day_has_25_hours_when_summer_time_ends():
    first, last = board_queries.bounds(date(2026, 10, 25), date(2026, 10, 25))

    assert last - first == timedelta(hours=25)
