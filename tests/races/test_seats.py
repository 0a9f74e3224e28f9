"""Who gets the seats when all come at the same moment; each promise with a twin that shows what the lock is for."""

from datetime import timedelta
from functools import partial

import pytest

from app import clock
from app.database import db, transaction
from app.programme import actions as programme
from app.programme.models import ONLINE, ONSITE
from app.registrations import actions
from app.registrations import waiting as waiting_list
from app.registrations.models import CONFIRMED, GIVEN_UP, HELD, WAITING, Registration
from tests.make import a_person, a_registration, an_event
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import ledger_is_right, messages_about, states
from tests.races.rounds import breaks, in_rounds

pytestmark = pytest.mark.slow

FULL = Outcome(REFUSED, "FULL")


def book(event, **person):
    """A call that books one seat for somebody new."""
    return partial(actions.book_seat, event.id, ONSITE, 1, **{**a_person(), **person})


def eight_want_the_last_seat(race, **conditions):
    """Race for one seat and check the promise: one has it and is asked to confirm, seven read that all is taken."""
    event = an_event(capacity=3)
    a_registration(event)
    a_registration(event)

    outcomes = race([book(event) for _ in range(8)], **conditions)

    assert sorted(outcomes, key=str) == [Outcome(DONE), *[FULL] * 7]
    assert event.ledger(ONSITE).taken == event.ledger(ONSITE).capacity
    ledger_is_right(event.id)
    assert states(event.id) == [CONFIRMED, CONFIRMED, HELD]
    assert messages_about(event.id, "please_confirm") == 3


@in_rounds
def test_of_eight_who_want_the_last_seat_one_gets_it(race, pause):
    eight_want_the_last_seat(race, pause=pause)


def test_without_locks_the_last_seat_is_not_given_out_cleanly(race):
    assert breaks(partial(eight_want_the_last_seat, race, pause=0.02, locks=False))


@in_rounds
def test_an_address_that_books_eight_times_at_once_has_one_registration(race, pause):
    event = an_event(capacity=10)
    person = a_person()

    outcomes = race([book(event, **person) for _ in range(8)], pause=pause)

    assert set(outcomes) == {Outcome(DONE)}
    assert states(event.id) == [HELD]
    ledger_is_right(event.id)


@in_rounds
def test_a_form_sent_eight_times_at_once_makes_one_registration_and_one_message(race, pause):
    event = an_event(capacity=10)
    person = a_person()
    form_key = f"form of {person['email']}"

    outcomes = race([book(event, **person, form_key=form_key) for _ in range(8)], pause=pause)

    assert set(outcomes) == {Outcome(DONE)}
    assert states(event.id) == [HELD]
    assert messages_about(event.id, "please_confirm") == 1


@in_rounds
def test_an_address_that_books_both_kinds_at_once_has_one_registration(race, pause):
    event = an_event(seats={ONSITE: 10, ONLINE: 10})
    person = a_person()
    calls = [partial(actions.book_seat, event.id, kind, 1, **person) for kind in (ONSITE, ONLINE)]

    outcomes = race(calls * 4, pause=pause)

    assert set(outcomes) == {Outcome(DONE)}
    assert states(event.id) == [HELD]
    ledger_is_right(event.id, ONSITE)
    ledger_is_right(event.id, ONLINE)


@in_rounds
def test_an_event_that_changes_while_both_kinds_are_booked_waits_for_nobody_for_ever(race, pause):
    event = an_event(seats={ONSITE: 10, ONLINE: 10})
    bookings = [partial(actions.book_seat, event.id, kind, 1, **a_person()) for kind in (ONSITE, ONLINE) * 2]
    changes = [partial(programme.change_event, event.id, seats={ONSITE: n, ONLINE: n}) for n in range(20, 24)]

    outcomes = race([call for pair in zip(bookings, changes, strict=True) for call in pair], pause=pause)

    assert set(outcomes) == {Outcome(DONE)}
    ledger_is_right(event.id, ONSITE)
    ledger_is_right(event.id, ONLINE)


@in_rounds
def test_a_seat_given_up_goes_to_who_waits_and_not_to_who_comes_at_that_moment(race, pause):
    event = an_event(capacity=1)
    leaving = a_registration(event)
    waiting = a_registration(event, would_wait=True)

    outcomes = race([partial(actions.give_up, leaving.id), book(event), book(event)], pause=pause)

    assert outcomes == [Outcome(DONE), FULL, FULL]
    assert (leaving.state, waiting.state) == (GIVEN_UP, CONFIRMED)
    assert states(event.id) == [CONFIRMED, GIVEN_UP]
    assert messages_about(event.id, "promoted") == 1
    ledger_is_right(event.id)


@in_rounds
def test_a_seat_given_up_many_times_at_once_goes_out_once(race, pause):
    event = an_event(capacity=1)
    leaving = a_registration(event)
    waiting = [a_registration(event, would_wait=True) for _ in range(2)]

    outcomes = race([partial(actions.give_up, leaving.id) for _ in range(8)], pause=pause)

    assert set(outcomes) == {Outcome(DONE)}
    assert [each.state for each in waiting] == [CONFIRMED, WAITING]
    assert messages_about(event.id, "given_up") == 1
    ledger_is_right(event.id)


@in_rounds
def test_a_hold_confirmed_while_it_lapses_is_confirmed_once(race, pause):
    event = an_event(capacity=1)
    late = a_registration(event, is_confirmed=False)
    is_overdue(late)

    outcomes = race([partial(act, late.id) for act in (actions.confirm, waiting_list.lapse) * 4], pause=pause)

    assert set(outcomes) == {Outcome(DONE)}
    # Whoever came first: nobody else wanted the seat, so the click of its guest counts.
    assert late.state == CONFIRMED
    assert event.ledger(ONSITE).taken == 1
    assert messages_about(event.id, "confirmed") == 1
    ledger_is_right(event.id)


@in_rounds
def test_a_hold_confirmed_while_it_lapses_and_another_waits_seats_one_of_them(race, pause):
    event = an_event(capacity=1)
    late = a_registration(event, is_confirmed=False)
    waiting = a_registration(event, would_wait=True)
    is_overdue(late)

    outcomes = race([partial(actions.confirm, late.id), partial(waiting_list.lapse, late.id)], pause=pause)

    assert outcomes == [Outcome(DONE)] * 2
    assert sorted([late.state, waiting.state]) == [CONFIRMED, WAITING]
    ledger_is_right(event.id)


def is_overdue(registration):
    """Let the time to confirm be over."""
    with transaction():
        row = db.session.get_one(Registration, registration.id)
        row.held_until = clock.now() - timedelta(minutes=1)
