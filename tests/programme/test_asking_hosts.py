"""A question to the hosts: it reaches their mailbox once, nobody else's, and is forgotten."""

import mailbox

import pytest
import sqlalchemy as sa

from app.database import db
from app.errors import Refused
from app.notifications import delivery
from app.notifications.models import Message
from app.operations import erasures
from app.programme import asking_hosts
from app.programme.models import DRAFT
from app.programme.questions import HostQuestion
from tests.make import a_format, an_event, an_organisation

ASKER = {"name": "Mila", "email": "mila@example.com", "question": "Darf mein Hund mit?\n\nEr ist klein."}


@pytest.fixture
def app(make_app, engine, at):
    at("2026-05-04 12:00")
    app = make_app(engine)
    with app.app_context():
        yield app


def send(app, event, **typed):
    """Send the form as a browser does and return the answer."""
    client, path = app.test_client(), f"/veranstaltungen/{event.slug}/frage"
    key = client.get(path).text.split('name="form_key" type="hidden" value="')[1].split('"')[0]
    return client.post(path, data={"form_key": key, **ASKER, **typed})


def waiting():
    db.session.rollback()
    return [(mail.recipient, mail.template) for mail in db.session.scalars(sa.select(Message))]


def test_the_hosts_get_one_mail_that_they_can_answer_and_nobody_else_gets_any(app, tmp_path):
    event = an_event(title="Nähen", hosts=[an_organisation(contact_email="verein@example.org")])

    answer = send(app, event)

    assert (answer.status_code, answer.location) == (303, f"/veranstaltungen/{event.slug}/frage/gesendet")
    assert "mila@" not in app.test_client().get(answer.location).text
    delivery.deliver_messages()
    (mail,) = mailbox.Maildir(tmp_path / "mail")
    assert (mail["To"], mail["Reply-To"]) == ("verein@example.org", "mila@example.com")
    assert mail["Subject"] == "Frage zu: =?utf-8?q?N=C3=A4hen?="
    text = mail.get_payload(0).get_payload(decode=True).decode()
    assert "Mila fragt zu „Nähen“" in text
    assert "Darf mein Hund mit?\n\nEr ist klein." in text


@pytest.mark.parametrize(
    ("of_format", "of_host", "recipient"),
    [("format@example.org", "host@example.org", "format@example.org"), ("", "host@example.org", "host@example.org"),
     ("", "", "haus@example.org")],
)  # fmt: skip
def test_it_goes_to_the_nearest_mailbox(make_app, of_format, of_host, recipient):
    with make_app(HOUSE_EMAIL="haus@example.org").app_context():
        hosts = [an_organisation(contact_email=of_host)]

        assert asking_hosts.mailbox_of(an_event(hosts=hosts, format=a_format(contact_email=of_format))) == recipient


def test_sent_twice_it_is_one(app):
    event = an_event()

    for _time in range(2):
        asking_hosts.ask(event.id, form_key="einmal", **ASKER)

    assert len(waiting()) == 1


def test_one_address_asks_three_times_a_day_and_an_event_is_asked_no_more_than_its_hosts_can_read(app):
    event = an_event()
    for number in range(5):
        asking_hosts.ask(event.id, form_key=f"a{number}", **ASKER)
    assert len(waiting()) == asking_hosts.MOST_OF_ADDRESS

    for number in range(asking_hosts.MOST_OF_EVENT - asking_hosts.MOST_OF_ADDRESS):
        asking_hosts.ask(event.id, form_key=f"b{number}", **{**ASKER, "email": f"gast{number}@example.com"})
    with pytest.raises(Refused) as refused:
        asking_hosts.ask(event.id, form_key="c", **{**ASKER, "email": "noch@example.com"})

    assert refused.value.reason is asking_hosts.QuestionRefusal.TOO_MANY


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "mila@example.com\r\nBcc: alle@example.com"}, {"email": "a@example.com, b@example.com"},
        {"question": " \n "}, {"question": "x" * 2001},
    ],
)  # fmt: skip
def test_what_is_typed_badly_is_not_sent(app, typed):
    assert send(app, an_event(), **typed).status_code == 422
    assert waiting() == []


def test_no_name_begins_another_header(app, tmp_path):
    send(app, an_event(title="Chor"), name="Mila\r\nBcc: alle@example.com")

    delivery.deliver_messages()
    (mail,) = mailbox.Maildir(tmp_path / "mail")

    assert mail["Bcc"] is None
    assert mail["Subject"] == "Frage zu: Chor"


def test_programs_are_not_heard_and_drafts_are_not_there(app):
    assert send(app, an_event(), website="https://spam.example").status_code == 409
    assert app.test_client().get(f"/veranstaltungen/{an_event(state=DRAFT).slug}/frage").status_code == 404
    assert waiting() == []


def test_the_page_of_an_event_leads_there_and_shows_no_address(app):
    event = an_event(format=a_format(contact_email="werkstatt@example.org", registration="invite"))

    text = app.test_client().get(f"/veranstaltungen/{event.slug}").text

    assert f'href="/veranstaltungen/{event.slug}/frage"' in text
    assert "werkstatt@" not in text
    assert "mailto:" not in text


def test_after_thirty_days_nobody_knows_who_asked(app, at):
    asking_hosts.ask(an_event().id, form_key="a", **ASKER)
    delivery.deliver_messages()
    at("2026-06-03 11:00")
    asking_hosts.forget_questions()
    assert db.session.scalar(sa.select(HostQuestion.email)) == "mila@example.com"

    at("2026-06-03 13:00")
    asking_hosts.forget_questions()
    erasures.write_erasures()

    db.session.expire_all()
    row = db.session.scalars(sa.select(HostQuestion)).one()
    assert (row.name, row.email, row.question) == (None, None, None)
    assert db.session.execute(sa.select(Message.recipient, Message.text)).all() == [(None, None)]
    assert [one.kind for one in erasures.read_journal()] == ["host_question"]
