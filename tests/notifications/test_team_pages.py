"""The outbox as the team sees it."""

import pytest

from app.database import db
from app.notifications import delivery
from tests.make import PASSWORD, a_member_of_staff
from tests.notifications.conftest import add_letter


@pytest.fixture
def app(make_app, letters, smtp):
    app = make_app(MAIL_URL=smtp.url)
    add_letter(app)
    return app


@pytest.fixture
def team(app):
    """A browser of somebody who is signed in."""
    with app.app_context():
        a_member_of_staff()
        db.session.remove()
    browser = app.test_client()
    browser.post("/team/anmelden", data={"email": "team@example.org", "password": PASSWORD})
    return browser


@pytest.mark.parametrize("mistake", [None, RuntimeError("oops")])
def test_a_letter_that_cannot_be_written_can_be_looked_at(app, team, write, letters, mistake):
    with app.app_context():
        letters[1] = mistake or {}
        number = write(to="gast@example.org" if mistake else "a@example.org, b@example.org").id
        if mistake:
            delivery.deliver_messages()

    answer = team.get(f"/team/nachrichten/{number}")

    problem = "Der Text lässt sich nicht erstellen: RuntimeError: oops" if mistake else "An diese Adresse kann keine"
    assert answer.status_code == 200
    assert problem in answer.text
