"""What the mails say that tell a person what the team decided, and the house what waits for it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db
from app.notifications import outbox, texts
from app.notifications.models import Message
from app.rooms import asking, deciding, house_mails, jobs, links, mails, team_bookings
from app.rooms.bookings import LAPSED
from tests.make import a_place, a_room, an_open_request

HOUR = timedelta(hours=1)
HOUSE = "haus@example.org"


@pytest.fixture(autouse=True)
def now(at):
    return at("2026-05-01 12:00")


@pytest.fixture
def room(app):
    return a_room(name="Salon", place=a_place(name="Zittau", key="zittau"))


def last_mail(about=None):
    """Return (name, subject, text) of the latest message, as it would go out now."""
    wanted = sa.select(Message).order_by(Message.id.desc()).limit(1)
    message = db.session.scalar(wanted.where(Message.about == about) if about else wanted)
    mail = texts.build(message)
    return message.template.rpartition("/")[2], mail["Subject"], mail.get_body(("plain",)).get_content()


def count_to_house(name):
    wanted = sa.select(sa.func.count(Message.id)).where(Message.recipient == HOUSE)
    return db.session.scalar(wanted.where(Message.template == f"rooms/mail/{name}"))


def test_there_is_a_text_for_every_mail(app):
    for name in (*mails.MAILS, *house_mails.NAMES):
        assert app.jinja_env.get_template(f"rooms/mail/{name}.txt")


def test_accepted_says_where_and_when_and_how_to_call_off(app, jana, room):
    request = an_open_request(room, dates=2)
    deciding.accept(request.id, jana)

    name, subject, text = last_mail()

    assert (name, subject) == ("accepted", "Zugesagt: Salon, Zittau, 2 Termine")
    assert "Wann: Montag, 11. Mai, 12 bis 14 Uhr\nund Montag, 18. Mai, 12 bis 14 Uhr" in text
    assert links.manage_link(request) in text


def test_accepted_speaks_only_of_the_dates_that_were(app, jana, room):
    request = an_open_request(room, dates=2)
    deciding.accept(request.id, jana, [request.bookings[0].id])

    assert "18. Mai" not in last_mail()[2]


def test_declined_gives_the_reason(app, jana, room):
    request = an_open_request(room)
    deciding.decline(request.id, jana, "An diesem Tag wird gestrichen.")

    name, subject, text = last_mail()

    assert (name, subject) == ("declined", "Leider nicht möglich: Salon, Zittau")
    assert "Der Grund:\nAn diesem Tag wird gestrichen." in text


def test_proposed_says_what_was_asked_for_and_leads_to_the_answer(app, jana, room):
    request = an_open_request(room)
    booking = request.bookings[0]
    deciding.propose(booking.id, jana, booking.starts_at + HOUR, booking.ends_at + HOUR, answer="Vorher ist Chor.")

    _name, subject, text = last_mail()

    assert subject == "Unser Vorschlag: Salon, Zittau"
    assert "halten es für Sie frei, bis Freitag, 8. Mai, 12 Uhr." in text
    assert "Angefragt: Montag, 11. Mai, 12 bis 14 Uhr, Salon, Zittau" in text
    assert "Wann: Montag, 11. Mai, 13 bis 15 Uhr" in text
    assert "Vorher ist Chor." in text
    assert links.proposal_link(request, db.session.merge(booking)) in text


def test_a_proposal_that_was_replaced_is_not_sent_any_more(app, jana, room):
    request = an_open_request(room)
    booking = request.bookings[0]
    deciding.propose(booking.id, jana, booking.starts_at + HOUR, booking.ends_at + HOUR)
    first = db.session.scalar(sa.select(Message).where(Message.template == "rooms/mail/proposed"))
    deciding.propose(booking.id, jana, booking.starts_at + HOUR, booking.ends_at + HOUR)

    with pytest.raises(outbox.Drop):
        texts.build(db.session.get(Message, first.id))
    assert last_mail()[0] == "proposed"


def test_a_proposal_nobody_answers_lapses_by_itself(app, jana, room, now):
    request = an_open_request(room)
    booking = request.bookings[0]
    deciding.propose(booking.id, jana, booking.starts_at + HOUR, booking.ends_at + HOUR)
    clock.stand_still(now + timedelta(days=7))

    jobs.lapse_proposals()
    jobs.lapse_proposals()

    assert db.session.get(type(booking), booking.id, populate_existing=True).state == LAPSED
    assert last_mail()[:2] == ("proposal_lapsed", "Nicht mehr reserviert: Salon, Zittau")


def test_booked_moved_and_called_off_by_the_team_say_what_and_why(app, jana, room, now):
    start = now + timedelta(days=10)
    person = {"name": "Mila", "email": "mila@example.org"}
    booking = team_bookings.book(jana, room.id, start, start + HOUR, "Probe", **person)
    booked = last_mail()
    team_bookings.move(booking.id, jana, start + HOUR, start + 2 * HOUR, reason="Vorher wird geputzt.")
    moved = last_mail()
    team_bookings.call_off(booking.id, jana, "Wasserschaden.")
    called_off = last_mail()

    assert booked[:2] == ("booked_by_team", "Für Sie gebucht: Salon, Zittau")
    assert booked[2].startswith("Guten Tag, Mila,")
    assert moved[:2] == ("moved", "Verlegt: Salon, Zittau")
    assert "Vorher wird geputzt.\n\nBisher: Montag, 11. Mai, 12 bis 13 Uhr, Salon, Zittau\n\nNeu:" in moved[2]
    assert "Wann: Montag, 11. Mai, 13 bis 14 Uhr" in moved[2]
    assert called_off[:2] == ("called_off", "Abgesagt: Salon, Zittau")
    assert "Der Grund:\nWasserschaden." in called_off[2]


def test_what_moved_and_moved_back_is_not_told(app, jana, room, now):
    start = now + timedelta(days=10)
    booking = team_bookings.book(jana, room.id, start, start + HOUR, "Probe", name="Mila", email="mila@example.org")
    team_bookings.move(booking.id, jana, start + HOUR, start + 2 * HOUR)
    moved = db.session.scalar(sa.select(Message.id).where(Message.template == "rooms/mail/moved"))
    team_bookings.move(booking.id, jana, start, start + HOUR)

    with pytest.raises(outbox.Drop):
        texts.build(db.session.get(Message, moved))


def test_the_house_is_told_of_a_new_request_without_a_name(app, room):
    request = an_open_request(room, name="Mila Muster")

    message = db.session.scalar(sa.select(Message).where(Message.recipient == HOUSE))
    mail = texts.build(message)
    text = mail.get_body(("plain",)).get_content()

    assert (message.template, mail["Subject"]) == ("rooms/mail/house_new_request", "Neue Anfrage: Salon, Zittau")
    assert "Antwort versprochen bis Montag, 4. Mai, 12 Uhr." in text
    assert f"http://localhost/team/anfragen/{request.id}" in text
    assert "Mila" not in text
    assert request.email not in text


def test_the_house_is_not_told_of_what_nobody_confirmed(app, room):
    an_open_request(room, is_confirmed=False)

    assert count_to_house("house_new_request") == 0


def test_the_house_is_told_once_of_a_request_that_becomes_overdue(app, room, now):
    an_open_request(room)
    house_mails.tell_overdue()
    before = count_to_house("house_overdue")
    clock.stand_still(now + timedelta(days=3))

    house_mails.tell_overdue()
    house_mails.tell_overdue()

    assert (before, count_to_house("house_overdue")) == (0, 1)
    assert last_mail()[1] == "Überfällig: Salon, Zittau"


def test_what_is_decided_is_not_overdue(app, jana, room, now):
    request = an_open_request(room)
    deciding.decline(request.id, jana, "Leider nicht.")
    clock.stand_still(now + timedelta(days=4))

    house_mails.tell_overdue()

    assert count_to_house("house_overdue") == 0


def test_a_request_that_was_erased_is_told_to_nobody(app, jana, room):
    request = an_open_request(room)
    deciding.accept(request.id, jana)
    team_bookings.call_off(request.bookings[0].id, jana, "Mila hat angerufen.")
    message = db.session.scalar(sa.select(Message).where(Message.template == "rooms/mail/accepted"))

    asking.erase(request.id)

    kept = db.session.get(Message, message.id, populate_existing=True)
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "call_off_booking")).all()
    assert ["reason" in entry.details for entry in entries] == [False]
    assert (kept.recipient, kept.state, kept.facts) == (None, "dropped", {})
