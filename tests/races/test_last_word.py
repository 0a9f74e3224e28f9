"""The last word is the database's: without locks, and with rules that see nothing, it commits no broken promise."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, is_postgresql, transaction
from app.programme.models import ONSITE
from app.registrations import actions as registrations
from app.rooms import actions as rooms
from app.rooms.models import Part
from tests.make import a_person, a_room, a_thing, an_event
from tests.races.processes import DONE
from tests.races.promises import ledger_is_right, no_more_is_lent_than_there_is, no_part_is_held_twice, states

pytestmark = pytest.mark.slow

TROUBLES = pytest.mark.parametrize(
    "trouble",
    [{"locks": False}, {"blind": True}, {"locks": False, "blind": True}],
    ids=["without locks", "blind", "both"],
)


def seats_for_eight(race, **trouble):
    """Let eight people book the last two seats, and check what is committed."""
    event = an_event(capacity=2)
    calls = [partial(registrations.book_seat, event.id, ONSITE, 1, **a_person()) for _ in range(8)]

    outcomes = race(calls, pause=0.01, **trouble)

    ledger_is_right(event.id)
    assert len(states(event.id)) == [outcome.end for outcome in outcomes].count(DONE)
    return outcomes


def a_hall_for_eight(race, **trouble):
    """Let eight people book a hall or a half of it, in spans of other lengths, and check what is committed."""
    parts = [Part(name="Nord"), Part(name="Süd")]
    hall, north, south = a_room(parts), a_room(parts[:1]), a_room(parts[1:])
    starts_at = clock.now() + timedelta(days=10)
    calls = [
        partial(rooms.book_room, room.id, starts_at, starts_at + timedelta(minutes=30 + number), "Probe")
        for number, room in enumerate([hall, north, south, hall, south, north, hall, north])
    ]

    outcomes = race(calls, pause=0.01, **trouble)

    no_part_is_held_twice()
    return outcomes


def two_things_for_eight(race, **trouble):
    """Let eight people ask for a thing of which there are two, and check what is committed."""
    thing = a_thing(stock=2)
    starts_at = clock.now() + timedelta(days=10)
    spans = [(starts_at + timedelta(minutes=number), starts_at + timedelta(minutes=90 - number)) for number in range(8)]
    calls = [partial(rooms.book_room, a_room().id, *span, "Probe", equipment_ids=[thing.id]) for span in spans]

    outcomes = race(calls, pause=0.01, **trouble)

    no_more_is_lent_than_there_is()
    no_part_is_held_twice()
    return outcomes


@TROUBLES
def test_the_database_oversells_no_seat(race, trouble):
    outcomes = seats_for_eight(race, **trouble)

    assert [outcome.end for outcome in outcomes].count(DONE) in (1, 2)


@TROUBLES
def test_the_database_holds_no_part_twice(race, trouble):
    outcomes = a_hall_for_eight(race, **trouble)

    assert [outcome.end for outcome in outcomes].count(DONE) in (1, 2)


@TROUBLES
def test_the_database_lends_nothing_beyond_the_stock(race, trouble):
    outcomes = two_things_for_eight(race, **trouble)

    assert [outcome.end for outcome in outcomes].count(DONE) in (1, 2)


def test_what_blind_rules_let_through_a_constraint_refuses_by_name(race):
    for outcomes, constraint in (
        (seats_for_eight(race, blind=True), "never_oversold"),
        (a_hall_for_eight(race, blind=True), "occupancies_no_overlap"),
        (two_things_for_eight(race, blind=True), "loans_within_stock"),
    ):
        refused = [outcome.what for outcome in outcomes if outcome.end != DONE]
        assert [what.startswith("IntegrityError") and constraint in what for what in refused] == [True] * len(refused)


def test_without_its_constraint_the_database_would_oversell(race):
    drop_last_words()

    with pytest.raises(AssertionError):
        seats_for_eight(race, blind=True)


def test_without_its_constraint_the_database_would_hold_parts_twice(race):
    drop_last_words()

    with pytest.raises(AssertionError):
        a_hall_for_eight(race, blind=True)


def test_without_its_constraint_the_database_would_lend_what_is_not_there(race):
    drop_last_words()

    with pytest.raises(AssertionError):
        two_things_for_eight(race, blind=True)


def drop_last_words():
    """Take the constraints of laws 1 and 2, and of the stock, out of this database."""
    if is_postgresql():
        statements = [
            "ALTER TABLE seat_ledgers DROP CONSTRAINT ck_seat_ledgers_never_oversold",
            "ALTER TABLE occupancies DROP CONSTRAINT occupancies_no_overlap",
            "DROP TRIGGER loans_within_stock ON loans",
        ]
    else:
        # SQLite cannot drop a check; but whoever connects from now on reads the altered text.
        statements = [
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_schema SET sql = replace(sql, 'taken <= capacity', '1') WHERE name = 'seat_ledgers'",
            "DROP TRIGGER occupancies_no_overlap_insert",
            "DROP TRIGGER occupancies_no_overlap_update",
            "DROP TRIGGER loans_within_stock_insert",
            "DROP TRIGGER loans_within_stock_update",
        ]
    with transaction():
        for statement in statements:
            db.session.execute(sa.text(statement))
    db.engine.dispose()
