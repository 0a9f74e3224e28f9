"""Sessions end by themselves, and what was typed meanwhile is not lost."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts import granting, queries, sessions
from app.accounts.models import ADMINISTRATION, Account
from app.database import db
from tests.make import PASSWORD, a_member_of_staff
from tests.make_people import a_second_factor, sign_in


@pytest.fixture
def pass_by(monkeypatch):
    """A function that lets real time go on for sessions."""
    moment = [datetime.now(UTC)]
    monkeypatch.setattr(sessions, "_now", lambda: moment[0])

    def go_on(**span):
        moment[0] += timedelta(**span)

    return go_on


def is_in(guest):
    return guest.get("/team/konto").status == 200


def test_a_session_ends_after_four_hours_without_a_sign_of_life(pass_by, staff):
    pass_by(hours=3, minutes=59)
    still = is_in(staff)
    pass_by(hours=3, minutes=59)
    again = is_in(staff)
    pass_by(hours=4)

    assert (still, again, is_in(staff)) == (True, True, False)


def test_a_session_ends_after_twelve_hours_whatever_somebody_does(pass_by, staff):
    alive = []
    for _ in range(12):
        alive.append(is_in(staff))
        pass_by(hours=1)

    assert (alive, is_in(staff)) == ([True] * 12, False)


def test_a_sign_of_life_is_noted_now_and_then(pass_by, staff):
    # The first page gives the token of its forms.
    staff.get("/team/konto")
    pass_by(minutes=1)
    soon = staff.get("/team/konto").headers
    pass_by(minutes=2)
    later = staff.get("/team/konto").headers

    assert ("Set-Cookie" in soon, "Set-Cookie" in later) == (False, True)


def test_who_comes_back_late_is_told_and_led_on(pass_by, staff):
    pass_by(hours=13)

    led = staff.get("/team/nachrichten?status=sent")
    page = staff.get(led.location)
    back = sign_in_at(staff, led.location)

    assert led.location == "/team/anmelden?weiter=/team/nachrichten?status%3Dsent&hinweis=abgelaufen"
    assert "Ihre Anmeldung ist abgelaufen." in page.words
    assert back.location == "/team/nachrichten?status=sent"


def sign_in_at(guest, path):
    return guest.post(path, email="team@example.org", password=PASSWORD)


def test_a_form_that_was_open_is_kept_and_can_be_sent_after_signing_in_again(pass_by, staff):
    page = staff.get("/team/konto/name")
    pass_by(hours=13)

    kept = staff.fill(page, "/team/konto/name", name="Jana")
    unchanged = stored_name()
    sign_in(staff)
    sent = staff.post("/team/konto/name", **kept.sent)

    assert (kept.status, kept.h1, unchanged) == (403, "Ihre Anmeldung ist abgelaufen", "Team")
    assert kept.headers["Cache-Control"] == "no-store"
    assert (sent.status, stored_name()) == (303, "Jana")


def stored_name():
    db.session.rollback()
    return db.session.scalar(sa.select(Account.name))


def test_a_form_is_kept_with_all_its_answers_but_without_passwords(pass_by, staff):
    page = staff.get("/team/konto/passwort")
    pass_by(hours=13)

    kept = staff.post("/team/konto/passwort?a=b", **page.sent, extra="<b>", liste=["1", "2"])
    fields = [pair for form in kept.tree.xpath("//main//form") for pair in form.form_values()]

    assert [pair for pair in fields if pair[0] != "csrf_token"] == [("extra", "<b>"), ("liste", "1"), ("liste", "2")]
    assert kept.tree.xpath("//main//form/@action") == ["/team/konto/passwort?a=b"]


def test_without_a_session_before_nothing_is_kept(house, guest):
    answer = guest.post("/team/konto/name", name="Jana")

    assert (answer.status, b"Jana" in answer.body) == (403, False)


def test_other_sites_get_nothing_kept(pass_by, staff):
    pass_by(hours=13)

    answer = staff.client.post("/team/konto/name", data={"name": "Jana"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, b"Jana" in answer.data) == (403, False)


def test_a_program_gets_an_answer_for_programs(pass_by, staff):
    pass_by(hours=13)

    answer = staff.client.post("/team/konto/name", data={"name": "Jana"}, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")


def test_a_role_taken_while_a_form_is_open_stops_it_and_keeps_what_was_typed(staff, new_guest):
    account = a_member_of_staff("ole@example.org", "Ole")
    ole = new_guest()
    sign_in(ole, "ole@example.org")
    page = ole.get("/team/menschen/einladen")
    granting.revoke_role(account.id, ADMINISTRATION)

    kept = ole.fill(page, "/team/menschen/einladen", name="Jana", email="jana@example.org", role="rooms::")
    nobody = queries.open_invitations()
    granting.grant_role(account.id, ADMINISTRATION)
    sent = ole.post("/team/menschen/einladen", **kept.sent)

    assert (kept.status, kept.h1, nobody) == (403, "Das gehört nicht zu Ihren Rollen", [])
    assert (sent.status, sent.location) == (303, "/team/menschen")


def test_a_form_from_before_a_sign_out_can_be_sent_once_more(staff):
    page = staff.get("/team/konto/name")
    staff.fill(staff.get("/team/konto"), "/team/abmelden")
    sign_in(staff)

    kept = staff.fill(page, "/team/konto/name", name="Jana")
    sent = staff.post("/team/konto/name", **kept.sent)

    assert (kept.status, kept.h1, sent.status) == (403, "Bitte noch einmal senden", 303)


def test_signing_out_leaves_nothing_in_the_cookie(staff):
    staff.fill(staff.get("/team/konto"), "/team/abmelden")

    with staff.client.session_transaction() as session:
        assert dict(session) == {}


def test_the_second_step_has_ten_minutes(pass_by, house, guest):
    account = a_member_of_staff()
    a_second_factor(account)
    path = sign_in(guest).location
    pass_by(minutes=9)
    before = guest.get(path).status
    pass_by(minutes=1)

    assert (before, guest.get(path).status) == (200, 303)


@pytest.mark.parametrize("weiter", ["https://example.org/team", "//example.org/team", "//[", "/programm", "team"])
def test_nobody_is_led_elsewhere(house, guest, weiter):
    a_member_of_staff()

    answer = sign_in(guest, weiter=weiter)

    assert answer.location == "/team/"
