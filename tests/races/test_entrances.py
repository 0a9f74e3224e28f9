"""Two doors, two phones, one guest: counted once, whatever happens at the same moment (law 2)."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.programme.models import ONSITE
from app.registrations import actions, door, door_queries
from app.registrations.door import Scan
from app.registrations.entrances import CheckIn, CheckInUndo, WalkIn
from app.registrations.models import ATTENDED, CONFIRMED, GIVEN_UP, WAITING
from tests.make import a_registration, an_event
from tests.races.processes import DONE, REFUSED, Outcome
from tests.races.promises import ledger_is_right
from tests.races.rounds import in_rounds

pytestmark = pytest.mark.slow


def an_event_soon(**facts):
    """An event that begins in a minute: people can book still, and come in already."""
    starts_at = clock.now() + timedelta(minutes=1)
    return an_event(starts_at=starts_at, format_facts={"companions_max": 5}, **facts)


def counted(registration):
    """[(heads, moment)] of a registration's check-ins."""
    rows = db.session.scalars(sa.select(CheckIn).where(CheckIn.registration_id == registration.id))
    return [(row.heads, row.came_at) for row in rows]


def tell(date_id, registration_id, heads, came_at):
    """As a phone that was without a net."""
    door.merge(date_id, [Scan(f"{heads}-{came_at}", came_at, heads, registration_id=registration_id)])


@in_rounds
def test_one_guest_scanned_at_eight_doors_is_counted_once(race, pause):
    event = an_event_soon()
    group, date = a_registration(event, seats=3), event.dates[0].id

    outcomes = race([partial(door.check_in, group.id, date, heads) for heads in (1, 2, 3, 2) * 2], pause=pause)

    assert set(outcomes) == {Outcome(DONE)}
    assert [heads for heads, _at in counted(group)] == [3]
    assert group.state == ATTENDED
    assert door_queries.heads(event.id) == {ONSITE: 3}
    ledger_is_right(event.id)


@in_rounds
def test_of_phones_that_tell_at_the_same_moment_the_first_scan_counts(race, pause):
    event, now = an_event_soon(), clock.now()
    group, date = a_registration(event, seats=3), event.dates[0].id
    moments = [now - timedelta(seconds=number) for number in range(6)]

    calls = [partial(tell, date, group.id, 1 + number % 3, moment) for number, moment in enumerate(moments)]
    outcomes = race([*calls, *calls[:2]], pause=pause)

    first = max(min(moments), clock.start_of(clock.today(event.dates[0].starts_at)))
    assert set(outcomes) == {Outcome(DONE)}
    assert counted(group) == [(3, first)]
    ledger_is_right(event.id)


@in_rounds
def test_a_check_in_against_its_undo_ends_as_one_or_the_other(race, pause):
    event = an_event_soon()
    guest, date = a_registration(event), event.dates[0].id
    door.check_in(guest.id, date)

    outcomes = race([partial(act, guest.id, date) for act in (door.check_in, door.undo) * 4], pause=pause)

    assert set(outcomes) == {Outcome(DONE)}
    assert (guest.state, len(counted(guest))) in ((ATTENDED, 1), (CONFIRMED, 0))
    assert db.session.get(CheckInUndo, (guest.id, date)) is not None
    ledger_is_right(event.id)


@in_rounds
def test_who_gives_up_at_the_door_was_let_in_or_not(race, pause):
    event = an_event_soon()
    guest, date = a_registration(event), event.dates[0].id

    outcomes = race([partial(door.check_in, guest.id, date), partial(actions.give_up, guest.id)] * 3, pause=pause)

    assert {outcome.end for outcome in outcomes} <= {DONE, REFUSED}
    assert (guest.state, len(counted(guest))) in ((ATTENDED, 1), (GIVEN_UP, 0))
    ledger_is_right(event.id)


@in_rounds
def test_of_four_who_wait_one_gets_the_two_free_seats(race, pause):
    event = an_event_soon(capacity=8)
    seated = a_registration(event, seats=2), a_registration(event, seats=6)
    waiting = [a_registration(event, seats=2, would_wait=True, is_confirmed=False) for _ in range(4)]
    date = event.dates[0].id
    actions.give_up(seated[0].id)

    outcomes = race([partial(door.check_in, each.id, date) for each in waiting], pause=pause)

    assert sorted(outcome.end for outcome in outcomes) == [DONE, REFUSED, REFUSED, REFUSED]
    assert sorted(each.state for each in waiting) == [ATTENDED, WAITING, WAITING, WAITING]
    ledger_is_right(event.id)


@in_rounds
def test_walk_ins_told_from_many_sides_count_once_each_and_never_below_nobody(race, pause):
    event = an_event_soon()
    date = event.dates[0].id
    door.count_walk_ins(date, "science", 2, f"begin-{event.id}")
    one_more = [partial(door.count_walk_ins, date, "citizens", 1, f"{event.id}-{number % 4}") for number in range(8)]
    one_less = [partial(door.count_walk_ins, date, "science", -1, f"{event.id}-less-{number}") for number in range(5)]

    outcomes = race([*one_more, *one_less], pause=pause)

    assert [outcome.end for outcome in outcomes[:8]] == [DONE] * 8
    assert sorted(outcome.end for outcome in outcomes[8:]) == [DONE] * 2 + [REFUSED] * 3
    assert door_queries.walk_ins(event.id) == {"citizens": 4}
    assert db.session.scalar(sa.select(sa.func.count()).where(WalkIn.event_date_id == date)) == 7
