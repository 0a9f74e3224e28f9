"""Several job processes that announce at once tell each address of each event once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.programme import announcing, subscribing_queries
from app.programme.models import Event
from app.programme.subscribers import Follower
from tests.make import a_format, an_event
from tests.make_followers import a_follower, news
from tests.races.processes import DONE, Outcome
from tests.races.rounds import in_rounds

pytestmark = pytest.mark.slow

ALL_DONE = [Outcome(DONE)] * 8


@in_rounds
def test_eight_processes_that_announce_at_once_tell_each_address_once(race, pause):
    format = a_format()
    for followed in (format, format.area):
        for email in ("mila@example.com", "jan@example.com"):
            a_follower(followed, email)
    event = an_event(format=format)
    published_before_now(event.id)

    outcomes = race([announcing.announce_events] * 8, pause=pause) + race([announcing.tell_new_dates] * 8, pause=pause)

    assert outcomes == ALL_DONE * 2
    assert sorted(mail for mail in news() if mail[2] == [event.id]) == [
        (email, "new_dates", [event.id], "waiting") for email in ("jan@example.com", "mila@example.com")
    ]  # fmt: skip
    assert subscribing_queries.unannounced(clock.now()) == []


def published_before_now(event_id):
    """Let an event have been published more than an hour ago, and everybody have followed for a day."""
    now = clock.now()
    with transaction():
        db.session.get_one(Event, event_id).published_at = now - timedelta(minutes=70)
        db.session.execute(sa.update(Follower).values(confirmed_at=now - timedelta(days=1)))
