"""Which date a door is about, what a ticket is answered, how many of a group find a seat."""

from types import SimpleNamespace

import pytest

from app.registrations import door_rules
from app.registrations.door_rules import Answer
from app.registrations.models import STATES


def dates(at, *spans):
    """Dates from "day hour-hour" in May 2026."""
    found = []
    for number, span in enumerate(spans):
        day, hours = span.split(" ")
        begin, end = hours.split("-")
        found.append(
            SimpleNamespace(id=number, starts_at=at(f"2026-05-{day} {begin}:00"), ends_at=at(f"2026-05-{day} {end}:00"))
        )
    return found


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        ("01 12:00", 0), ("04 08:00", 0), ("04 11:00", 0), ("04 13:00", 1), ("04 15:00", 1), ("04 20:00", 1),
        ("05 09:00", 2), ("06 09:00", 2), ("06 11:00", 2), ("07 09:00", 2),
    ],
)  # fmt: skip
def test_a_door_is_about_the_date_that_goes_on_or_is_nearest(at, now, wanted):
    some = dates(at, "06 10-12", "04 10-12", "04 14-16")
    order = sorted(some, key=lambda date: date.starts_at)

    assert order.index(door_rules.date_of(some, at(f"2026-05-{now}"))) == wanted


def test_without_dates_there_is_no_door(at):
    assert door_rules.date_of([], at("2026-05-04 12:00")) is None


def test_every_state_has_an_answer(at):
    (date,), now = dates(at, "04 18-20"), at("2026-05-04 17:00")

    answers = {state: door_rules.answer(state, None, False, date, now, False, False) for state in STATES}

    welcome = dict.fromkeys(("held", "confirmed", "offered", "attended", "missed"), Answer.WELCOME)
    ended = dict.fromkeys(("lapsed", "given_up", "declined", "removed"), Answer.ENDED)
    assert answers == {**welcome, **ended, "waiting": Answer.FULL}
    assert door_rules.answer("waiting", None, False, date, now, True, False) == Answer.WAITING
    assert door_rules.answer("attended", "came", False, date, now, False, False) == Answer.THERE
    assert door_rules.answer("attended", "came", True, date, now, False, False) == Answer.CALLED_OFF
    assert door_rules.answer("confirmed", None, False, date, now, False, True) == Answer.OTHER
    assert door_rules.answer("confirmed", None, False, date, at("2026-05-03 23:59"), False, False) == Answer.TOO_EARLY


@pytest.mark.parametrize(
    ("free", "seats", "carers", "heads"),
    [(0, 3, 0, 0), (2, 3, 0, 2), (3, 3, 0, 3), (1, 2, 1, 2), (1, 1, 1, 2), (2, 4, 3, 4)],
)
def test_as_many_of_a_group_come_in_as_find_seats_with_their_carers_beside_them(free, seats, carers, heads):
    assert door_rules.most_that_fit(free, seats, carers) == heads
    if heads:
        taken = door_rules.seats_for(heads, seats, carers)
        # Carers are never more than seats, so this many people are within what is taken.
        assert taken <= free
        assert taken + min(carers, taken) >= heads
