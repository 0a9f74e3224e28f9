"""Bookings of rooms in the diary of whoever asked: one entry from the question to the end, under one name."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa

from app import clock
from app.calendars import room_invitations
from app.database import db
from app.notifications import texts
from app.notifications.models import Message
from app.programme.models import Event
from app.rooms import actions, asking, closing, deciding, furnishing, links, placing, series_actions, team_bookings
from app.rooms.bookings import DECLINED, Booking
from app.rooms.closure_plans import Plan
from app.rooms.models import BOOK
from tests.calendars.diaries import CANCEL, REQUEST, read
from tests.make import a_member_of_staff, a_place, a_policy, a_room, a_room_request, an_event, an_open_request

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def engine():
    """What is asked here does not depend on the database."""
    return "sqlite"


@pytest.fixture
def room(app, at):
    """A room about which somebody decides."""
    at("2027-03-24 18:00")
    return a_room(name="Saal", place=a_place(street="Markt 1"))


@pytest.fixture
def jana(app):
    """Somebody of the team."""
    return a_member_of_staff("jana@example.org", "Jana").id


def newest(request):
    """(name, mail) of the newest mail to whoever asked, as it goes over the wire and is read again."""
    db.session.expire_all()
    rows = sa.select(Message).where(Message.recipient == request.email).order_by(Message.id.desc())
    message = db.session.scalars(rows).first()
    mail = texts.build(message).as_bytes(policy=policy.SMTP)
    return message.template.rpartition("/")[2], message_from_bytes(mail, policy=policy.default)


def told(request):
    """(name of the mail, method, status) of the newest."""
    name, mail = newest(request)
    found = read(mail)
    return name, found.method, found.status


def test_what_is_asked_for_is_tentative_and_what_is_promised_sure(room, jana):
    request = an_open_request(room)
    asked = told(request)
    deciding.accept(request.id, jana)

    assert [asked, told(request)] == [("requested", REQUEST, "TENTATIVE"), ("accepted", REQUEST, "CONFIRMED")]


def test_a_proposal_moves_the_entry_and_no_takes_it_out(room, jana):
    request = an_open_request(room)
    (booking,) = request.bookings
    asked, begin = read(newest(request)[1]), booking.starts_at
    deciding.propose(booking.id, jana, begin + HOUR, booking.ends_at + HOUR)
    name, mail = newest(request)
    proposed = read(mail)
    deciding.turn_down_proposal(booking.id, db.session.get(Booking, booking.id, populate_existing=True).sequence)

    assert (name, proposed.method, proposed.status, proposed.begin) == (
        "proposed", REQUEST, "TENTATIVE", begin + HOUR,
    )  # fmt: skip
    assert (proposed.uid, proposed.version > asked.version) == (asked.uid, True)
    assert "PARTSTAT=TENTATIVE" in calendar_lines(mail)
    assert told(request) == ("withdrawn", CANCEL, "CANCELLED")


def calendar_lines(mail):
    (part,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return part.get_payload(decode=True).replace(b"\r\n ", b"").decode()


def test_a_no_takes_it_out(room, jana):
    request = an_open_request(room)
    deciding.decline(request.id, jana, "Da wird gestrichen.")

    assert told(request) == ("declined", CANCEL, "CANCELLED")


def test_a_closure_moves_it_or_takes_it_out(room, jana):
    other = a_room(name="Salon", place=room.place)
    a_policy(room, BOOK)
    gone, moved = (a_room_request(room, clock.now() + days * DAY) for days in (10, 11))
    ids = [gone.bookings[0].id, moved.bookings[0].id]
    plan = Plan("Inventur", datetime(2027, 4, 1), datetime(2027, 4, 10), room_id=room.id)

    closing.create_closure(plan, {ids[0]: closing.CALL_OFF, ids[1]: other.id})

    assert [told(gone), told(moved)] == [("closed", CANCEL, "CANCELLED"), ("closed", REQUEST, "CONFIRMED")]
    assert read(newest(moved)[1]).place.startswith("Salon")


def test_a_mail_carries_a_booking_once_and_says_where_it_ends(room):
    request = an_open_request(room)
    mail = newest(request)[1]

    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/ics"]
    text = mail.get_body(("plain",)).get_content().splitlines()
    link = text.index(links.manage_link(request))
    assert text[link + 1] == "Zusagen und Absagen im Kalender erreichen uns nicht. Bitte nehmen Sie immer diesen Link."


def test_several_bookings_travel_as_a_file_to_the_end(room):
    request = an_open_request(room, dates=2)
    first = request.bookings[0].id
    mails = [newest(request)[1]]
    asking.withdraw(request.id, [first])
    mails.append(newest(request)[1])

    assert [read(mail) for mail in mails] == [None, None]
    assert [mail.get_payload(1).get_param("method") for mail in mails] == ["PUBLISH", "PUBLISH"]
    assert "im Kalender erreichen uns nicht" not in mails[0].get_body(("plain",)).get_content()


def test_nothing_enters_the_diary_of_who_has_not_confirmed(room):
    request = an_open_request(room, is_confirmed=False)
    (booking,) = request.bookings
    asking.change(booking.id, booking.starts_at + HOUR, booking.ends_at + HOUR)

    assert [read(newest(request)[1]), list(newest(request)[1].iter_attachments())] == [None, []]
    assert room_invitations.of_request("changed", {"request_id": request.id}) is None


def _move(booking, _other, _jana):
    actions.move_booking(booking.id, booking.starts_at + HOUR, booking.ends_at + HOUR)


def _other_room(booking, other, jana):
    team_bookings.move(booking.id, jana, booking.starts_at, booking.ends_at, room_id=other.id)


def _swap(booking, other, _jana):
    there = actions.book_room(other.id, booking.starts_at, booking.ends_at, "Chor")
    to = {booking: other.id, there: booking.room_id}
    actions.move_bookings([actions.Move(each.id, each.starts_at, each.ends_at, at) for each, at in to.items()])


def _cancel(booking, _other, _jana):
    actions.cancel_booking(booking.id)


def _decline(booking, _other, _jana):
    actions.cancel_booking(booking.id, DECLINED)


def _title(booking, _other, _jana):
    actions.move_booking(booking.id, booking.starts_at, booking.ends_at, title="Chorprobe")


def _describe(booking, _other, _jana):
    series_actions.describe(booking, {"title": "Chorprobe"})
    db.session.commit()


@pytest.mark.parametrize("act", [_move, _other_room, _swap, _cancel, _decline, _title, _describe])
def test_each_change_that_a_diary_shows_counts_once(room, jana, at, act):
    booking = actions.book_room(room.id, clock.now() + 10 * DAY, clock.now() + 10 * DAY + HOUR, "Probe")
    other = a_room(name="Salon", place=room.place)
    later = at("2027-03-24 19:00")

    act(db.session.get(Booking, booking.id), other, jana)

    db.session.expire_all()
    now = db.session.get(Booking, booking.id)
    assert (now.sequence, now.changed_at, now.uid) == (1, later, booking.uid)


@pytest.mark.parametrize("what", ["room", "place"])
def test_another_name_counts_for_what_is_booked_and_leaves_what_is_proposed_to_its_answer(room, jana, what):
    booked, proposed = an_open_request(room, clock.now() + 9 * DAY), an_open_request(room)
    deciding.accept(booked.id, jana)
    (one,), (two,) = booked.bookings, proposed.bookings
    event = an_event(starts_at=clock.now() + 5 * DAY, room_ids=[room.id])
    deciding.propose(two.id, jana, two.starts_at + HOUR, two.ends_at + HOUR)
    before = [db.session.get(Booking, each.id, populate_existing=True).sequence for each in (one, two)]

    if what == "room":
        furnishing.change_room(room.id, name="Festsaal")
    else:
        placing.change_place(room.place_id, street="Markt 2")

    after = [db.session.get(Booking, each.id, populate_existing=True).sequence for each in (one, two)]
    assert after == [before[0] + 1, before[1]]
    assert db.session.get(Event, event.id, populate_existing=True).sequence == 1


def test_what_no_diary_shows_counts_for_nothing(room):
    booking = actions.book_room(room.id, clock.now() + 10 * DAY, clock.now() + 10 * DAY + HOUR, "Probe")

    actions.move_booking(booking.id, booking.starts_at, booking.ends_at, persons=4, title="Probe")

    assert db.session.get(Booking, booking.id, populate_existing=True).sequence == 0
