"""What must happen with rooms and requests for them when nobody clicks."""

from datetime import timedelta

from flask import current_app

from app import clock
from app.jobs import for_each
from app.rooms import (
    asking,
    closing,
    closing_queries,
    deciding,
    door,
    door_queries,
    request_queries,
    request_rules,
    watching,
)  # fmt: skip


def lapse_requests():
    """Free the rooms of requests that nobody confirmed in time."""
    for_each(request_queries.lapsing(clock.now()), asking.lapse)


def lapse_proposals():
    """Free what the team proposed and nobody answered in time."""
    for_each(request_queries.unanswered_proposals(clock.now()), deciding.lapse_proposal)


def tell_watches():
    """Tell those who wait for a room that it has become free."""
    for_each(request_queries.waiting_watches(clock.now()), watching.tell)


def forget_askers():
    """Forget who did not confirm after a day, others some weeks after their last date."""
    now = clock.now()
    ended_before = now - timedelta(days=current_app.config["KEEP_PERSONS_DAYS"])
    for_each(request_queries.to_forget(now - request_rules.FORGET_LAPSED, ended_before), asking.forget)


def forget_watches():
    """Forget who was told a day ago, did not confirm in a day, or waits for what has begun."""
    now = clock.now()
    for_each(request_queries.watches_to_forget(now - request_rules.FORGET_LAPSED, now), watching.end)


def extend_closures():
    """Write out the closures without end for another while."""
    for_each(closing_queries.endless(), closing.extend)


def release_no_shows():
    """Give back the rooms of bookings to which nobody came."""
    for_each(door_queries.missed(clock.now()), door.release)
