"""The clock jumps, is set back, or changes between summer and winter: each notice is written once, at its hour."""

import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.lobby import telling
from app.notifications.models import Message
from app.registrations import host_digest
from tests import make_due
from tests.kills.victims import names_of_writing_jobs

HOUR = timedelta(hours=1)
DOOR_OPEN = f"registrations/mail/{telling.TEMPLATE}"
# The jobs run each hour from Saturday evening until Sunday noon, and on Thursday morning.
HOURS = 20
# In the night after it nothing happens, summer begins, winter begins.
SATURDAY, SUMMER, WINTER = "2027-04-10", "2027-03-27", "2027-10-30"

JUMPS = (
    # Six hours ahead: a door that was open meanwhile is shut again, and what is over needs no digest.
    ((0, *range(6, HOURS)), {DOOR_OPEN, host_digest.MAIL}),
    # Ahead, and set right again: the digest of that day has been written.
    ((0, 6, 7, *range(1, HOURS)), {host_digest.MAIL}),
    # An hour back, when all of that hour has been told.
    ((0, 1, 2, 1, 2, *range(3, HOURS)), set()),
)


@pytest.fixture
def told_from(make_app, at):
    """A function that lets the jobs run at some moments from an evening on, and returns what was written."""

    def told_from(day, moments):
        evening = clock.from_wall(datetime.fromisoformat(f"{day}T18:00"))
        thursday = clock.from_wall(datetime.fromisoformat(f"{day}T08:00") + timedelta(days=5))
        app = make_app()
        with app.app_context():
            make_due.a_house_with_much_due(3, evening)
            jobs = [app.extensions["jobs"][name].run for name in names_of_writing_jobs(app)]
            for moment in (*moments(evening - HOUR), *moments(thursday - HOUR)[:5]):
                clock.stand_still(moment)
                for job in jobs:
                    job()
            rows = db.session.execute(
                sa.select(Message.template, Message.recipient, Message.written_at).where(
                    Message.written_at >= evening - HOUR, Message.state == "waiting"
                )
            )  # fmt: skip
            first = clock.today(evening)
            return Counter(
                (name, re.sub(r"^gast\d+", "gast", to or "chat"), *_day_and_hour(written, first))
                for name, to, written in rows
            )

    yield told_from
    clock.stand_still(None)


def _day_and_hour(moment, first):
    return (clock.today(moment) - first).days, f"{clock.local(moment):%H:%M}"


def steady(first):
    return [first + number * HOUR for number in range(HOURS)]


def whenever(told):
    """The same without the moments."""
    return Counter(entry[:2] for entry in told.elements())


def test_over_both_changes_of_the_clock_all_is_told_once_at_the_same_hours(told_from):
    usual = told_from(SATURDAY, steady)

    assert {name for name, *_rest in usual} >= make_due.WRITTEN
    for day in (SUMMER, WINTER):
        told = told_from(day, steady)
        assert (told - usual, usual - told) == (Counter(), Counter())


def test_a_clock_that_jumps_tells_nothing_twice_and_forgets_nothing(told_from):
    usual = whenever(told_from(SATURDAY, steady))

    for hours, missed in JUMPS:
        told = whenever(told_from(SATURDAY, lambda first: [first + number * HOUR for number in hours]))  # noqa: B023
        assert told - usual == Counter()
        assert {name for name, _to in usual - told} == missed
    assert {DOOR_OPEN, host_digest.MAIL} <= {name for name, _to in usual}
