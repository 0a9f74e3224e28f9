"""What people read when a closure hits what they have booked, as it is when the mail goes out."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.notifications import outbox, texts
from app.notifications.models import Message
from app.notifications.outbox import Drop
from app.rooms import actions, asking, closing
from app.rooms.closing import CALL_OFF, STAY
from app.rooms.closure_plans import Plan
from tests.make import a_member_of_staff, a_place, a_policy, a_room, a_room_request


@pytest.fixture(autouse=True)
def now(at):
    """A Friday before noon."""
    return at("2026-05-01 11:00")


def moment(text):
    return clock.from_wall(datetime.fromisoformat(text))


def a_booking_of(person, room, start, **facts):
    return a_room_request(room, moment(start), **person, **facts).bookings[0]


@pytest.fixture
def room(app):
    """A room that citizens book at once."""
    room = a_room(name="Saal", place=a_place(name="Zittau"))
    a_policy(room, "book")
    return room


def shut(room, decisions):
    plan = Plan("Inventur", datetime(2026, 5, 11), datetime(2026, 5, 12), room_id=room.id)
    return closing.create_closure(plan, decisions)


def last_mail():
    message = db.session.scalar(sa.select(Message).order_by(Message.id.desc()).limit(1))
    mail = texts.build(message)
    return mail["To"], mail["Subject"], mail.get_body(("plain",)).get_content().replace("\xa0", " ")


def test_the_mail_says_what_becomes_of_each_booking(app, room):
    other = a_room(name="Salon", place=room.place)
    jana = {"name": "Jana", "email": "jana@example.org"}
    goes, moves, stays = (a_booking_of(jana, room, f"2026-05-11 {hour}:00") for hour in ("08", "12", "16"))
    with_one_request(goes, moves, stays)

    shut(room, {goes.id: CALL_OFF, moves.id: other.id, stays.id: STAY})

    recipient, subject, body = last_mail()
    assert (recipient, subject) == ("jana@example.org", "Geschlossen: Inventur")
    assert (
        "Guten Tag, Jana,\n\n"
        "wir müssen schließen: Inventur. Das betrifft, was Sie bei uns gebucht oder angefragt haben.\n\n"
        "Das fällt aus:\n* Montag, 11. Mai, 8 bis 10 Uhr, Saal, Zittau\n\n"
        "Das findet zur selben Zeit in einem anderen Raum statt:\n"
        "* Montag, 11. Mai, 12 bis 14 Uhr, Salon, Zittau (bisher Saal, Zittau)\n\n"
        "Das bleibt, wie es ist, obwohl geschlossen ist:\n* Montag, 11. Mai, 16 bis 18 Uhr, Saal, Zittau\n\n"
        "Das tut uns leid."
    ) in body
    assert "http://localhost/r/" in body


def with_one_request(*bookings):
    """Let several bookings belong to the request of the first."""
    with transaction():
        for booking in bookings[1:]:
            db.session.get(type(booking), booking.id).request_id = bookings[0].request_id


def test_the_diary_learns_what_is_called_off_and_not_what_stays(app, room):
    jana = {"name": "Jana", "email": "jana@example.org"}
    goes, stays = (a_booking_of(jana, room, f"2026-05-11 {hour}:00") for hour in ("08", "16"))
    with_one_request(goes, stays)

    shut(room, {goes.id: CALL_OFF, stays.id: STAY})

    (file,) = attachments()
    assert file.count("BEGIN:VEVENT") == 1
    assert f"UID:{goes.uid}" in file
    assert "STATUS:CANCELLED" in file


def test_where_all_stays_there_is_nothing_for_the_diary(app, room):
    booking = a_booking_of({}, room, "2026-05-11 10:00")

    shut(room, {booking.id: STAY})

    assert attachments() == []


def attachments():
    message = db.session.scalar(sa.select(Message).order_by(Message.id.desc()).limit(1))
    return [part.get_content() for part in texts.build(message).iter_attachments()]


def test_what_has_changed_again_is_not_told(app, room):
    booking = a_booking_of({}, room, "2026-05-11 10:00")
    shut(room, {booking.id: STAY})

    actions.cancel_booking(booking.id)

    with pytest.raises(Drop, match="Inzwischen"):
        last_mail()


def test_a_forgotten_person_gets_no_mail(app, room):
    booking = a_booking_of({}, room, "2026-05-11 10:00")
    shut(room, {booking.id: STAY})

    asking.forget(booking.request_id)

    message = db.session.scalar(sa.select(Message).order_by(Message.id.desc()).limit(1))
    with pytest.raises(Drop):
        outbox.FACTS[message.template](message.facts)


def test_who_booked_for_the_house_reads_what_becomes_of_it(app, room):
    account = a_member_of_staff()
    begin = moment("2026-05-11 10:00")
    booking = actions.book_room(room.id, begin, begin + timedelta(hours=2), "Teamtag", booked_by_id=account.id)

    shut(room, {booking.id: CALL_OFF})

    recipient, _subject, body = last_mail()
    assert recipient == "team@example.org"
    assert "was Sie für das Haus gebucht haben." in body
    assert "Das fällt aus:\n* Montag, 11. Mai, 10 bis 12 Uhr, Saal, Zittau" in body
