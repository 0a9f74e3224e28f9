"""Waiting for a room: confirmed by mail, told once when it frees up, then forgotten."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.errors import Refused
from app.notifications.models import Message
from app.rooms import actions, jobs, watching
from app.rooms.models import Part
from app.rooms.persons import RoomWatch
from app.rooms.request_rules import AskRefusal
from app.rooms.rules import RoomRefusal
from tests.dumps import everything
from tests.make import a_room

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EMAIL = "jana@example.org"


@pytest.fixture
def now(app, at):
    """Friday, 1 May 2026, noon."""
    return at("2026-05-01 12:00")


@pytest.fixture
def taken(now):
    """A booking in three days from noon to two, with half an hour of teardown."""
    return actions.book_room(a_room(teardown_min=30).id, now + 3 * DAY, now + 3 * DAY + 2 * HOUR, "Sitzung")


def a_watch(booking, is_confirmed=True, form_key=None):
    watching.watch(booking.room_id, booking.starts_at, booking.ends_at, EMAIL, form_key)
    made = db.session.scalars(sa.select(RoomWatch).order_by(RoomWatch.id.desc())).first()
    if is_confirmed:
        watching.confirm(made.id)
    return made


def mails():
    return [name.rpartition("/")[2] for name in db.session.scalars(sa.select(Message.template).order_by(Message.id))]


def test_a_watch_is_asked_for_confirmation_and_told_nothing_before(taken):
    a_watch(taken, is_confirmed=False)
    actions.cancel_booking(taken.id)

    jobs.tell_watches()

    assert mails() == ["watch_please_confirm"]


def test_it_is_told_once_when_the_room_is_free(taken):
    a_watch(taken)
    jobs.tell_watches()
    before = mails()
    actions.cancel_booking(taken.id)

    jobs.tell_watches()
    jobs.tell_watches()

    assert (before, mails()) == (["watch_please_confirm"], ["watch_please_confirm", "watch_free"])


def test_a_teardown_that_reaches_into_the_span_keeps_it_taken(now):
    room = a_room(teardown_min=30)
    first = actions.book_room(room.id, now + DAY, now + DAY + HOUR, "Eins")
    second = actions.book_room(room.id, now + DAY + 2 * HOUR, now + DAY + 3 * HOUR, "Zwei")
    watching.watch(room.id, now + DAY + HOUR, now + DAY + 3 * HOUR, EMAIL)
    watching.confirm(db.session.scalar(sa.select(RoomWatch.id)))
    actions.cancel_booking(second.id)

    jobs.tell_watches()
    before = mails()
    actions.cancel_booking(first.id)
    jobs.tell_watches()

    assert (before[-1], mails()[-1]) == ("watch_please_confirm", "watch_free")


def test_a_hall_is_free_when_both_halves_are(now):
    north, south = Part(name="Nord"), Part(name="Süd")
    whole = a_room(parts=[north, south])
    halves = [a_room(parts=[part]) for part in (north, south)]
    bookings = [actions.book_room(half.id, now + DAY, now + DAY + HOUR, "Halb") for half in halves]
    watching.watch(whole.id, now + DAY, now + DAY + HOUR, EMAIL)
    watching.confirm(db.session.scalar(sa.select(RoomWatch.id)))

    told = []
    for booking in bookings:
        actions.cancel_booking(booking.id)
        jobs.tell_watches()
        told.append(mails()[-1])

    assert told == ["watch_please_confirm", "watch_free"]


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (10, 12, AskRefusal.FREE_NOW),
        (-2, 1, AskRefusal.WATCH_OVER),
        (12, 10, RoomRefusal.ENDS_BEFORE_START),
        (10, 36, RoomRefusal.TOO_LONG),
    ],
)
def test_what_cannot_be_waited_for_is_refused_and_leaves_nothing(now, start, end, reason):
    room = a_room()
    before = everything()

    with pytest.raises(Refused) as refused:
        watching.watch(room.id, now + start * HOUR, now + end * HOUR, EMAIL)

    assert refused.value.reason is reason
    assert everything() == before


def test_one_form_makes_one_watch(taken):
    for _ in range(2):
        a_watch(taken, is_confirmed=False, form_key="abc")

    assert (db.session.scalar(sa.select(sa.func.count(RoomWatch.id))), mails()) == (1, ["watch_please_confirm"])


@pytest.mark.parametrize("how", ["told", "unconfirmed", "over"])
def test_who_waited_is_forgotten_in_time(taken, how):
    a_watch(taken, is_confirmed=how != "unconfirmed")
    if how == "told":
        actions.cancel_booking(taken.id)
        jobs.tell_watches()
    before = EMAIL in str(everything())
    clock.stand_still(taken.starts_at if how == "over" else clock.now() + 25 * HOUR)

    jobs.forget_watches()

    assert (before, EMAIL in str(everything())) == (True, False)


def test_who_still_waits_is_not_forgotten(taken):
    a_watch(taken)
    clock.stand_still(clock.now() + 2 * DAY)

    jobs.forget_watches()

    assert EMAIL in str(everything())


def test_who_wants_nothing_more_is_forgotten_at_once(taken):
    found = a_watch(taken)

    watching.end(found.id)
    watching.end(found.id)

    assert EMAIL not in str(everything())
