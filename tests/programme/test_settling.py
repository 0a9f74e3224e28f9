"""An event gets other rooms, or another house, at the times it has; all of it or nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.errors import Refused
from app.programme import actions, settling
from app.programme import queries as programme
from app.programme.models import DRAFT, ONLINE, ONSITE
from app.programme.planning_rules import PlanningRefusal
from app.programme.rules import EventRefusal
from app.registrations.models import Registration
from app.rooms import actions as rooms
from app.rooms.bookings import Booking, Occupancy
from app.rooms.models import Part
from app.rooms.rules import RoomRefusal
from tests.make import a_place, a_registration, a_room, a_thing, an_event
from tests.make_planning import sign_in_with

TWO_HOURS = timedelta(hours=2)


def rooms_of(event):
    """The rooms of each date; what is held is just that."""
    db.session.rollback()
    db.session.expire_all()
    held = set(db.session.scalars(sa.select(Occupancy.booking_id)))
    dates = programme.get_event(event.id).dates
    assert held >= {booking.id for date in dates for booking in date.bookings}
    return [sorted(booking.room_id for booking in date.bookings) for date in dates]


def test_all_dates_get_the_new_room_and_give_up_the_old_one(app, at):
    start = at("2026-05-04 12:00") + timedelta(days=3)
    old, new = a_room(), a_room()
    event = an_event(spans=[(start + timedelta(days=n), start + timedelta(days=n) + TWO_HOURS) for n in (0, 1)],
                     room_ids=[old.id])  # fmt: skip

    settling.settle_event(event.id, [new.id])

    assert rooms_of(event) == [[new.id], [new.id]]
    assert db.session.scalar(sa.select(sa.func.count(Occupancy.id))) == 2


def test_a_hall_follows_its_own_half(app):
    north, south = Part(name="Nord"), Part(name="Süd")
    half = a_room(parts=[north], capacity=20)
    hall = a_room(parts=[north, south], capacity=60)
    event = an_event(room_ids=[half.id])

    settling.settle_event(event.id, [hall.id])

    assert rooms_of(event) == [[hall.id]]


def test_what_is_taken_leaves_everything_as_it_was(app):
    old, taken = a_room(), a_room()
    event = an_event(room_ids=[old.id])
    rooms.book_room(taken.id, *event.spans[0], "Chorprobe")

    with pytest.raises(Refused) as refused:
        settling.settle_event(event.id, [taken.id])

    assert refused.value.reason is RoomRefusal.TAKEN
    assert rooms_of(event) == [[old.id]]


def test_what_stays_is_not_booked_anew_and_what_was_lent_goes_along(app):
    stays, old, new, thing = a_room(), a_room(), a_room(), a_thing()
    event = an_event(room_ids=[old.id, stays.id], equipment_ids=[thing.id])
    booking = next(each.id for each in event.dates[0].bookings if each.room_id == stays.id)

    settling.settle_event(event.id, [stays.id, new.id])

    assert rooms_of(event) == [sorted([stays.id, new.id])]
    kept, moved = sorted(programme.get_event(event.id).dates[0].bookings, key=lambda each: each.room_id)
    assert (kept.id, [loan.equipment_id for loan in moved.loans]) == (booking, [thing.id])


def test_it_goes_to_a_house_elsewhere_and_guests_are_told(app):
    event = an_event(room_ids=[a_room().id])
    registration = a_registration(event)

    settling.settle_event(event.id, [], external="Stadthalle, Görlitz")

    assert (programme.get_event(event.id).place_line, rooms_of(event)) == ("Stadthalle, Görlitz", [[]])
    assert db.session.get(Registration, registration.id).believes is not None


def test_nothing_changed_is_no_change(app):
    room = a_room()
    event = an_event(room_ids=[room.id])
    sequence = event.sequence

    settling.settle_event(event.id, [room.id])

    assert (programme.get_event(event.id).sequence, rooms_of(event)) == (sequence, [[room.id]])


def test_dates_with_rooms_of_their_own_keep_them(app, at):
    start = at("2026-05-04 12:00") + timedelta(days=3)
    first, second, new = a_room(), a_room(), a_room()
    event = an_event(spans=[(start + timedelta(days=n), start + timedelta(days=n) + TWO_HOURS) for n in (0, 1)],
                     room_ids=[first.id])  # fmt: skip
    rooms.move_booking(event.dates[1].bookings[0].id, *event.spans[1], room_id=second.id)

    settling.settle_event(event.id, [first.id, second.id, new.id])
    both = rooms_of(event)
    settling.settle_event(event.id, [second.id])

    assert both == [sorted([first.id, new.id]), sorted([second.id, new.id])]
    assert rooms_of(event) == [[second.id], [second.id]]


def test_a_day_that_is_over_stays_where_it_was(app, at):
    start = at("2026-05-04 12:00") + timedelta(days=1)
    old, new = a_room(), a_room()
    event = an_event(spans=[(start + timedelta(days=n), start + timedelta(days=n) + TWO_HOURS) for n in (0, 1)],
                     room_ids=[old.id])  # fmt: skip
    at("2026-05-05 20:00")

    settling.settle_event(event.id, [new.id])

    assert rooms_of(event) == [[old.id], [new.id]]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"external": "Stadthalle", "room_ids": "new"}, PlanningRefusal.TWO_PLACES),
        ({"room_ids": ()}, PlanningRefusal.NOT_READY),
        ({"room_ids": "small"}, EventRefusal.TOO_SMALL),
    ],
)
def test_nonsense_is_refused(app, facts, reason):
    old, new, small = a_room(), a_room(), a_room(capacity=3)
    event = an_event(room_ids=[old.id])
    wanted = {"new": [new.id], "small": [small.id]}.get(facts["room_ids"], ())

    with pytest.raises(Refused) as refused:
        settling.settle_event(event.id, wanted, facts.get("external"))

    assert (refused.value.reason, rooms_of(event)) == (reason, [[old.id]])


def test_what_was_called_off_stays_without_rooms(app):
    event, room = an_event(), a_room()
    actions.cancel_event(event.id, "Krank.")

    with pytest.raises(Refused) as refused:
        settling.settle_event(event.id, [room.id])

    assert refused.value.reason is EventRefusal.CANCELLED


# The page


def test_a_draft_without_a_room_gets_one_and_is_published(staff):
    place = a_place(name="Zittau")
    room, net = a_room(place=place, name="Salon", capacity=30), a_room(kind="digital", name="Netz")
    event = an_event(state=DRAFT, seats={ONSITE: 10, ONLINE: 5})
    page = f"/team/veranstaltungen/{event.id}"

    lacking = staff.get(f"{page}/veroeffentlichen")
    settled = staff.fill(staff.get(f"{page}/ort"), f"{page}/ort", rooms=str(room.id), digital=str(net.id))
    published = staff.fill(staff.get(f"{page}/veroeffentlichen"), f"{page}/veroeffentlichen")

    assert lacking.links("Ort und Räume") == [f"{page}/ort"]
    assert [answer.status for answer in (settled, published)] == [303, 303]
    assert rooms_of(event) == [sorted([room.id, net.id])]


def test_its_own_rooms_are_chosen_and_do_not_count_as_taken(staff):
    north, south = Part(name="Nord"), Part(name="Süd")
    place = a_place(name="Zittau")
    half, hall = (
        a_room(place=place, name=name, parts=parts)
        for name, parts in (("Saal Nord", [north]), ("Saal", [north, south]))
    )
    event = an_event(room_ids=[half.id])

    page = staff.get(f"/team/veranstaltungen/{event.id}/ort")

    assert page.tree.xpath("//input[@name='rooms'][@checked]/@value") == [str(half.id)]
    assert set(page.tree.xpath("//input[@name='rooms']/@value")) == {str(half.id), str(hall.id)}


def test_who_plans_for_one_place_leaves_rooms_elsewhere_as_they_are(new_guest, house):
    mine, other, elsewhere = a_room(), None, a_room()
    other = a_room(place=mine.place)
    event = an_event(room_ids=[mine.id, elsewhere.id])
    guest = sign_in_with(new_guest(), "programme", mine.place_id)
    path = f"/team/veranstaltungen/{event.id}/ort"

    answer = guest.fill(guest.get(path), path, rooms=str(other.id))
    reached = guest.fill(guest.get(path), path, rooms=str(elsewhere.id))

    assert (answer.status, reached.status) == (303, 422)
    assert rooms_of(event) == [sorted([other.id, elsewhere.id])]


def test_a_room_that_was_taken_meanwhile_comes_back_with_a_sentence(staff):
    room, other = a_room(), a_room(name="Salon")
    event = an_event(room_ids=[room.id], starts_at=clock.now() + timedelta(days=3))
    path = f"/team/veranstaltungen/{event.id}/ort"
    page = staff.get(path)
    rooms.book_room(other.id, *event.spans[0], "Chorprobe", knowingly=True)

    answer = staff.fill(page, path, rooms=str(other.id))

    assert (answer.status, "„Chorprobe“" in answer.refusal) == (409, True)
    assert db.session.scalar(sa.select(sa.func.count(Booking.id)).where(Booking.state == "booked")) == 2
