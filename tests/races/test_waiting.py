"""The waiting list, offers and limits when everything happens at the same moment (law 2)."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.programme import actions as programme
from app.programme.models import ONSITE, SeatLedger
from app.registrations import actions, inviting, limits, queries, waiting
from app.registrations.models import CONFIRMED, GIVEN_UP, HELD, LAPSED, OFFERED, WAITING, Registration, SeatLimit
from tests.make import a_person, a_registration, an_event
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import ledger_is_right, messages_about, states
from tests.races.rounds import SOAK, in_rounds

pytestmark = pytest.mark.slow


def limits_are_right(event_id):
    """What is taken of each limit is what the registrations that hold seats take of it."""
    seats = queries.seats_of(event_id, ONSITE)
    wanted = {}
    for row in db.session.scalars(sa.select(Registration).where(Registration.event_id == event_id)):
        if row.state in (HELD, CONFIRMED, OFFERED):
            for name, number in limits.demand(
                row.kind, row.seats, row.wheelchairs, row.parts, row.choices, limits.everything_of(event_id, seats)
            ).items():
                wanted[name] = wanted.get(name, 0) + number
    rows = db.session.scalars(sa.select(SeatLimit).where(SeatLimit.event_id == event_id)).all()
    assert {row.name: row.taken for row in rows if row.taken} == wanted
    assert all(row.taken <= row.capacity for row in rows)


def an_offer(number_waiting=1):
    """An event with one seat that is offered to the first of those who wait; with the registrations."""
    event = an_event(capacity=1, format_facts={"offers_seats": True})
    seated = a_registration(event)
    rows = [a_registration(event, would_wait=True) for _ in range(number_waiting)]
    actions.give_up(seated.id)
    return event, rows


def is_over(registration):
    """Let the time to answer an offer be over."""
    with transaction():
        row = db.session.get_one(Registration, registration.id)
        row.offered_until = clock.now() - timedelta(minutes=1)


@in_rounds
def test_an_offer_accepted_while_it_lapses_seats_one(race, pause):
    event, (first, second) = an_offer(2)
    is_over(first)

    outcomes = race([partial(act, first.id) for act in (waiting.accept, waiting.lapse) * 4], pause=pause)

    assert {outcome.end for outcome in outcomes} <= {DONE, REFUSED}
    assert (first.state, second.state) in ((CONFIRMED, WAITING), (LAPSED, OFFERED))
    assert messages_about(event.id, "offered") == (1 if first.state == CONFIRMED else 2)
    ledger_is_right(event.id)


@in_rounds
def test_an_offer_accepted_eight_times_at_once_is_told_once(race, pause):
    event, (first,) = an_offer()

    outcomes = race([partial(waiting.accept, first.id) for _ in range(8)], pause=pause)

    assert set(outcomes) == {Outcome(DONE)}
    assert (first.state, messages_about(event.id, "confirmed")) == (CONFIRMED, 2)
    ledger_is_right(event.id)


@in_rounds
def test_seats_freed_from_many_sides_go_out_once_and_in_order(race, pause):
    number, freed = (50, 20) if SOAK else (16, 8)
    event = an_event(capacity=freed)
    seated = [a_registration(event) for _ in range(freed)]
    rows = [a_registration(event, would_wait=True) for _ in range(number)]

    outcomes = race([partial(actions.give_up, each.id) for each in seated], pause=pause)

    assert set(outcomes) == {Outcome(DONE)}
    assert [row.state for row in rows] == [CONFIRMED] * freed + [WAITING] * (number - freed)
    assert messages_about(event.id, "promoted") == freed
    ledger_is_right(event.id)


@in_rounds
def test_capacity_changes_while_many_book(race, pause):
    event = an_event(capacity=3)
    bookings = [partial(actions.book_seat, event.id, ONSITE, 1, would_wait=True, **a_person()) for _ in range(6)]
    changes = [partial(programme.change_event, event.id, seats={ONSITE: n}) for n in (6, 2, 5, 4)]

    outcomes = race([*bookings, *changes], pause=pause)

    assert {outcome.end for outcome in outcomes} <= {DONE, REFUSED}
    assert sorted(set(states(event.id))) in ([HELD], [HELD, WAITING])
    assert len(states(event.id)) == 6
    ledger_is_right(event.id)


@in_rounds
def test_one_person_who_cancels_and_rebooks_has_one_registration(race, pause):
    event = an_event(capacity=2)
    person = a_person()
    first = a_registration(event, **person)

    race(
        [partial(actions.give_up, first.id), *[partial(actions.book_seat, event.id, ONSITE, 1, **person)] * 6],
        pause=pause,
    )

    assert states(event.id) in ([GIVEN_UP], [GIVEN_UP, HELD])
    ledger_is_right(event.id)


LIMITED = {
    "wheelchair": ({"wheelchair_places": 1}, {"wheelchairs": 1}),
    "slot": ({"registration": "slot", "slot_minutes": 20, "companions_max": 0}, {"parts": ["slot"]}),
    "answer": (
        {"questions": [{"key": "bank", "text": "?", "kind": "choice", "options": [{"text": "Holz", "most": 1}]}]},
        {"choices": [limits.choice("bank", "Holz")]},
    ),
}  # fmt: skip


def eight_want_the_last_of_a_limit(race, which, **conditions):
    """Race for the one place within the seats: one has it, seven read that it is gone."""
    format_facts, facts = LIMITED[which]
    event = an_event(capacity=6 if which == "slot" else 20, format_facts=format_facts)
    if which == "slot":
        facts = {"parts": [limits.parts_at(event.id, queries.seats_of(event.id, ONSITE))[2].name]}

    outcomes = race(
        [partial(actions.book_seat, event.id, ONSITE, 1, **a_person(), **facts) for _ in range(8)], **conditions
    )

    assert sorted(outcome.end for outcome in outcomes) == sorted([DONE, *[REFUSED] * 7])
    assert states(event.id) == [HELD]
    limits_are_right(event.id)
    ledger_is_right(event.id)


@pytest.mark.parametrize("which", LIMITED)
def test_of_eight_who_want_the_last_of_a_limit_one_gets_it(race, which):
    for pause in (0, 0.01):
        eight_want_the_last_of_a_limit(race, which, pause=pause)


@in_rounds
def test_sessions_of_a_course_never_hold_more_than_fit(race, pause):
    spans = [(clock.now() + timedelta(days=n), clock.now() + timedelta(days=n, hours=2)) for n in (10, 17)]
    event = an_event(capacity=3, spans=spans, attendance="some")
    parts = [part.name for part in limits.parts_at(event.id, queries.seats_of(event.id, ONSITE))]
    calls = [
        partial(actions.book_seat, event.id, ONSITE, 1, **a_person(), would_wait=True, parts=chosen)
        for chosen in ([], parts[:1], parts[1:], parts[:1], parts[1:], [], parts[:1], parts[1:])
    ]

    race(calls, pause=pause)

    limits_are_right(event.id)
    rows = db.session.scalars(sa.select(SeatLimit.taken).where(SeatLimit.event_id == event.id)).all()
    ledger = db.session.get(SeatLedger, (event.id, ONSITE), populate_existing=True)
    assert rows == [3, 3]
    assert ledger.taken == 3


@in_rounds
def test_an_invitation_used_eight_times_at_once_seats_one(race, pause):
    event = an_event(format_facts={"registration": "invite"})
    [invitation] = inviting.make_links(event.id, 1)

    outcomes = race(
        [partial(actions.book_seat, event.id, ONSITE, 1, **a_person(), invitation=invitation.id) for _ in range(8)],
        pause=pause,
    )

    assert sorted(outcome.end for outcome in outcomes) == sorted([DONE, *[REFUSED] * 7])
    assert states(event.id) == [HELD]
