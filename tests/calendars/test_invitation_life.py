"""The life of a booking as the mail server and the diary of a guest see it: in order, and in any order."""

from datetime import timedelta
from itertools import permutations

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from app.database import db
from app.notifications import delivery
from app.programme import actions as events
from app.programme.models import ONLINE, ONSITE
from app.registrations import actions, changing, queries
from app.rooms import deciding, team_bookings
from app.rooms.persons import RoomRequest
from tests.calendars.diaries import CANCEL, REQUEST, Diary, read
from tests.make import (
    a_digital_room,
    a_format,
    a_member_of_staff,
    a_place,
    a_registration,
    a_room,
    a_room_request,
    an_event,
)
from tests.make_moving import end_grace, tell_changes
from tests.smtp import smtp

__all__ = ["smtp"]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
JANA = {"name": "Jana", "email": "jana@example.org"}


@pytest.fixture
def engine():
    """What is asked here does not depend on the database."""
    return "sqlite"


@pytest.fixture
def hours(app, at, smtp):
    """A clock that goes on by an hour with each step, and a mail server."""
    app.config["MAIL_URL"] = smtp.url
    number = iter(range(8, 24))

    def on():
        return at(f"2027-03-24 {next(number):02}:00")

    on()
    return on


@pytest.fixture
def told(hours, smtp):
    """A function that does something, an hour later, and returns what Jana's diary is told by mail of it."""

    def after(act, *args, **facts):
        hours()
        act(*args, **facts)
        end_grace()
        tell_changes()
        before = len(smtp.messages)
        delivery.deliver_messages()
        mails = [mail for mail in smtp.messages[before:] if mail["To"] == JANA["email"]]
        return [found for found in map(read, mails) if found]

    return after


def uids(raw):
    """The names of the entries of a feed."""
    return [str(entry["UID"]) for entry in Calendar.from_ical(raw).walk("VEVENT")]


def check(life, shown):
    """All of one entry: its number rises each time, its stamp too, and the diary ends right, whatever arrives first."""
    numbers, stamps = zip(*(each.version for each in life), strict=True)
    assert (list(numbers), list(stamps)) == (sorted(set(numbers)), sorted(set(stamps)))
    assert {tuple(Diary(order).shown()) for order in permutations(life)} == {tuple(shown)}


def test_a_seat_enters_moves_and_leaves(told, feed):
    saal, stube = (a_room(name=name, place=a_place(street="Markt 1")) for name in ("Saal", "Stube"))
    event = an_event(room_ids=[saal.id], title="Nähen")
    span = [(event.starts_at + DAY, event.ends_at + DAY)]
    life = told(a_registration, event, **JANA)
    life += told(events.move_event, event.id, span)
    (booking,) = event.dates[0].bookings
    life += told(team_bookings.move, booking.id, a_member_of_staff().id, *span[0], room_id=stube.id)
    last = life[-1]
    life += told(actions.give_up, queries.find_same(event.id, JANA["email"], None).id)

    assert [each.method for each in life] == [REQUEST, REQUEST, REQUEST, CANCEL]
    assert [each.uid for each in life] == uids(feed()) * 4
    assert (last.begin, last.place.split(",")[0]) == (span[0][0], "Stube")
    assert Diary(life[:3]).shown() == [(last.begin, last.place)]
    check(life, [])


def test_who_waited_enters_when_promoted_and_leaves_when_the_house_calls_it_off(told, feed):
    event = an_event(seats={ONSITE: 1}, title="Nähen")
    first = a_registration(event)
    life = told(a_registration, event, would_wait=True, **JANA)
    life += told(actions.give_up, first.id)
    life += told(events.cancel_event, event.id, "Krank")

    assert [(each.method, each.status) for each in life] == [(REQUEST, "CONFIRMED"), (CANCEL, "CANCELLED")]
    assert [each.uid for each in life] == uids(feed()) * 2
    check(life, [])


def test_a_room_is_asked_for_promised_moved_and_called_off(told, feed):
    room, team = a_room(name="Saal", place=a_place(street="Markt 1")), a_member_of_staff().id
    life = told(a_room_request, room, **JANA)
    request = db.session.scalars(sa.select(RoomRequest)).one()
    (booking,) = request.bookings
    life += told(deciding.accept, request.id, team)
    life += told(team_bookings.move, booking.id, team, booking.starts_at + HOUR, booking.ends_at + HOUR)
    there = uids(feed(path=f"/raeume/{room.slug}.ics"))
    life += told(team_bookings.call_off, booking.id, team, "Wasserschaden.")

    assert [(each.method, each.status) for each in life] == [
        (REQUEST, "TENTATIVE"), (REQUEST, "CONFIRMED"), (REQUEST, "CONFIRMED"), (CANCEL, "CANCELLED"),
    ]  # fmt: skip
    assert [each.uid for each in life] == there * 4
    check(life, [])


def test_who_changes_over_and_comes_back_has_one_entry(told):
    rooms = [a_room(name="Saal").id, a_digital_room().id]
    event = an_event(room_ids=rooms, seats={ONSITE: 2, ONLINE: 9})
    life = told(a_registration, event, **JANA)
    number = queries.find_same(event.id, JANA["email"], None).id
    life += told(changing.change_kind, number, ONLINE)
    life += told(actions.give_up, number)
    life += told(a_registration, event, **JANA)

    assert [each.method for each in life] == [REQUEST, REQUEST, CANCEL, REQUEST]
    assert life[1].place == "Digital"
    check(life, [(event.starts_at, life[0].place)])


def test_who_takes_another_date_leaves_the_first_and_may_come_back(told):
    format = a_format()
    start = an_event().starts_at
    one, two = (an_event(format=format, starts_at=start + days * DAY, title="Kurs") for days in (1, 8))
    life = told(a_registration, one, **JANA)
    number = queries.find_same(one.id, JANA["email"], None).id
    life += told(changing.move_to, number, two.id)
    there = Diary(life).shown()
    life += told(changing.move_to, number, one.id)

    assert [each.method for each in life] == [REQUEST, REQUEST, CANCEL, REQUEST, CANCEL]
    assert [begin for begin, _place in there] == [two.starts_at]
    for event in (one, two):
        check([each for each in life if each.uid == event.dates[0].uid], [(one.starts_at, "")] if event is one else [])
