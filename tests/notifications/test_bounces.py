"""Mail that comes back: read from a mailbox, believed only where it is about a mail of ours."""

import pytest

from app import jobs
from app.database import db
from app.notifications import bounce_actions, bounces, delivery
from app.notifications.models import BounceMailbox, Message
from tests.make import PASSWORD, a_member_of_staff
from tests.notifications import imap
from tests.registrations.conftest import Guest

REPORT = """\
From: MAILER-DAEMON@mx.example.org
To: haus@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Das ging nicht.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 {recipient} unbekannt

--b
Content-Type: {kind}

{head}

--b--
"""


@pytest.fixture
def engine():
    """What is asked here does not depend on the database."""
    return "sqlite"


@pytest.fixture
def box():
    with imap.running() as box:
        yield box


@pytest.fixture
def sent(app, write):
    """A letter that went out."""
    number = write(1).id
    delivery.deliver_messages()
    return db.session.get(Message, number, populate_existing=True)


def a_report(message_id, recipient="gast1@example.org", action="failed", kind="text/rfc822-headers", body=""):
    head = f"From: haus@example.org\nTo: {recipient}\nSubject: Brief\nMessage-ID: {message_id}{body}"
    text = REPORT.format(recipient=recipient, action=action, kind=kind, head=head)
    return text.replace("\n", "\r\n").encode()


def state_of(message):
    db.session.rollback()
    found = db.session.get(Message, message.id, populate_existing=True)
    return found.state, found.problem


def read(app, box):
    bounce_actions.set_mailbox(box.url)
    jobs.run_once(app, "read_bounces")
    db.session.rollback()


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_mail_that_comes_back_has_failed(app, box, sent, kind):
    box.mails[3] = a_report(sent.message_id, kind=kind, body="\n\nText" if kind == "message/rfc822" else "")

    read(app, box)

    assert state_of(sent) == ("failed", "Zurückgekommen: 550 5.1.1 gast1@example.org unbekannt")


@pytest.mark.parametrize(
    "forged",
    [
        lambda sent: a_report("<geraten@example.org>"),
        lambda sent: a_report(sent.message_id, recipient="andere@example.org"),
        lambda sent: a_report(sent.message_id, action="delayed"),
        lambda sent: a_report(sent.message_id, body="\nMessage-ID: <zwei@example.org>"),
        lambda sent: a_report(sent.message_id).replace(b"multipart/report", b"multipart/mixed"),
        lambda sent: b"Subject: Hallo\r\n\r\n" + sent.message_id.encode(),
        lambda sent: a_report(sent.message_id)[:300],
        lambda sent: b"\xff\xfe" * 500,
        lambda sent: b"",
    ],
    ids=["guessed", "other address", "delayed", "two ids", "no report", "quoted", "cut off", "bytes", "empty"],
)
def test_what_is_forged_or_no_report_changes_nothing(app, box, sent, forged):
    box.mails[3] = forged(sent)

    read(app, box)

    assert state_of(sent) == ("sent", None)


def test_each_mail_is_read_once_and_all_anew_where_the_mailbox_is_another(app, box, sent):
    box.mails.update(dict.fromkeys((1, 2), b"Subject: Hallo\r\n\r\n"))
    read(app, box)
    jobs.run_once(app, "read_bounces")
    box.mails[9] = a_report(sent.message_id)
    jobs.run_once(app, "read_bounces")
    once = list(box.fetched)

    box.validity = 8
    jobs.run_once(app, "read_bounces")

    assert (once, box.fetched[3:]) == ([1, 2, 9], [1, 2, 9])
    assert state_of(sent)[0] == "failed"


def test_a_mail_that_is_too_large_is_not_fetched(app, box):
    box.mails[3], box.sizes[3] = b"x", bounces.LARGEST + 1

    read(app, box)

    assert box.fetched == []


def test_a_mailbox_that_cannot_be_read_is_told(app, box):
    box.url = box.url.replace("geheim", "falsch")

    read(app, box)

    problem = db.session.get(BounceMailbox, 1).problem
    assert problem.startswith("Das Postfach für Rückläufer ist nicht zu lesen:")
    assert "falsch" not in problem


def test_the_administration_names_the_mailbox_and_never_sees_its_password(app):
    a_member_of_staff()
    team = Guest(app.test_client())
    team.post("/team/anmelden", email="team@example.org", password=PASSWORD)
    path = "/team/haus/mail/ruecklaeufer"
    page = team.get(path)
    without = team.post(path, **{**page.sent, "server": "localhost", "port": "1", "user": "haus"})

    team.post(path, **{**page.sent, "server": "localhost", "port": "1", "user": "ha us", "password": "ge/heim@"})

    shown = team.get(path)
    assert "Bitte schreiben Sie das Passwort" in without.words
    assert db.session.get(BounceMailbox, 1).url == "imaps://ha%20us:ge%2Fheim%40@localhost:1/INBOX"
    assert b"heim" not in shown.body
    assert "ist nicht zu lesen" in shown.words
