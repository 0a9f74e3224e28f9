"""The second factor: set up with a phone, asked for at the sign-in, each code once, and required by the house."""

from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import queries, second_factor, sessions
from app.accounts.models import (
    ADMINISTRATION,
    ADMINISTRATORS,
    ALL,
    FREE,
    PROGRAMME,
    Account,
    AuditEntry,
    SignInThrottle,
)
from app.accounts.rules import SecondFactorRefusal, SignInRefusal
from app.database import db
from app.errors import Refused
from app.notifications.models import Message
from tests.make import PASSWORD, a_member_of_staff
from tests.make_people import a_second_factor, code_of, later, sign_in

NOON = "2026-05-04 12:00"


def why_not(act, *args):
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.reason


def stored(account):
    return db.session.get(Account, account.id, populate_existing=True)


def test_a_phone_makes_the_codes_of_the_standard(app, at):
    # RFC 6238, appendix B (SHA-1): 59 seconds after the beginning of 1970 the code is 94287082, of which we take six.
    clock.stand_still(clock.now().replace(year=1970, month=1, day=1, hour=0, minute=0, second=59, microsecond=0))
    account = a_member_of_staff()

    second_factor.set_up(account.id, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "287082")

    assert stored(account).totp_last_step == 1


def test_setting_up_gives_ten_codes_that_are_stored_as_hashes(app, at):
    at(NOON)
    account = a_member_of_staff()

    secret, codes = a_second_factor(account)

    assert (len(set(codes)), {len(code) for code in codes}) == (10, {11})
    assert stored(account).totp_secret == secret
    assert not any(code.replace("-", "") in str(stored(account).recovery_hashes) for code in codes)
    assert why_not(second_factor.set_up, account.id, secret, code_of(secret)) is SecondFactorRefusal.ALREADY


def test_a_wrong_code_sets_nothing_up(app, at):
    at(NOON)
    account = a_member_of_staff()

    assert why_not(second_factor.set_up, account.id, pyotp.random_base32(), "000000") is SecondFactorRefusal.WRONG_CODE
    assert stored(account).totp_secret is None


def test_a_code_works_once_and_no_older_one_after_it(app, at):
    at(NOON)
    account = a_member_of_staff()
    secret, _codes = a_second_factor(account)
    later(minutes=5)
    before, present = code_of(secret, -1), code_of(secret)

    second_factor.check_code(account.id, present)

    assert [why_not(second_factor.check_code, account.id, code) for code in (present, before)] == [
        SecondFactorRefusal.WRONG_CODE
    ] * 2
    second_factor.check_code(account.id, code_of(secret, 1))


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_one_step_off(app, at, steps, is_right):
    at(NOON)
    account = a_member_of_staff()
    secret, _codes = a_second_factor(account)
    later(minutes=5)

    if is_right:
        second_factor.check_code(account.id, code_of(secret, steps))
    else:
        assert why_not(second_factor.check_code, account.id, code_of(secret, steps)) is SecondFactorRefusal.WRONG_CODE


def test_a_code_may_be_typed_in_groups(app, at):
    at(NOON)
    account = a_member_of_staff()
    secret, codes = a_second_factor(account)
    later(minutes=5)
    code = code_of(secret)

    second_factor.check_code(account.id, f" {code[:3]} {code[3:]} ")
    second_factor.check_code(account.id, codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l"))


def test_a_code_for_a_lost_phone_works_once_and_is_told(app, at):
    at(NOON)
    account = a_member_of_staff()
    _secret, codes = a_second_factor(account)

    second_factor.check_code(account.id, codes[3])

    assert why_not(second_factor.check_code, account.id, codes[3]) is SecondFactorRefusal.WRONG_CODE
    assert len(stored(account).recovery_hashes) == 9
    assert [message.facts["act"] for message in db.session.scalars(sa.select(Message).order_by(Message.id))] == [
        "set_up_second_factor", "use_recovery_code",
    ]  # fmt: skip


def test_new_codes_replace_the_old_ones(app, at):
    at(NOON)
    account = a_member_of_staff()
    secret, old = a_second_factor(account)
    later(minutes=5)

    new = second_factor.renew_recovery_codes(account.id, code_of(secret))

    assert why_not(second_factor.check_code, account.id, old[0]) is SecondFactorRefusal.WRONG_CODE
    second_factor.check_code(account.id, new[0])


def test_codes_of_another_do_not_work(app, at):
    at(NOON)
    first, second = a_member_of_staff(), a_member_of_staff("zwei@example.org")
    _secret, codes = a_second_factor(first)
    a_second_factor(second)

    assert why_not(second_factor.check_code, second.id, codes[0]) is SecondFactorRefusal.WRONG_CODE


def test_codes_are_not_guessed(app, at):
    at(NOON)
    account = a_member_of_staff()
    secret, _codes = a_second_factor(account)
    later(minutes=5)

    reasons = [why_not(second_factor.check_code, account.id, "000000") for _ in range(6)]

    assert reasons == [SecondFactorRefusal.WRONG_CODE] * 5 + [SignInRefusal.TOO_OFTEN]
    assert why_not(second_factor.check_code, account.id, code_of(secret)) is SignInRefusal.TOO_OFTEN
    later(seconds=31)
    second_factor.check_code(account.id, code_of(secret))
    assert db.session.scalars(sa.select(SignInThrottle)).all() == []


def test_requiring_it_is_written_down_once(app):
    second_factor.require(ADMINISTRATORS)
    second_factor.require(ADMINISTRATORS)

    assert [entry.details for entry in db.session.scalars(sa.select(AuditEntry))] == [
        {"changed": {"second_factor": [FREE, ADMINISTRATORS]}}
    ]
    with pytest.raises(ValueError, match="nobody"):
        second_factor.require("nobody")


@pytest.mark.parametrize(
    ("rule", "roles", "is_missing"),
    [
        (FREE, (ADMINISTRATION,), False),
        (ADMINISTRATORS, (ADMINISTRATION,), True),
        (ADMINISTRATORS, (PROGRAMME,), False),
        (ALL, (PROGRAMME,), True),
        (ALL, (), True),
    ],
)
def test_who_must_have_one(app, rule, roles, is_missing):
    account = a_member_of_staff(roles=roles)
    second_factor.require(rule)

    assert second_factor.is_missing(queries.find_signed_in(account.get_id())) is is_missing


# The pages


def a_second_factor_in(browser, account):
    """As a_second_factor, by somebody who stays signed in with this browser."""
    made = a_second_factor(account)
    with browser.client.session_transaction() as session:
        session[sessions.WHO] = stored(account).get_id()
    return made


def test_the_way_from_setting_up_to_signing_in_with_it(staff, at):
    path = "/team/konto/zweiter-faktor"
    page = staff.get(path)
    secret = page.tree.xpath("//main//code")[0].text.replace(" ", "")

    wrong = staff.fill(page, path, code="000000")
    done = staff.fill(wrong, path, code=code_of(secret))
    codes = [code.text for code in done.tree.xpath("//main//li/code")]
    staff.fill(staff.get("/team/konto"), "/team/abmelden")
    later(minutes=5)
    first = sign_in(staff, weiter="/team/konto")
    between = staff.get("/team/konto").status
    second = staff.fill(staff.get(first.location), first.location, code=code_of(secret))

    assert wrong.tree.xpath("//main//code")[0].text.replace(" ", "") == secret
    assert (wrong.status, done.status, len(codes)) == (409, 200, 10)
    assert (first.location, between) == ("/team/anmelden/code?weiter=/team/konto", 303)
    assert (second.status, second.location) == (303, "/team/konto")
    assert "Sie haben noch 10 Codes" in staff.get(path).words


def test_setting_up_ends_sessions_that_began_without_a_code(staff, new_guest):
    elsewhere = new_guest()
    sign_in(elsewhere)
    path = "/team/konto/zweiter-faktor"
    page = staff.get(path)
    secret = page.tree.xpath("//main//code")[0].text.replace(" ", "")

    staff.fill(page, path, code=code_of(secret))

    assert (staff.get("/team/konto").status, elsewhere.get("/team/konto").status) == (200, 303)


def test_the_page_draws_the_secret_and_names_the_house(house):
    account = a_member_of_staff()

    said = second_factor.address(account, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")

    assert said.startswith("otpauth://totp/WIRkst%C3%A4tte%20Lausitz:team%40example.org?secret=GEZDGNBVGY3TQOJQ")


def test_the_second_step_needs_the_first(house, guest):
    answer = guest.get("/team/anmelden/code")

    assert (answer.status, answer.location) == (303, "/team/anmelden?hinweis=noch-einmal")


def test_a_wrong_code_lets_nobody_in(house, guest):
    account = a_member_of_staff()
    secret, codes = a_second_factor(account)
    later(minutes=5)
    path = sign_in(guest).location

    answer = guest.fill(guest.get(path), path, code="000000")
    outside = guest.get("/team/konto").status
    with_recovery = guest.fill(guest.get(path), path, code=codes[0])

    assert (answer.status, "Dieser Code stimmt nicht" in answer.refusal, outside) == (409, True, 303)
    assert with_recovery.status == 303
    assert guest.get("/team/konto").status == 200


def test_a_secret_of_another_person_or_page_is_not_set_up(staff):
    path = "/team/konto/zweiter-faktor"
    secret = pyotp.random_base32()

    answer = staff.fill(staff.get(path), path, key="gefälscht", code=code_of(secret))

    assert (answer.status, "zu lange offen" in answer.refusal) == (409, True)


def test_who_must_have_one_is_led_to_set_it_up_before_anything_else(staff):
    second_factor.require(ALL)

    led = staff.get("/team/nachrichten?status=sent")
    page = staff.get(led.location)
    secret = page.tree.xpath("//main//code")[0].text.replace(" ", "")
    done = staff.fill(page, led.location, code=code_of(secret))

    assert led.location == "/team/konto/zweiter-faktor?weiter=/team/nachrichten?status%3Dsent"
    assert done.links("weiter") == ["/team/nachrichten?status=sent"]
    assert staff.get("/team/nachrichten").status == 200


def test_a_form_that_was_open_when_it_was_required_is_kept(staff):
    page = staff.get("/team/konto/name")
    second_factor.require(ALL)

    answer = staff.fill(page, "/team/konto/name", name="Jana")

    assert (answer.status, answer.h1, answer.sent["name"]) == (403, "Erst der zweite Faktor", "Jana")
    assert staff.fill(staff.get("/team/konto/zweiter-faktor"), "/team/abmelden").status == 303


def test_who_must_have_one_does_not_turn_it_off(staff):
    account = queries.find_account("team@example.org")
    _secret, codes = a_second_factor_in(staff, account)
    second_factor.require(ADMINISTRATORS)
    path = "/team/konto/zweiter-faktor/ausschalten"

    refused = staff.fill(staff.get(path), path, code=codes[0])
    second_factor.require(FREE)
    done = staff.fill(staff.get(path), path, code=codes[0])

    assert (refused.status, "vorgeschrieben" in refused.refusal) == (409, True)
    assert (done.status, stored(account).totp_secret, stored(account).recovery_hashes) == (303, None, [])


def test_new_codes_are_shown_once(staff):
    account = queries.find_account("team@example.org")
    _secret, codes = a_second_factor_in(staff, account)
    path = "/team/konto/zweiter-faktor/neue-codes"

    answer = staff.fill(staff.get(path), path, code=codes[0])

    assert (answer.status, len(answer.tree.xpath("//main//li/code"))) == (200, 10)
    assert answer.headers["Cache-Control"] == "no-store"
    assert staff.get(path).tree.xpath("//main//li/code") == []


def test_the_administration_takes_it_from_somebody_who_lost_everything(staff, new_guest):
    account = a_member_of_staff("ole@example.org", "Ole")
    a_second_factor(account)
    page = staff.get(f"/team/menschen/{account.id}")
    form = next(each for each in page.tree.xpath("//main//form") if each.get("action").endswith("zweiter-faktor"))

    answer = staff.post(form.get("action"), **dict(form.form_values()))

    assert answer.status == 303
    assert (stored(account).totp_secret, stored(account).sign_in_version) == (None, 3)
    assert sign_in(new_guest(), "ole@example.org", PASSWORD).location == "/team/"


def test_codes_change_every_half_minute(app, at):
    at(NOON)
    secret = pyotp.random_base32()
    first = code_of(secret)
    clock.stand_still(clock.now() + timedelta(seconds=29))
    same = code_of(secret)

    assert (first == same, first == code_of(secret, 1)) == (True, False)
