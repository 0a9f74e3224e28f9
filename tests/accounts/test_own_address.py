"""Another address to sign in with."""

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import own_address, queries
from app.accounts.models import AuditEntry
from app.accounts.rules import AddressRefusal, SignInRefusal
from app.database import db
from app.errors import Refused
from app.notifications.models import Message
from tests.make import PASSWORD, a_member_of_staff
from tests.make_people import later, sign_in

PATH = "/team/konto/adresse"
MAIL, TOLD = "accounts/mail/new_address", "accounts/mail/sign_in_changed"


def ask(guest, email, password=PASSWORD):
    return guest.fill(guest.get(PATH), PATH, email=email, password=password)


def messages():
    db.session.rollback()
    return db.session.execute(sa.select(Message.recipient, Message.template).order_by(Message.id)).all()


def _in_an_hour():
    return (clock.now() + own_address.LINK_LIVES).timestamp()


def test_the_link_in_the_mail_changes_the_address_and_signs_out_everywhere(staff, new_guest):
    account = queries.find_account("team@example.org")

    asked = ask(staff, "Neu@Example.org")
    path = "/adresse/" + own_address.link(account, "neu@example.org", _in_an_hour()).rpartition("/")[2]
    somebody = new_guest()
    page = somebody.get(path)
    taken = somebody.fill(page, path)
    again = somebody.fill(page, path)

    assert (asked.status, page.h1) == (303, "Neue Adresse bestätigen")
    assert (taken.status, taken.location, again.status) == (303, "/team/anmelden?hinweis=adresse", 410)
    assert staff.get("/team/konto").status == 303
    assert sign_in(somebody, email="team@example.org").status == 409
    assert sign_in(somebody, email="neu@example.org").status == 303
    assert messages() == [("neu@example.org", MAIL), ("team@example.org", TOLD)]
    trail = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act.in_(("ask_for_address", "change_address"))))
    assert [(each.act, each.details) for each in trail] == [("ask_for_address", {}), ("change_address", {})]


def test_the_answer_does_not_tell_whether_an_address_is_known(staff):
    a_member_of_staff("besetzt@example.org", "Andere")

    known, unknown = ask(staff, "besetzt@example.org"), ask(staff, "frei@example.org")

    assert (known.status, known.location) == (unknown.status, unknown.location) == (303, "/team/konto")
    assert messages() == [("frei@example.org", MAIL)]


def test_without_the_password_nothing_goes_out_and_it_is_not_guessed_here(app, at):
    at("2026-05-01 12:00")
    account = a_member_of_staff()

    reasons = []
    for _number in range(6):
        with pytest.raises(Refused) as refused:
            own_address.ask_for_link(account.id, "falsch", "neu@example.org")
        reasons.append(refused.value.reason)

    assert reasons == [AddressRefusal.WRONG_PASSWORD] * 5 + [SignInRefusal.TOO_OFTEN]
    assert messages() == []


def test_a_link_ends_after_an_hour_and_where_somebody_else_has_the_address(house, guest):
    account = a_member_of_staff()
    path = "/adresse/" + own_address.link(account, "neu@example.org", _in_an_hour()).rpartition("/")[2]
    page = guest.get(path)
    a_member_of_staff("neu@example.org", "Schneller")

    taken = guest.fill(page, path)
    later(hours=1)

    assert (page.status, taken.status, guest.get(path).status) == (200, 410, 410)
    assert guest.get("/adresse/" + "x" * 40).status == 404
    assert queries.find_account("team@example.org").id == account.id
