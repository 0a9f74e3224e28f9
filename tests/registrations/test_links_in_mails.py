"""Mail scanners open every link, often twice: nothing may happen by that (law 4)."""

import re
from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.database import db
from app.lobby.telling import tell_open_doors
from app.notifications import delivery
from app.notifications.models import SENT, Message
from app.programme import actions as programme
from app.programme.models import ONLINE, ONSITE
from app.registrations import actions, after_jobs, changing, desk, finding, inviting, jobs, messaging
from app.registrations.mails import STATES
from app.rooms import furnishing
from tests.dumps import everything
from tests.make import a_digital_room, a_person, a_registration, a_room, an_event
from tests.make_after import check_in, held_with
from tests.make_moving import tell_changes

LINK = re.compile(r"http://localhost(/[^\s<\"]*)")


def send_all():
    """Send what waits, and return the links of all that ever went, one of each."""
    delivery.deliver_messages()
    texts = db.session.scalars(sa.select(Message.text).where(Message.state == SENT))
    return {link for text in texts for link in LINK.findall(text)}


def every_mail_there_is(now):
    """Live through everything that is told by mail; return all links."""
    event = an_event(capacity=2, starts_at=now + timedelta(days=3), format_facts={"reminders_h": [96]})
    other = an_event(format=event.format, starts_at=now + timedelta(days=6))
    # Before any mail went out: those from before would rightly lead nowhere.
    desk.renew_links(a_registration(other).id)
    person = a_person()
    first = a_registration(event, is_confirmed=False, **person)
    links = send_all()
    actions.confirm(first.id)
    second, third = a_registration(event), a_registration(event, would_wait=True, is_confirmed=False)
    links |= send_all()
    actions.confirm(third.id)
    links |= send_all()
    actions.give_up(second.id)
    actions.book_seat(event.id, ONSITE, 1, would_wait=True, **person)
    links |= send_all()
    actions.give_up(third.id)
    actions.change_seats(first.id, 2)
    start = now + timedelta(days=5)
    programme.move_event(event.id, [(start, start + timedelta(hours=2))])
    tell_changes()
    links |= send_all()
    links |= reminded(now)
    links |= told_of_rooms()
    links |= offered(now)
    a_registration(other)
    programme.cancel_event(other.id, "Wasserschaden")
    tell_changes()
    return links | send_all() | thanked()


def reminded(now):
    """Have somebody reminded, and return the links."""
    event = an_event(starts_at=now + timedelta(days=3), format_facts={"reminders_h": [48]})
    a_registration(event)
    clock.stand_still(now + timedelta(days=1, hours=1))
    jobs.send_reminders()
    return send_all()


def told_of_rooms():
    """Have somebody told that the way in has steps now, and somebody that the door is open; return the links."""
    hall, studio = a_room(step_free=True), a_digital_room(opens_before_min=15)
    a_registration(an_event(room_ids=[hall.id]))
    furnishing.change_room(hall.id, step_free=False)
    tell_changes()
    event = an_event(room_ids=[studio.id], seats={ONLINE: 2}, starts_at=clock.now() + timedelta(days=1))
    a_registration(event, kind=ONLINE)
    links = send_all()
    clock.stand_still(event.starts_at)
    tell_open_doors()
    return links | send_all()


def thanked():
    """Have somebody thanked who was there, and somebody entered later told of their certificate; return the links."""
    _event, (came, late) = held_with({}, {})
    check_in(came)
    clock.stand_still(clock.now() + timedelta(days=1))
    after_jobs.thank_guests()
    links = send_all()
    check_in(late)
    after_jobs.tell_of_certificates()
    return links | send_all()


def offered(now):
    """Have seats offered, declined, lapsed, and somebody taken off the list by the house; return the links."""
    event = an_event(capacity=1, starts_at=now + timedelta(days=4), format_facts={"offers_seats": True})
    seated = a_registration(event)
    first, second, third = (a_registration(event, would_wait=True) for _ in range(3))
    actions.give_up(seated.id)
    links = send_all()
    actions.give_up(first.id)
    links |= send_all()
    clock.stand_still(clock.now() + timedelta(days=2))
    jobs.lapse_holds()
    actions.remove(third.id, "Doppelt angemeldet")
    here = an_event()
    there = an_event(format=here.format)
    mover = a_registration(here)
    changing.move_to(mover.id, there.id)
    finding.send_links(mover.email)
    messaging.send(there.id, "alle", "Bitte warm anziehen", "Es wird kalt.", key="1")
    event = an_event(format_facts={"registration": "invite"})
    inviting.invite(event.id, [("Gast", "eingeladen@example.org")])
    return links | send_all()


def test_every_link_of_every_mail_opened_twice_changes_nothing(make_app, engine, at):
    now = at("2026-05-01 12:00")
    app = make_app(engine)
    with app.app_context():
        links = every_mail_there_is(now)
        told = {template.rpartition("/")[2] for template in db.session.scalars(sa.select(Message.template))}
        before = everything()

    answers = [app.test_client().get(link).status_code for link in sorted(links) * 2]

    with app.app_context():
        assert everything() == before
    assert set(answers) <= {200, 303}
    assert told == {*STATES, "invited", "my_seats"}
