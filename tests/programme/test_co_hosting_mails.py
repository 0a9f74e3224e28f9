"""What organisations and the house read about hosting together."""

import pytest
import sqlalchemy as sa

from app.database import db
from app.notifications import delivery
from app.notifications.models import DROPPED, SENT, Message
from app.programme import actions, co_hosting, co_hosting_mails
from tests.make import an_event
from tests.make_planning import a_question


def delivered(template):
    delivery.deliver_messages()
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(Message).where(Message.template == template).order_by(Message.id)).all()


@pytest.fixture
def app(make_app, at):
    at("2026-05-04 12:00")
    app = make_app()
    with app.app_context():
        yield app


def test_who_is_asked_reads_what_when_and_where_to_answer(app):
    found = a_question(an_event(title="Nähen", external="Stadthalle, Görlitz"), message="Sie haben die Maschinen.")

    (mail,) = delivered(co_hosting.ASKING)

    assert (mail.state, mail.subject) == (SENT, "Laden Sie mit ein? Nähen")
    for words in ("Donnerstag, 14. Mai, 12 bis 14 Uhr", "Stadthalle, Görlitz", "Sie haben die Maschinen."):
        assert words in mail.text
    assert f"http://localhost{co_hosting_mails.link_path(found)}" in mail.text
    assert "\n\n\n" not in mail.text


@pytest.mark.parametrize(
    ("act", "subject"), [(co_hosting.accept, "Zugesagt: {}, Nähen"), (co_hosting.decline, "Abgesagt: {}, Nähen")]
)
def test_the_house_reads_the_answer(app, act, subject):
    found = a_question(an_event(title="Nähen"))
    act(found.id)

    (mail,) = delivered(co_hosting.ANSWERED)

    assert (mail.state, mail.subject) == (SENT, subject.format(found.organisation.name))
    assert f"/team/veranstaltungen/{found.event_id}/mitveranstalter" in mail.text
    assert "\n\n\n" not in mail.text


@pytest.mark.parametrize("end", ["withdrawn", "asked anew", "cancelled"])
def test_what_is_no_longer_so_is_not_told(app, end):
    found = a_question()
    if end == "withdrawn":
        co_hosting.withdraw(found.id)
    elif end == "asked anew":
        co_hosting.ask(found.event_id, found.organisation_id)
    else:
        actions.cancel_event(found.event_id, "Krank.")

    mails = delivered(co_hosting.ASKING)

    assert mails[0].state == DROPPED
    assert [mail.state for mail in mails[1:]] == [SENT] * (end == "asked anew")
