"""Passwords: what is taken, how a forgotten one is set anew, and how it is changed."""

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import actions, granting, passwords, queries, resetting
from app.accounts.models import Account, AuditEntry, SignInThrottle
from app.accounts.rules import PasswordRefusal, SignInRefusal
from app.database import db
from app.errors import Refused
from app.notifications import delivery
from app.notifications.models import Message
from tests.make import PASSWORD, a_member_of_staff
from tests.make_people import NEW_PASSWORD, later, sign_in


def why_not(act, *args):
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.reason


def messages():
    db.session.rollback()
    return db.session.execute(sa.select(Message.recipient, Message.template).order_by(Message.id)).all()


def link_of(account, lives=3600):
    """The path of a link as a mail of this moment has it."""
    return "/passwort/" + resetting.link(account, clock.now().timestamp() + lives).rpartition("/")[2]


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("kurz", PasswordRefusal.SHORT),
        ("x" * 11, PasswordRefusal.SHORT),
        ("password1234", PasswordRefusal.LEAKED),
        ("qwertyuiop12", PasswordRefusal.LEAKED),
        ("aaaaaaaaaaaa", PasswordRefusal.GUESSABLE),
        ("123456789012", PasswordRefusal.LEAKED),
        ("wirkstaette2026", PasswordRefusal.GUESSABLE),
        ("WIRkstätte-2026", PasswordRefusal.GUESSABLE),
        ("ole.mueller1984", PasswordRefusal.GUESSABLE),
        ("olemueller1984", PasswordRefusal.GUESSABLE),
    ],
)
def test_short_leaked_and_guessable_passwords_are_refused(app, password, reason):
    assert why_not(passwords.check_new, password, "Ole Müller", "ole.mueller@example.org") is reason


@pytest.mark.parametrize(
    "password",
    [NEW_PASSWORD, PASSWORD, "w7$Lq9!vZp2#x", "öffne Kranich Ziegel", f"Ole {NEW_PASSWORD}", NEW_PASSWORD * 6],
)
def test_long_ones_that_nobody_guesses_are_taken(app, password):
    passwords.check_new(password, "Ole Müller", "ole.mueller@example.org")


def test_known_and_unknown_addresses_get_the_same_page_and_only_open_accounts_a_mail(house, guest):
    a_member_of_staff("team@example.org")
    closed = a_member_of_staff("zu@example.org")
    granting.close_account(closed.id)

    answers = []
    for email in ("team@example.org", "niemand@example.org", "zu@example.org"):
        path = "/passwort-vergessen"
        sent = guest.fill(guest.get(path), path, email=email)
        answers.append((sent.status, sent.location, sent.body, guest.get(sent.location).body))

    assert answers[0] == answers[1] == answers[2]
    assert answers[0][:2] == (303, "/passwort-vergessen/unterwegs")
    assert messages() == [("team@example.org", "accounts/mail/new_password")]


def test_every_address_costs_the_same_statements(app):
    a_member_of_staff("team@example.org")
    found = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: found.append(given[2].split()[0]))

    by_address = []
    for email in ("team@example.org", "niemand@example.org"):
        found.clear()
        resetting.ask_for_link(email)
        by_address.append([word for word in found if word not in ("RELEASE", "ROLLBACK")])

    assert by_address[0] == by_address[1]


def test_asked_too_often_nothing_more_goes_out_and_the_answer_stays(house, guest, at):
    a_member_of_staff("team@example.org")

    path = "/passwort-vergessen"
    answers = [guest.fill(guest.get(path), path, email="team@example.org").location for _ in range(8)]

    assert answers == ["/passwort-vergessen/unterwegs"] * 8
    assert len(messages()) == 5
    assert "team@example.org" not in str(db.session.scalars(sa.select(SignInThrottle.key)).all())


def test_a_link_sets_a_new_password_once_and_signs_out_everywhere(house, guest, new_guest):
    account = a_member_of_staff("team@example.org")
    elsewhere = new_guest()
    sign_in(elsewhere)
    path = link_of(account)

    page = guest.get(path)
    first = guest.fill(page, path, password=NEW_PASSWORD, repeat=NEW_PASSWORD)
    again = guest.fill(page, path, password=NEW_PASSWORD + "!", repeat=NEW_PASSWORD + "!")

    assert (first.status, first.location) == (303, "/team/anmelden?hinweis=passwort")
    assert [(each.status, each.h1) for each in (again, guest.get(path))] == [(410, "Dieser Link gilt nicht mehr")] * 2
    assert elsewhere.get("/team/konto").status == 303
    assert sign_in(guest, password=PASSWORD).status == 409
    assert sign_in(guest, password=NEW_PASSWORD).status == 303
    assert messages() == [("team@example.org", "accounts/mail/sign_in_changed")]


def test_a_link_lives_an_hour(house, guest):
    path = link_of(a_member_of_staff("team@example.org"))
    later(minutes=59)
    before = guest.get(path).status
    later(minutes=1)

    assert (before, guest.get(path).status) == (200, 410)


def test_a_forged_link_to_a_password_is_not_found(house, guest):
    path = link_of(a_member_of_staff("team@example.org"))

    assert [guest.get(each).status for each in (path[:-1], "/passwort/x")] == [404] * 2


def test_the_new_password_is_judged(house, guest):
    path = link_of(a_member_of_staff("team@example.org"))

    answer = guest.fill(guest.get(path), path, password="password1234", repeat="password1234")

    assert (answer.status, "auf Listen, die Angreifer ausprobieren" in answer.refusal) == (409, True)
    assert sign_in(guest).status == 303


def test_setting_a_password_lets_in_whom_others_kept_out(app):
    account = a_member_of_staff("team@example.org")
    for _ in range(6):
        with pytest.raises(Refused):
            actions.check_sign_in("team@example.org", "falsch")

    resetting.set_password(account.id, account.sign_in_version, NEW_PASSWORD)

    assert actions.check_sign_in("team@example.org", NEW_PASSWORD)[0].id == account.id


def test_changing_asks_for_the_old_password_and_ends_all_other_sessions(staff, new_guest):
    elsewhere = new_guest()
    sign_in(elsewhere)
    path = "/team/konto/passwort"

    wrong = staff.fill(staff.get(path), path, old="falsch", password=NEW_PASSWORD, repeat=NEW_PASSWORD)
    right = staff.fill(staff.get(path), path, old=PASSWORD, password=NEW_PASSWORD, repeat=NEW_PASSWORD)

    assert (wrong.status, "Das bisherige Passwort stimmt nicht." in wrong.refusal) == (409, True)
    assert (right.status, right.location) == (303, "/team/konto")
    assert staff.get("/team/konto").status == 200
    assert elsewhere.get("/team/konto").status == 303
    assert NEW_PASSWORD not in wrong.body.decode()


def test_the_old_password_is_not_guessed_here_either(app, at):
    at("2026-05-01 12:00")
    account = a_member_of_staff()

    reasons = [why_not(resetting.change_password, account.id, "falsch", NEW_PASSWORD) for _ in range(6)]

    assert reasons == [PasswordRefusal.OLD_IS_WRONG] * 5 + [SignInRefusal.TOO_OFTEN]


def test_signing_out_everywhere_ends_this_session_too(staff, new_guest):
    elsewhere = new_guest()
    sign_in(elsewhere)

    answer = staff.fill(staff.get("/team/konto"), "/team/konto/ueberall-abmelden")

    assert answer.location == "/team/anmelden?hinweis=ueberall"
    assert "überall abgemeldet" in staff.get(answer.location).words
    assert [each.get("/team/konto").status for each in (staff, elsewhere)] == [303] * 2


def test_a_name_is_changed_and_the_trail_does_not_tell_it(staff):
    path = "/team/konto/name"

    answer = staff.fill(staff.get(path), path, name="  Jana  Neu ")
    empty = staff.fill(staff.get(path), path, name=" ")

    assert (answer.status, empty.status) == (303, 422)
    assert "Jana Neu" in staff.get("/team/konto").words
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "change_name")).one()
    assert (entry.details, entry.account_id) == ({}, queries.find_account("team@example.org").id)


def test_the_text_of_a_mail_with_a_link_to_a_password_is_neither_kept_nor_shown(staff):
    resetting.ask_for_link("team@example.org")
    number = db.session.scalars(sa.select(Message.id)).one()
    before = staff.get(f"/team/nachrichten/{number}").words
    delivery.deliver_messages()
    after = staff.get(f"/team/nachrichten/{number}").words

    assert ["/passwort/" in words for words in (before, after)] == [False] * 2
    assert all("der ein Konto öffnet" in words for words in (before, after))
    assert db.session.scalars(sa.select(Message.text)).all() == [None]


def test_whoever_has_no_account_any_more_gets_no_mail(app):
    account = a_member_of_staff()
    resetting.ask_for_link(account.email)
    resetting.sign_out_everywhere(account.id)

    delivery.deliver_messages()

    assert db.session.scalars(sa.select(Message.state)).all() == ["dropped"]
    assert db.session.scalar(sa.select(sa.func.count(Account.id))) == 1
