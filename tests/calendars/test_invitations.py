"""Invitations by mail: one seat enters a diary, moves there, and leaves it, under one name (RFC 5546, RFC 6047)."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa

from app.calendars import attachments
from app.database import db
from app.notifications import outbox, texts
from app.notifications.models import Message
from app.programme import actions
from app.programme.models import ONLINE, ONSITE, SOME_DATES
from app.registrations import actions as registrations
from app.registrations import changing, desk
from tests.calendars.lint import events, properties, unfold
from tests.calendars.readers import READERS
from tests.make import a_digital_room, a_format, a_place, a_registration, a_room, an_event
from tests.make_moving import tell_changes

DAY = timedelta(days=1)
JANA = {"name": 'Jana "Ada"; Nowak', "email": "jana@example.org"}


@pytest.fixture
def engine():
    """What is asked here does not depend on the database."""
    return "sqlite"


@pytest.fixture
def event(app, at):
    """An event on site and by video."""
    now = at("2027-03-24 18:00")
    rooms = [a_room(name="Saal", place=a_place(street="Markt 1")).id, a_digital_room().id]
    return an_event(starts_at=now + 5 * DAY, title="Nähen", room_ids=rooms, seats={ONSITE: 2, ONLINE: 9})


def newest(template):
    """The newest mail of a template, as it goes over the wire and is read again."""
    db.session.expire_all()
    rows = sa.select(Message).where(Message.template == f"registrations/mail/{template}").order_by(Message.id.desc())
    mail = texts.build(db.session.scalars(rows).first())
    return message_from_bytes(mail.as_bytes(policy=policy.SMTP), policy=policy.default)


def calendar_of(mail):
    """(method, bytes) of the calendar that a mail carries for programs, or None."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return None
    (part,) = parts
    return part.get_param("method"), part.get_payload(decode=True)


def the(mail):
    """(method, what the entry says) of a mail."""
    method, raw = calendar_of(mail)
    (entry,) = events(raw)
    assert ("METHOD", "", method) in properties(unfold(raw))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    return method, entry


def test_a_confirmed_seat_is_a_request_to_that_person_alone(event):
    registration = a_registration(event, **JANA)
    a_registration(event)

    mail = newest_to(registration)
    method, entry = the(mail)
    lines = unfold(calendar_of(mail)[1])

    assert method == "REQUEST"
    assert (entry["UID"], entry["STATUS"], entry["SEQUENCE"], entry["TRANSP"]) == (
        event.dates[0].uid, "CONFIRMED", "0", "OPAQUE",
    )  # fmt: skip
    assert [line for line in lines if line.startswith("ATTENDEE")] == [
        "ATTENDEE;CN=\"Jana 'Ada'; Nowak\";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:"
        "mailto:jana@example.org"
    ]
    assert entry["ORGANIZER"] == "mailto:haus@example.org"
    assert str(mail["From"].addresses[0].addr_spec) == "haus@example.org"


def newest_to(registration):
    """The newest confirmation of one registration."""
    db.session.expire_all()
    rows = sa.select(Message).where(
        Message.template == "registrations/mail/confirmed", Message.about == registration.about
    )
    mail = texts.build(db.session.scalars(rows).one())
    return message_from_bytes(mail.as_bytes(policy=policy.SMTP), policy=policy.default)


def test_it_is_the_last_alternative_and_lies_beside_the_mail_for_people(event):
    mail = newest_to(a_registration(event))

    alternatives, file = mail.iter_parts()

    assert [part.get_content_type() for part in alternatives.iter_parts()] == [
        "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    assert (file.get_filename(), file.get_content_type()) == ("termin.ics", "application/ics")
    assert file.get_payload(decode=True) == calendar_of(mail)[1]


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_readers_read_it(event, read):
    _method, raw = calendar_of(newest_to(a_registration(event, **JANA)))

    (seen,) = read(raw)

    assert (seen.begin, seen.title, seen.uid) == (event.starts_at, "Nähen", event.dates[0].uid)


def test_the_life_of_a_booking_is_told_in_order(event, at):
    registration = a_registration(event, **JANA)
    told = [the(newest_to(registration))]
    at("2027-03-24 19:00")
    actions.move_event(event.id, [(event.starts_at + DAY, event.ends_at + DAY)])
    at("2027-03-24 20:00")
    tell_changes()
    told.append(the(newest("moved")))
    at("2027-03-24 21:00")
    changing.change_kind(registration.id, ONLINE)
    told.append(the(newest("changed")))
    at("2027-03-24 22:00")
    registrations.give_up(registration.id)
    told.append(the(newest("given_up")))

    assert [method for method, _entry in told] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert len({entry["UID"] for _method, entry in told}) == 1
    versions = [(int(entry["SEQUENCE"]), entry["DTSTAMP"]) for _method, entry in told]
    assert versions == sorted(versions)
    assert told[1][1]["DTSTART"] == "20270330T180000"
    assert told[2][1]["LOCATION"] == "Digital"
    assert (told[3][1]["STATUS"], told[3][1]["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_who_books_again_after_giving_up_is_in_the_diary_again(event, at):
    first = a_registration(event, **JANA)
    at("2027-03-24 19:00")
    registrations.give_up(first.id)
    gone = the(newest("given_up"))
    at("2027-03-24 20:00")
    again = the(newest_to(a_registration(event, **JANA)))

    assert (gone[0], again[0]) == ("CANCEL", "REQUEST")
    assert (again[1]["SEQUENCE"], again[1]["DTSTAMP"]) > (gone[1]["SEQUENCE"], gone[1]["DTSTAMP"])


def test_what_the_house_calls_off_or_takes_back_leaves_the_diary(event, at):
    a_registration(event, **JANA)
    other = a_registration(event, email="jan@example.org")
    registrations.remove(other.id, "Doppelt")
    removed = the(newest("removed"))
    actions.cancel_event(event.id, "Krank")
    at("2027-03-24 19:00")
    tell_changes()
    cancelled = the(newest("cancelled"))

    assert (removed[0], cancelled[0]) == ("CANCEL", "CANCEL")
    assert cancelled[1]["SEQUENCE"] == "1"


def test_who_only_waits_or_has_not_confirmed_gets_nothing_into_a_diary(event):
    a_registration(event, seats=2)
    a_registration(event, would_wait=True)
    a_registration(event, kind=ONLINE, is_confirmed=False)

    assert calendar_of(newest("waiting")) is None
    assert calendar_of(newest("please_confirm")) is None


def test_who_got_a_freed_seat_gets_the_entry(event):
    first = a_registration(event, seats=2)
    a_registration(event, would_wait=True, **JANA)
    registrations.give_up(first.id)

    assert the(newest("promoted"))[0] == "REQUEST"


def test_another_date_is_another_entry(event, at):
    format = a_format()
    one, two = (an_event(format=format, starts_at=event.starts_at + each * DAY, title="Kurs") for each in (1, 8))
    registration = a_registration(one, **JANA)

    changing.move_to(registration.id, two.id)

    method, entry = the(newest("other_date"))
    left = newest("left_date")
    assert (method, entry["UID"]) == ("REQUEST", two.dates[0].uid)
    assert (the(left)[0], the(left)[1]["UID"]) == ("CANCEL", one.dates[0].uid)
    assert "\nDienstag, 30. März" in left.get_body(("plain",)).get_content()


def test_who_came_back_meanwhile_is_not_told_that_they_left(event, at):
    format = a_format()
    one, two = (an_event(format=format, starts_at=event.starts_at + each * DAY) for each in (1, 8))
    registration = a_registration(one, **JANA)
    changing.move_to(registration.id, two.id)
    first = db.session.scalars(sa.select(Message).where(Message.template.endswith("left_date"))).one().id

    changing.move_to(registration.id, one.id)

    with pytest.raises(outbox.Drop):
        texts.build(db.session.get(Message, first))


def test_another_session_of_a_course_takes_the_place_of_the_first(app, at):
    now = at("2027-03-24 18:00")
    spans = [(now + each * DAY, now + each * DAY + timedelta(hours=1)) for each in (1, 2)]
    course = an_event(spans=spans, attendance=SOME_DATES)
    first, second = (f"date:{date.id}" for date in course.dates)
    registration = a_registration(course, parts=[first], **JANA)

    changing.change_parts(registration.id, [second])

    told = [the(newest(name)) for name in ("changed", "left_date")]
    assert [(method, entry["UID"]) for method, entry in told] == [
        ("REQUEST", course.dates[1].uid), ("CANCEL", course.dates[0].uid),
    ]  # fmt: skip


def test_a_course_of_several_dates_travels_as_a_file(app, at):
    """RFC 5546, 3.2.2: a request speaks of one UID."""
    now = at("2027-03-24 18:00")
    course = an_event(spans=[(now + each * DAY, now + each * DAY + timedelta(hours=1)) for each in (1, 2)])
    registration = a_registration(course, **JANA)
    mail = newest_to(registration)

    ((_name, _type, file),) = attachments.event_file("confirmed", {"registration_id": registration.id})
    assert calendar_of(mail) == ("PUBLISH", file)
    assert [entry["STATUS"] for entry in events(file)] == ["CONFIRMED"] * 2


def test_who_gives_up_a_course_gets_a_file_that_crosses_out_what_was_theirs(app, at):
    now = at("2027-03-24 18:00")
    spans = [(now + each * DAY, now + each * DAY + timedelta(hours=1)) for each in (1, 2, 3)]
    course = an_event(spans=spans, attendance=SOME_DATES)
    own = course.dates[:2]
    registration = a_registration(course, parts=[f"date:{date.id}" for date in own], **JANA)
    before = events(calendar_of(newest_to(registration))[1])

    registrations.give_up(registration.id)

    after = events(calendar_of(newest("given_up"))[1])
    assert [entry["UID"] for entry in before] == [entry["UID"] for entry in after] == [date.uid for date in own]
    assert [(entry["STATUS"], entry["SEQUENCE"]) for entry in after] == [("CANCELLED", "1")] * 2


def test_who_gives_up_waiting_was_in_no_diary(event):
    a_registration(event, seats=2)
    waiting = a_registration(event, would_wait=True, **JANA)
    registrations.give_up(waiting.id)

    assert calendar_of(newest("given_up")) is None


def test_who_booked_by_telephone_without_an_address_gets_no_mail_and_breaks_nothing(event):
    made = desk.book_for(event.id, ONSITE, 1, "Jana")

    assert made.email is None
    assert db.session.scalar(sa.select(sa.func.count(Message.id)).where(Message.about == made.about)) == 0
