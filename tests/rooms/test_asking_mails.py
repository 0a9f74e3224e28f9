"""What the mails to people who ask for rooms say, that none says what is no longer so, and the files they carry."""

from datetime import timedelta
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications import outbox, texts
from app.notifications.models import Message
from app.rooms import actions, asking, links, mails, request_queries, watching
from app.rooms.models import BOOK, Layout
from app.rooms.persons import RoomWatch
from tests.calendars.lint import events, lint
from tests.make import a_place, a_policy, a_room, a_room_request, a_thing

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OWN = ("please_confirm", "requested", "booked", "changed", "withdrawn")


@pytest.fixture
def room(house):
    """A room with an address where nobody decides, on Monday, 4 May 2026."""
    place = a_place(name="Zittau", street="Markt 1", postal_code="02763", key="zittau")
    room = a_room(name="Werkstatt", place=place, entry_note="Der Code ist 4711.")
    a_policy(room, BOOK)
    return room


def build(message):
    """Return (subject, text, files) of a mail as it goes over the wire and is read again."""
    mail = message_from_bytes(texts.build(message).as_bytes(), policy=policy.default)
    files = [part.get_payload(decode=True) for part in mail.iter_attachments()]
    return mail["Subject"], mail.get_body(("plain",)).get_content(), files


def last_mail(row):
    """Return (name, subject, text, files) of the latest mail about a request or watch."""
    db.session.expire_all()
    newest = sa.select(Message).where(Message.about == row.about).order_by(Message.id.desc()).limit(1)
    message = db.session.scalar(newest)
    return message.template.rpartition("/")[2], *build(message)


def read(request, name, **facts):
    """Return what a mail about a request would be if it went out now."""
    return build(
        SimpleNamespace(
            template=f"rooms/mail/{name}", facts={"request_id": request.id, **facts}, recipient="gast@example.org",
            message_id="<1@example.org>", written_at=clock.now(),
        )
    )  # fmt: skip


def booking_of(request):
    db.session.expire_all()
    return request_queries.bookings_of(request.id)[0]


def lines(text):
    return text.splitlines()


def test_there_is_a_text_for_every_mail(house):
    for name in (*mails.MAILS, *mails.WATCH_MAILS):
        assert house.jinja_env.get_template(f"rooms/mail/{name}.txt")


def test_please_confirm_says_what_happens_if_one_does_nothing(room):
    request = a_room_request(room, is_confirmed=False, name="Jana Nowak", facts={"persons": 8})

    name, subject, text, files = last_mail(request)

    assert (name, subject, files) == ("please_confirm", "Bitte bestätigen: Werkstatt, Zittau", [])
    assert lines(text)[0] == "Guten Tag, Jana Nowak,"
    for line in (
        links.confirm_link(request),
        links.manage_link(request),
        "Das geht bis Dienstag, 5. Mai, 12 Uhr. Ohne Bestätigung gilt die Anfrage nicht.",
        "Raum: Werkstatt, Zittau",
        "Adresse: Markt 1, 02763 Zittau",
        "Wann: Donnerstag, 14. Mai, 12 bis 14 Uhr",
        "Personen: 8",
    ):
        assert line in lines(text)


def test_strangers_cannot_advertise_in_our_mails(room):
    request = a_room_request(
        room, is_confirmed=False, name="Gewinn auf evil.example", purpose="evil.example", message="evil.example"
    )

    _name, subject, text, _files = last_mail(request)

    assert lines(text)[0] == "Guten Tag,"
    assert "evil" not in subject + text


@pytest.mark.parametrize("lacks", ["briefing", "room for more"])
def test_please_confirm_says_at_once_what_will_stand_in_the_way(house, lacks):
    room, laser = a_room(), a_thing(needs_briefing=True, name="Laser")
    a_policy(room, BOOK, most_open=1)
    person = {"email": "jana@example.org"}
    things = [laser.id] if lacks == "briefing" else []
    if lacks != "briefing":
        a_room_request(room, **person)
    start = clock.now() + 20 * DAY

    request = a_room_request(room, start, is_confirmed=False, facts={"equipment_ids": things}, **person)

    says = "Für Laser brauchen Sie eine Einweisung." if things else "Sie haben schon 1."
    assert says in last_mail(request)[2]


def test_requested_promises_an_answer_and_nothing_else(house):
    request = a_room_request(a_room(name="Salon", answer_days=5))

    name, subject, text, files = last_mail(request)

    assert (name, subject.startswith("Ihre Anfrage ist da: Salon")) == ("requested", True)
    assert "Das Team antwortet bis Samstag, 9. Mai. Bis dahin ist noch nichts fest zugesagt." in text
    assert [event["STATUS"] for event in events(files[0])] == ["TENTATIVE"]


def test_booked_says_what_one_has_and_where_the_way_in_stands(room):
    with_layout = Layout(name="Reihen", capacity=50)
    room.layouts.append(with_layout)
    db.session.commit()
    thing = a_thing(name="Höranlage")
    request = a_room_request(room, facts={"layout_id": with_layout.id, "equipment_ids": [thing.id]})

    name, subject, text, files = last_mail(request)

    assert (name, subject) == ("booked", "Gebucht: Werkstatt, Zittau")
    for line in ("Bestuhlung: Reihen", "Dazu: Höranlage", links.manage_link(request), links.room_link(room)):
        assert line in lines(text)
    assert "4711" not in text
    [event] = events(files[0])
    assert (event["STATUS"], event["UID"]) == ("CONFIRMED", booking_of(request).uid)
    # Who is invited, no feed may say.
    assert lint(files[0]) == ["has ['ATTENDEE']"]
    assert event["LOCATION"] == "Werkstatt\\, Markt 1\\, 02763 Zittau"


def test_every_date_is_named_with_its_room(house):
    rooms = [a_room(name="Saal"), a_room(name="Stube")]
    start = clock.now() + 10 * DAY
    wishes = [asking.Wish(room.id, start + n * DAY, start + n * DAY + HOUR) for n, room in enumerate(rooms)]

    _name, subject, text, files = last_mail(a_room_request(None, wishes=wishes))

    assert subject == "Ihre Anfrage ist da: 2 Räume, 2 Termine"
    assert f"Wann: Donnerstag, 14. Mai, 12 bis 13 Uhr, {rooms[0].place_line}" in lines(text)
    assert f"und Freitag, 15. Mai, 12 bis 13 Uhr, {rooms[1].place_line}" in lines(text)
    assert len(events(files[0])) == 2


def test_changed_shows_old_and_new_and_the_diary_follows(room):
    request = a_room_request(room)
    booking = booking_of(request)
    before = events(last_mail(request)[3][0])[0]
    asking.change(booking.id, booking.starts_at + HOUR, booking.ends_at)

    name, subject, text, files = last_mail(request)

    after = events(files[0])[0]
    assert (name, subject) == ("changed", "Geändert: Werkstatt, Zittau")
    assert "Bisher: Donnerstag, 14. Mai, 12 bis 14 Uhr" in lines(text)
    assert "Wann: Donnerstag, 14. Mai, 13 bis 14 Uhr" in lines(text)
    assert (after["UID"], int(after["SEQUENCE"]) > int(before["SEQUENCE"])) == (before["UID"], True)


def test_what_is_asked_anew_says_that_the_old_time_is_gone(house):
    request = a_room_request(a_room())
    booking = booking_of(request)
    actions.move_booking(booking.id, booking.starts_at, booking.ends_at, state="booked")
    asking.change(booking.id, booking.starts_at + DAY, booking.ends_at + DAY)

    text = last_mail(request)[2]

    assert "Bis dahin ist die neue Zeit noch nicht zugesagt" in text


def test_withdrawn_thanks_and_crosses_out(house):
    start = clock.now() + 10 * DAY
    room = a_room(name="Saal")
    wishes = [asking.Wish(room.id, start + n * DAY, start + n * DAY + HOUR) for n in range(3)]
    request = a_room_request(None, wishes=wishes)
    asking.withdraw(request.id, [booking_of(request).id])

    name, subject, text, files = last_mail(request)

    assert (name, subject) == ("withdrawn", f"Abgesagt: {room.place_line}")
    assert "Freitag, 15. Mai" not in text
    assert [event["STATUS"] for event in events(files[0])] == ["CANCELLED"]


def test_a_watch_is_asked_and_told_with_a_form_that_is_filled_in(house):
    room, start = a_room(name="Saal"), clock.now() + 10 * DAY
    booking = actions.book_room(room.id, start, start + 2 * HOUR, "Geheim")
    watching.watch(room.id, start, start + 2 * HOUR, "jana@example.org")
    watch = db.session.scalars(sa.select(RoomWatch)).one()
    asked = last_mail(watch)
    watching.confirm(watch.id)
    actions.cancel_booking(booking.id)
    watching.tell(watch.id)
    told = last_mail(watch)

    assert (asked[0], links.watch_link(watch) in lines(asked[2])) == ("watch_please_confirm", True)
    assert (told[0], told[1]) == ("watch_free", f"Jetzt frei: {room.place_line}")
    assert f"http://localhost/raeume/{room.slug}/buchen?tag=2026-05-14&von=12:00&bis=14:00" in lines(told[2])
    assert "Geheim" not in told[2]


@pytest.mark.parametrize("name", OWN)
def test_every_mail_has_a_short_subject_a_reason_and_no_gap(room, name):
    request = a_room_request(room, is_confirmed=name not in ("please_confirm", "requested"), name="Jana Nowak")
    if name == "requested":
        with_answer = a_room_request(a_room(), name="Jana Nowak")
        request = with_answer
    if name == "withdrawn":
        asking.withdraw(request.id)

    subject, text, _files = read(request, name)

    assert len(subject) < 78
    assert "\n\n\n" not in text
    assert "{" not in text
    assert "\nHerzliche Grüße\nWIRkstätte Lausitz\n\nSie bekommen diese Nachricht, weil " in text


@pytest.mark.parametrize("name", ["please_confirm", "requested", "booked", "changed"])
def test_who_called_off_is_told_nothing_more(room, name):
    request = a_room_request(room)
    asking.withdraw(request.id)

    with pytest.raises(outbox.Drop):
        read(request, name)


@pytest.mark.parametrize("name", OWN)
def test_who_is_forgotten_is_told_nothing_more(room, name):
    request = a_room_request(room)
    asking.erase(request.id)

    with pytest.raises(outbox.Drop):
        read(request, name)


def test_who_confirmed_is_not_asked_again(room):
    with pytest.raises(outbox.Drop):
        read(a_room_request(room), "please_confirm")
