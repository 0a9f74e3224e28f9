"""The .ics files that mails carry where an event has several dates; of one, see test_invitations."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa

from app.calendars import attachments
from app.database import db
from app.notifications import texts
from app.notifications.models import Message
from app.programme import actions
from app.programme.models import ONLINE, ONSITE
from app.registrations import actions as registrations
from tests.calendars.lint import events, lint, properties, unfold
from tests.calendars.readers import READERS, in_the_database
from tests.make import a_place, a_registration, a_room, an_event
from tests.make_moving import tell_changes

DAY = timedelta(days=1)


@pytest.fixture
def event(app, at):
    """An event of two days, on site and by video, with a comma and an umlaut."""
    now = at("2027-03-24 18:00")
    hall, studio = (
        a_room(name="Saal", place=a_place(street="Markt 1")),
        a_room(kind="digital", join_url="https://v.example.org/x"),
    )
    spans = [(now + days * DAY, now + days * DAY + timedelta(hours=2)) for days in (5, 6)]
    return an_event(spans=spans, title="Nähen, Flicken", room_ids=[hall.id, studio.id], seats={ONSITE: 2, ONLINE: 9})


def file_of(registration):
    ((_name, _type, content),) = attachments.event_file("confirmed", {"registration_id": registration.id})
    return content


def the_mail(template):
    """The newest mail of a template, as it goes over the wire and is read again."""
    db.session.expire_all()
    newest = sa.select(Message).where(Message.template == f"registrations/mail/{template}").order_by(Message.id.desc())
    return message_from_bytes(texts.build(db.session.scalars(newest).first()).as_bytes(), policy=policy.default)


def entry(raw):
    first, _second = events(raw)
    return first


def test_the_file_has_no_fault(event):
    assert lint(file_of(a_registration(event))) == []


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_readers_see_what_the_database_holds(event, read):
    assert read(file_of(a_registration(event))) == in_the_database()


def test_the_file_says_that_it_is_published_by_the_house(event):
    """RFC 5546, 3.2.1: PUBLISH has an organizer and no attendees."""
    raw = file_of(a_registration(event))

    assert ("METHOD", "", "PUBLISH") in properties(unfold(raw))
    assert 'ORGANIZER;CN="WIRkstätte Lausitz":mailto:haus@example.org' in unfold(raw)
    assert "ATTENDEE" not in raw.decode()


def test_the_entry_is_that_of_the_feed_but_makes_busy(event, feed):
    public, _second = events(feed())

    own = entry(file_of(a_registration(event)))

    assert own.pop("ORGANIZER") == "mailto:haus@example.org"
    assert own == {**public, "TRANSP": "OPAQUE"}


def test_who_comes_by_video_goes_nowhere(event):
    guest = {"name": "Jana", "email": "jana@example.net"}
    registrations.book_seat(event.id, ONLINE, 1, **guest)
    registration = registrations.confirm(1)

    found = entry(file_of(registration))

    assert found["LOCATION"] == "Digital"
    assert "v.example.org" not in str(found)


def test_who_only_waits_gets_no_file(event):
    a_registration(event, seats=2)
    waiting = a_registration(event, would_wait=True)

    assert attachments.event_file("waiting", {"registration_id": waiting.id}) == []


def test_the_file_names_nobody(event):
    raw = file_of(a_registration(event, name="Jana Nowak", email="jana@example.net"))

    assert [word for word in ("Jana", "Nowak", "jana@") if word in raw.replace(b"\r\n ", b"").decode()] == []


def test_the_mail_of_a_confirmed_seat_carries_the_file(event):
    registration = a_registration(event)

    (part,) = the_mail("confirmed").iter_attachments()

    assert part.get_filename() == f"{event.slug}.ics"
    assert part.get_content_type() == "text/calendar"
    assert (part.get_param("method"), part.get_param("charset")) == ("PUBLISH", "utf-8")
    assert part.get_payload(decode=True) == file_of(registration)


def test_the_mail_of_a_moved_event_moves_the_entry(event, at):
    before = entry(file_of(a_registration(event)))
    actions.move_event(event.id, [(starts_at + DAY, ends_at + DAY) for starts_at, ends_at in event.spans])
    at("2027-03-24 19:00")
    tell_changes()

    (part,) = the_mail("moved").iter_attachments()

    after = entry(part.get_payload(decode=True))
    assert (after["UID"], after["SEQUENCE"], after["DTSTART"]) == (before["UID"], "1", "20270330T180000")


def test_the_mail_of_a_cancelled_event_crosses_the_entry_out(event, at):
    before = entry(file_of(a_registration(event)))
    actions.cancel_event(event.id, "Krank")
    at("2027-03-24 19:00")
    tell_changes()

    (part,) = the_mail("cancelled").iter_attachments()

    after = entry(part.get_payload(decode=True))
    assert (after["UID"], after["STATUS"], after["TRANSP"]) == (before["UID"], "CANCELLED", "TRANSPARENT")
    assert after["SUMMARY"] == "Abgesagt: Nähen\\, Flicken"
