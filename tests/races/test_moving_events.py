"""Acts on one event at the same moment: it ends in one place, with its rooms, and nobody is left untold."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app.database import db
from app.programme import actions, restoring, settling
from app.programme.models import CANCELLED, ONSITE, PUBLISHED, Event
from app.registrations import actions as registrations
from app.registrations.models import LIVING, Registration
from app.rooms import actions as rooms
from app.rooms.bookings import BOOKED, Booking
from tests.make import a_person, a_registration, a_room, an_event
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import ledger_is_right, no_part_is_held_twice
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

OFF = Outcome(REFUSED, "CANCELLED")


def its_bookings(event):
    """The event as it is now, and (room, begin, end) of what is booked in some rooms."""
    db.session.expire_all()
    event = db.session.get_one(Event, event.id)
    booked = [each for date in event.dates for each in date.bookings if each.state == BOOKED]
    return event, sorted((each.room_id, each.starts_at, each.ends_at) for each in booked)


def moves(event, number):
    """Calls that move an event, each by another number of hours."""
    spans = [(event.starts_at + timedelta(hours=each), event.ends_at + timedelta(hours=each)) for each in range(number)]
    return [partial(actions.move_event, event.id, [span]) for span in spans]


@in_rounds
def test_movers_of_one_event_leave_it_whole_in_one_place(race, pause):
    old, new, stream = a_room(setup_min=15), a_room(), a_room(kind="digital")
    event = an_event(room_ids=[old.id, stream.id], seats={"onsite": 5, "online": 5})
    a_registration(event)
    settle = partial(settling.settle_event, event.id, [new.id, stream.id])

    outcomes = race([*moves(event, 6)[1:], settle], pause=pause)

    assert outcomes == [Outcome(DONE)] * 6
    event, booked = its_bookings(event)
    assert booked == sorted((room.id, *event.spans[0]) for room in (new, stream))
    assert event.sequence == 6
    no_part_is_held_twice()


@in_rounds
def test_whoever_moves_what_is_called_off_meanwhile_is_refused_and_its_rooms_are_free(race, pause):
    room = a_room()
    event = an_event(room_ids=[room.id])

    outcomes = race([*moves(event, 5)[1:], partial(actions.cancel_event, event.id, "Krank")], pause=pause)

    assert set(outcomes) <= {Outcome(DONE), OFF}
    event, booked = its_bookings(event)
    assert (event.state, booked, outcomes[-1]) == (CANCELLED, [], Outcome(DONE))
    assert not db.session.scalar(sa.select(sa.exists().where(Booking.room_id == room.id, Booking.state == BOOKED)))


def guests_meet_a_cancellation(race, **conditions):
    """Race seven who book against one who calls off: who got a seat has yet to be told, all others read why not."""
    event = an_event(capacity=20)
    cancel = partial(actions.cancel_event, event.id, "Krank")
    calls = [partial(registrations.book_seat, event.id, ONSITE, 1, **a_person()) for _ in range(7)]

    outcomes = race([*calls[:3], cancel, *calls[3:]], **conditions)

    assert set(outcomes) <= {Outcome(DONE), OFF}
    guests = db.session.scalars(
        sa.select(Registration).where(Registration.event_id == event.id, Registration.state.in_(LIVING))
    ).all()
    assert len(guests) == outcomes.count(Outcome(DONE)) - 1
    assert all(guest.believes and guest.believes["state"] == PUBLISHED for guest in guests)
    ledger_is_right(event.id)


@in_rounds
def test_nobody_books_what_is_called_off_without_hearing_of_it(race, pause):
    guests_meet_a_cancellation(race, pause=pause)


def test_without_locks_somebody_would_never_hear_of_it(race):
    assert breaks(partial(guests_meet_a_cancellation, race, pause=0.02, locks=False))


@in_rounds
def test_a_room_given_free_goes_to_one_of_those_who_want_it_back(race, pause):
    room = a_room()
    event = an_event(room_ids=[room.id])
    span = event.spans[0]
    actions.cancel_event(event.id, "Krank")
    undo = partial(restoring.restore_event, event.id)
    others = [partial(rooms.book_room, room.id, *span, "Chorprobe") for _ in range(3)]

    outcomes = race([undo, *others, undo], pause=pause)

    event, booked = its_bookings(event)
    undone = outcomes[0], outcomes[-1]
    if event.state == PUBLISHED:
        assert (undone, booked) == ((Outcome(DONE),) * 2, [(room.id, *span)])
    else:
        assert (undone, booked) == ((Outcome(REFUSED, "TAKEN"),) * 2, [])
    no_part_is_held_twice()
