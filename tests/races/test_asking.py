"""People who ask, confirm, change and call off at the same moment; each promise with a twin."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications.models import Message
from app.rooms import asking
from app.rooms.bookings import Booking, Occupancy
from app.rooms.models import BOOK
from app.rooms.persons import RoomRequest
from tests.make import a_person, a_policy, a_room, a_room_request
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import no_part_is_held_twice
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WON, TOO_MANY = Outcome(DONE), Outcome(REFUSED, "TOO_MANY_OPEN")


def count(model, *conditions):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions))


def one_form_sent_often(race, form_key, **conditions):
    """Race one form, sent eight times, for a room that nobody blocks."""
    room = a_room(requests_block=False)
    start = clock.now() + 10 * DAY
    asker = asking.Asker(**a_person(), purpose="Chorprobe")
    call = partial(asking.ask_for_room, [asking.Wish(room.id, start, start + HOUR)], asker, form_key=form_key)

    outcomes = race([call] * 8, **conditions)

    assert outcomes == [WON] * 8
    assert count(RoomRequest, RoomRequest.email == asker.email) == 1
    assert count(Message, Message.recipient == asker.email) == 1


@in_rounds
def test_a_form_sent_eight_times_asks_once(race, pause):
    one_form_sent_often(race, f"form {clock.now()}", pause=pause)


def test_without_the_number_of_the_form_it_asks_often(race):
    assert breaks(partial(one_form_sent_often, race, None))


def confirmations_of_one_address(race, **conditions):
    """Race to confirm two requests where one address may have one open booking."""
    person, rooms = a_person(), [a_room(), a_room()]
    for room in rooms:
        a_policy(room, BOOK, most_open=1)
    requests = [a_room_request(room, is_confirmed=False, **person) for room in rooms]

    outcomes = race([partial(asking.confirm, request.id) for request in requests], **conditions)

    assert sorted(outcomes, key=str) == [WON, TOO_MANY]
    states = db.session.scalars(sa.select(Booking.state).where(Booking.room_id.in_([room.id for room in rooms])))
    assert sorted(states) == ["booked", "held"]


@in_rounds
def test_nobody_gets_one_more_than_allowed_by_confirming_at_once(race, pause):
    confirmations_of_one_address(race, pause=pause)


def test_without_locks_somebody_gets_one_more(race):
    assert breaks(partial(confirmations_of_one_address, race, pause=0.02, locks=False))


def change_against_withdrawal(race, **conditions):
    """Race to change a booking and to call it off; it ends called off, and holds nothing."""
    room = a_room()
    a_policy(room, BOOK)
    request = a_room_request(room)
    [booking] = request.bookings
    later = partial(asking.change, booking.id, booking.starts_at + DAY, booking.ends_at + DAY)

    outcomes = race([later, partial(asking.withdraw, request.id)] * 2, **conditions)

    assert {outcome.end for outcome in outcomes} <= {DONE, REFUSED}
    assert db.session.get(Booking, booking.id).state == "cancelled"
    assert count(Occupancy, Occupancy.booking_id == booking.id) == 0
    told = db.session.scalars(sa.select(Message.template).where(Message.about == request.about).order_by(Message.id))
    names = [template.rpartition("/")[2] for template in told]
    assert names in (
        ["please_confirm", "booked", "withdrawn"],
        ["please_confirm", "booked", "changed", "withdrawn"],
    )


@in_rounds
def test_what_is_called_off_is_not_changed_any_more(race, pause):
    change_against_withdrawal(race, pause=pause)


def test_without_locks_it_is_told_twice_or_held_after_all(race):
    assert breaks(partial(change_against_withdrawal, race, pause=0.02, locks=False))


@in_rounds
def test_all_that_people_do_waits_for_nobody_for_ever(race, pause):
    rooms = [a_room(), a_room()]
    start = clock.now() + 10 * DAY
    wishes = [asking.Wish(room.id, start + n * DAY, start + n * DAY + HOUR) for n in range(3) for room in rooms]
    series = a_room_request(None, wishes=wishes, facts={})
    reverse = a_room_request(
        None, wishes=[asking.Wish(w.room_id, w.starts_at + HOUR, w.ends_at + HOUR) for w in reversed(wishes)],
        is_confirmed=False,
    )  # fmt: skip
    bookings = series.bookings
    calls = [
        *(partial(asking.change, each.id, each.starts_at, each.ends_at - HOUR / 2) for each in bookings[:3]),
        *(partial(asking.change, each.id, each.starts_at + HOUR / 2, each.ends_at + HOUR / 2) for each in bookings[3:]),
        partial(asking.withdraw, series.id, [bookings[0].id]),
        partial(asking.confirm, reverse.id),
        partial(asking.withdraw, reverse.id),
        partial(asking.erase, series.id),
    ]

    outcomes = race(calls, pause=pause)

    assert {outcome.end for outcome in outcomes} <= {DONE, REFUSED}
    no_part_is_held_twice()
