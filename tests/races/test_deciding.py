"""Two people of the team who decide at the same moment do not both succeed; each promise with a twin."""

from functools import partial

import pytest
import sqlalchemy as sa

from app.database import db
from app.notifications.models import Message
from app.rooms import deciding, team_bookings
from app.rooms.bookings import BOOKED, CANCELLED, DECLINED, PROPOSED, REQUESTED, Booking
from app.rooms.persons import RoomRequest
from tests.make import a_member_of_staff, a_room, an_open_request
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import no_part_is_held_twice
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

WON, TAKEN, DECIDED = Outcome(DONE), Outcome(REFUSED, "TAKEN"), Outcome(REFUSED, "DECIDED")
SAME_PERSON, ANSWERED = Outcome(REFUSED, "SAME_PERSON"), Outcome(REFUSED, "ANSWERED")


def staff():
    """Two members of the team."""
    found = db.session.scalars(sa.text("SELECT id FROM accounts ORDER BY id LIMIT 2")).all()
    return found or [a_member_of_staff(f"{name}@example.org", name).id for name in ("jana", "ole")]


def states(*requests):
    """The states of the bookings of requests."""
    ids = [request.id for request in requests]
    return list(db.session.scalars(sa.select(Booking.state).where(Booking.request_id.in_(ids)).order_by(Booking.id)))


def told(request):
    """The templates of the messages about a request."""
    found = db.session.scalars(sa.select(Message.template).where(Message.about == request.about))
    names = {template.removeprefix("rooms/mail/") for template in found} - {"please_confirm", "requested"}
    return sorted(names)


def accepts_of_two_requests(race, **conditions):
    """Race to accept two requests that do not block, for one slot."""
    jana, ole = staff()
    room = a_room(requests_block=False)
    first, second = an_open_request(room), an_open_request(room)

    outcomes = race([partial(deciding.accept, first.id, jana), partial(deciding.accept, second.id, ole)], **conditions)

    assert sorted(outcomes, key=str) == [WON, TAKEN]
    assert sorted(states(first, second)) == [BOOKED, REQUESTED]
    assert sorted(told(first) + told(second)) == ["accepted"]
    no_part_is_held_twice()


@in_rounds
def test_of_two_requests_for_one_slot_one_is_accepted(race, pause):
    accepts_of_two_requests(race, pause=pause)


def test_without_locks_two_requests_are_not_kept_apart_cleanly(race):
    assert breaks(partial(accepts_of_two_requests, race, pause=0.02, locks=False))


def accept_against_decline(race, **conditions):
    """Race to accept and to decline one request."""
    jana, ole = staff()
    request = an_open_request()
    calls = [partial(deciding.accept, request.id, jana), partial(deciding.decline, request.id, ole, "Leider nicht.")]

    outcomes = race(calls * 2, **conditions)

    assert sorted(outcomes, key=str) == [WON, DECIDED, DECIDED, DECIDED]
    is_accepted = WON in (outcomes[0], outcomes[2])
    assert (states(request), told(request)) == (([BOOKED], ["accepted"]) if is_accepted else ([DECLINED], ["declined"]))
    no_part_is_held_twice()


@in_rounds
def test_of_accept_and_decline_one_wins_and_the_person_is_told_that_one(race, pause):
    accept_against_decline(race, pause=pause)


def test_without_locks_accept_and_decline_both_win(race):
    assert breaks(partial(accept_against_decline, race, pause=0.02, locks=False))


def one_agrees_twice(race, **conditions):
    """Race the same person against themselves where two must agree."""
    jana, _ole = staff()
    request = an_open_request(a_room(two_agree=True))

    outcomes = race([partial(deciding.accept, request.id, jana)] * 4, **conditions)

    assert sorted(outcomes, key=str) == [WON, SAME_PERSON, SAME_PERSON, SAME_PERSON]
    assert (states(request), told(request)) == ([REQUESTED], [])


@in_rounds
def test_the_same_person_at_the_same_moment_does_not_count_twice(race, pause):
    one_agrees_twice(race, pause=pause)


def test_without_locks_the_same_person_agrees_twice(race):
    assert breaks(partial(one_agrees_twice, race, pause=0.02, locks=False))


def two_agree(race, **conditions):
    """Race two people who both must agree."""
    jana, ole = staff()
    request = an_open_request(a_room(two_agree=True))

    outcomes = race([partial(deciding.accept, request.id, who) for who in (jana, ole)], **conditions)

    assert outcomes == [WON, WON]
    assert (states(request), told(request)) == ([BOOKED], ["accepted"])
    no_part_is_held_twice()


@in_rounds
def test_two_who_agree_at_the_same_moment_are_two(race, pause):
    two_agree(race, pause=pause)


def test_without_locks_two_who_agree_are_both_taken_for_the_first(race):
    assert breaks(partial(two_agree, race, pause=0.02, locks=False))


def answers_to_a_proposal(race, **conditions):
    """Race the person who takes a proposal against themselves who turns it down, and the team who declines it."""
    jana, _ole = staff()
    request = an_open_request()
    booking = request.bookings[0]
    deciding.propose(booking.id, jana, booking.starts_at, booking.ends_at, room_id=a_room().id)
    number = booking.sequence
    calls = [
        partial(deciding.take_proposal, booking.id, number),
        partial(deciding.turn_down_proposal, booking.id, number),
        partial(deciding.decline, request.id, jana, "Doch nicht."),
    ]

    outcomes = race(calls, **conditions)

    assert outcomes.count(WON) == 1
    assert set(outcomes) <= {WON, ANSWERED, DECIDED}
    end = {0: (BOOKED, ["accepted"]), 1: (CANCELLED, ["withdrawn"]), 2: (DECLINED, ["declined"])}[outcomes.index(WON)]
    assert (states(request), told(request)) == ([end[0]], sorted(["proposed", *end[1]]))
    no_part_is_held_twice()


@in_rounds
def test_a_proposal_comes_to_one_end(race, pause):
    answers_to_a_proposal(race, pause=pause)


def test_without_locks_a_proposal_comes_to_several_ends(race):
    assert breaks(partial(answers_to_a_proposal, race, pause=0.02, locks=False))


@in_rounds
def test_deciding_proposing_moving_and_calling_off_wait_for_nobody_for_ever(race, pause):
    jana, ole = staff()
    rooms = [a_room(), a_room()]
    requests = [an_open_request(room, dates=3) for room in rooms]
    booked = [an_open_request(room, starts_at=requests[0].bookings[0].ends_at) for room in rooms]
    for request in booked:
        deciding.accept(request.id, jana)
    swaps = [
        partial(deciding.propose, first.id, ole, first.starts_at, first.ends_at, room_id=second.room_id)
        for first, second in [(requests[0].bookings[0], requests[1].bookings[0])] * 2
    ]
    moves = [
        partial(team_bookings.move, booking.id, ole, booking.starts_at, booking.ends_at, room.id)
        for booking, room in zip([each.bookings[0] for each in booked], reversed(rooms), strict=True)
    ]
    calls = [*swaps, *moves, *(partial(deciding.accept, request.id, jana) for request in requests)]

    outcomes = race([*calls, partial(team_bookings.call_off, booked[0].bookings[0].id, jana, "Nein")], pause=pause)

    assert {outcome.end for outcome in outcomes} <= {DONE, REFUSED}
    assert db.session.scalar(sa.select(sa.func.count(RoomRequest.id)).where(RoomRequest.decided_at.is_not(None)))
    assert PROPOSED not in states(*booked)
    no_part_is_held_twice()
