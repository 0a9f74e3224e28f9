"""Who is next, and how long they have: the rules of the waiting list."""

from collections import Counter
from datetime import datetime

import pytest

from app import clock
from app.registrations.offering import Group, first_that_fit, offer_until, range_of


def moment(text):
    return clock.from_wall(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("now", "starts", "until"),
    [
        ("2026-05-01 10:00", "2026-05-20 18:00", "2026-05-02 10:00"),
        # Within 48 hours: three hours; on the day: 45 minutes.
        ("2026-05-18 19:00", "2026-05-20 18:00", "2026-05-19 09:00"),
        ("2026-05-19 10:00", "2026-05-20 18:00", "2026-05-19 13:00"),
        ("2026-05-20 10:00", "2026-05-20 18:00", "2026-05-20 10:45"),
        # The night does not count.
        ("2026-05-01 23:00", "2026-05-20 18:00", "2026-05-03 08:00"),
        ("2026-05-01 03:00", "2026-05-20 18:00", "2026-05-02 08:00"),
        ("2026-05-19 20:59", "2026-05-20 18:00", "2026-05-20 10:59"),
        ("2026-05-19 22:00", "2026-05-20 18:00", "2026-05-20 11:00"),
        ("2026-05-20 05:00", "2026-05-20 18:00", "2026-05-20 08:45"),
        # At nine in the evening sharp the offer is over in the morning.
        ("2026-05-19 18:00", "2026-05-20 18:00", "2026-05-20 08:00"),
        # Never beyond the start.
        ("2026-05-20 17:40", "2026-05-20 18:00", "2026-05-20 18:00"),
        ("2026-05-20 21:30", "2026-05-20 22:00", "2026-05-20 22:00"),
        # Over the clock change of October the wall decides.
        ("2026-10-24 20:00", "2026-10-26 18:00", "2026-10-25 10:00"),
    ],
)
def test_an_offer_stands_as_long_as_somebody_needs_by_day(now, starts, until):
    assert offer_until(moment(starts), moment(now)) == moment(until)


@pytest.mark.parametrize(
    ("waiting", "free", "lucky"),
    [
        ([], 3, []),
        ([Group(1, 2), Group(2, 1)], 3, [(1, 2), (2, 1)]),
        ([Group(1, 4), Group(2, 1), Group(3, 2)], 3, [(2, 1), (3, 2)]),
        ([Group(1, 4, takes_fewer=True), Group(2, 1)], 3, [(1, 3)]),
        ([Group(1, 1), Group(2, 4, takes_fewer=True)], 1, [(1, 1)]),
    ],
)
def test_a_freed_seat_goes_to_the_first_group_it_fits(waiting, free, lucky):
    assert first_that_fit(waiting, free) == lucky


def test_who_needs_what_is_not_free_is_skipped_and_others_are_not():
    chair, other = Group(1, 2, limits=Counter(wheelchairs=1)), Group(2, 2)

    assert first_that_fit([chair, other], 4, {"wheelchairs": 0}) == [(2, 2)]
    assert first_that_fit([chair, other], 4, {"wheelchairs": 1}) == [(1, 2), (2, 2)]
    assert first_that_fit([chair, other], 4) == [(1, 2), (2, 2)]


def test_groups_get_sessions_that_all_of_them_can_come_to():
    both = Group(1, 2, per_seat=("monday", "friday"))
    monday = Group(2, 1, per_seat=("monday",))

    assert first_that_fit([both, monday], 5, {"monday": 1, "friday": 5}) == [(2, 1)]
    assert first_that_fit([both, monday], 5, {"monday": 2, "friday": 2}) == [(1, 2)]


@pytest.mark.parametrize(
    ("place", "words"),
    [(1, (1, 3)), (3, (1, 3)), (4, (4, 10)), (11, (11, 25)), (100, (51, 100)), (101, (101, None))],
)
def test_a_place_is_told_as_a_range(place, words):
    assert range_of(place) == words
