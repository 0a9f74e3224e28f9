"""When a door is open: plain arithmetic."""

from datetime import UTC, datetime, timedelta

import pytest

from app.lobby import rules
from app.lobby.rules import Answer, Standing
from app.programme.models import ONLINE, ONSITE
from app.registrations.models import STATES

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SPAN = (NOON, NOON + timedelta(hours=2))
MIN = timedelta(minutes=1)


def minutes(found):
    """Times as (minutes before the start, minutes after the end)."""
    return (SPAN[0] - found.opens_at) / MIN, (found.closes_at - SPAN[1]) / MIN


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, (15, 20)),
        ({"before_min": 0, "after_min": 0}, (0, 0)),
        ({"before_min": 5, "after_min": 7}, (5, 7)),
        ({"opened_at": NOON - 90 * MIN}, (90, 20)),
        # Opened again after it was closed: the door does not open later than it would have.
        ({"opened_at": NOON + 10 * MIN}, (15, 20)),
        ({"open_until": SPAN[1] + 50 * MIN}, (15, 50)),
        ({"open_until": SPAN[1] + 5 * MIN}, (15, 20)),
        ({"neighbours": (NOON - 10 * MIN, SPAN[1] + 3 * MIN)}, (10, 3)),
        ({"neighbours": (NOON, SPAN[1])}, (0, 0)),
        ({"neighbours": (NOON - 60 * MIN, SPAN[1] + 60 * MIN)}, (15, 20)),
        # Whoever overlaps does not lock the own guests out.
        ({"neighbours": (NOON + 5 * MIN, SPAN[1] - 5 * MIN)}, (0, 0)),
    ],
)
def test_a_door_opens_before_and_closes_after(facts, wanted):
    usual = {"before_min": None, "after_min": None}

    assert minutes(rules.times(SPAN, **{**usual, **facts})) == wanted


@pytest.mark.parametrize(
    ("now", "closed_at", "wanted"),
    [
        (NOON - 15 * MIN - timedelta(microseconds=1), None, Standing.BEFORE),
        (NOON - 15 * MIN, None, Standing.OPEN),
        (SPAN[1] + 20 * MIN - timedelta(microseconds=1), None, Standing.OPEN),
        (SPAN[1] + 20 * MIN, None, Standing.OVER),
        (NOON, NOON - MIN, Standing.SHUT),
        (NOON - 60 * MIN, NOON - 90 * MIN, Standing.SHUT),
        (SPAN[1] + 20 * MIN, NOON, Standing.OVER),
    ],
)
def test_a_door_stands_as_the_clock_and_the_team_say(now, closed_at, wanted):
    assert rules.standing(rules.times(SPAN, None, None), closed_at, now) is wanted


def test_only_a_sure_digital_seat_at_an_open_door_lets_in():
    let_in = {
        (state, kind, is_cancelled, door)
        for state in STATES for kind in (ONSITE, ONLINE) for is_cancelled in (True, False)
        for door in (None, *Standing)
        if rules.answer(state, kind, is_cancelled, door) is Answer.ENTER
    }  # fmt: skip

    assert let_in == {(state, ONLINE, False, Standing.OPEN) for state in ("confirmed", "attended", "missed")}


def test_pauses_grow_and_end_growing():
    assert [rules.pause(number).total_seconds() for number in (1, 2, 3, 4, 5, 500)] == [5, 10, 20, 40, 60, 60]
