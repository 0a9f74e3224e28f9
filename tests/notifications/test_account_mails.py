"""Mails to people who sign in: what they say, and when they are not sent any more."""

import pytest
import sqlalchemy as sa

from app.accounts import granting, inviting, resetting, second_factor
from app.accounts.models import ROOMS
from app.database import db
from app.notifications import delivery, texts
from app.notifications.account_mails import CHANGES
from app.notifications.models import Message
from tests.make import a_member_of_staff, a_place
from tests.make_people import an_invitation, later


@pytest.fixture(autouse=True)
def _noon(app, at):
    at("2026-05-04 12:00")
    with app.test_request_context():
        yield


def the_mail():
    mail = texts.build(db.session.scalars(sa.select(Message).order_by(Message.id.desc())).first())
    return str(mail["Subject"]), mail.get_body(("plain",)).get_content()


def states():
    delivery.deliver_messages()
    db.session.rollback()
    return db.session.scalars(sa.select(Message.state).order_by(Message.id)).all()


def test_an_invitation_says_for_what_and_until_when():
    place = a_place(name="Zittau")
    invitation = an_invitation(grants=[(ROOMS, place.id, None)])

    subject, text = the_mail()

    assert subject == "Einladung: Anmelden bei WIRkstätte Lausitz"
    assert inviting.link(invitation) in text
    assert "Ihre Rollen: Räume in Zittau" in text
    assert "bis Montag, 11. Mai, 12 Uhr" in text


def test_a_link_to_a_password_says_how_long_it_counts():
    account = a_member_of_staff()
    resetting.ask_for_link(account.email)

    subject, text = the_mail()

    assert subject == "Neues Passwort für WIRkstätte Lausitz"
    assert "http://localhost/passwort/" in text
    assert "bis Montag, 4. Mai, 13 Uhr" in text


@pytest.mark.parametrize(
    "end", [lambda i: inviting.withdraw(i.id), lambda i: inviting.accept(i.id, 1, "Ole", "x"), lambda i: later(days=7)]
)
def test_an_invitation_that_has_ended_is_not_sent(end):
    end(an_invitation())

    assert states() == ["dropped"]


def test_only_the_newest_of_two_invitations_is_sent():
    inviting.send_again(an_invitation().id)

    assert states() == ["dropped", "sent"]


def test_a_link_that_is_too_old_or_of_a_closed_account_is_not_sent():
    first, second = a_member_of_staff(), a_member_of_staff("zwei@example.org")
    resetting.ask_for_link(first.email)
    granting.close_account(first.id)
    resetting.ask_for_link(second.email)
    later(hours=1)

    assert states() == ["dropped", "dropped"]


def test_every_change_of_the_way_to_sign_in_has_a_sentence():
    account = a_member_of_staff()

    for act, sentence in CHANGES.items():
        second_factor.tell(account, act)
        assert sentence in the_mail()[1]
