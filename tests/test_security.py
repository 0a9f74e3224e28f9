"""What every answer carries, and what no request gets past."""

import pytest
from flask import abort

from app.accounts import access
from app.errors import Refused
from app.limits import connection_key
from app.registrations.rules import SeatRefusal
from tests.make import PASSWORD, a_member_of_staff, a_person, an_event


def add_view(app, view, rule="/probe", **options):
    app.add_url_rule(rule, "probe", access.everyone(view), **options)
    return app.test_client()


def test_answers_carry_the_careful_headers(make_app):
    answer = make_app().test_client().get("/impressum")

    assert {
        name: answer.headers.get(name)
        for name in ("X-Content-Type-Options", "Referrer-Policy", "Strict-Transport-Security", "Server", "Set-Cookie")
    } == {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Strict-Transport-Security": None,
        "Server": None,
        "Set-Cookie": None,
    }
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")


def test_https_is_remembered_where_a_trusted_proxy_speaks_it(make_app):
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}

    answers = {
        proxies: make_app(TRUSTED_PROXIES=proxies).test_client().get("/impressum", headers=headers)
        for proxies in (0, 1)
    }

    assert "Strict-Transport-Security" not in answers[0].headers
    assert answers[1].headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_every_error_has_a_page_that_says_what_to_do(make_app, code):
    answer = add_view(make_app(), lambda: abort(code)).get("/probe")

    assert answer.status_code == code
    assert "Werkzeug" not in answer.text


def test_a_failure_of_ours_is_a_page_without_details(make_app):
    app = make_app(PROPAGATE_EXCEPTIONS=False)

    def fail():
        raise RuntimeError("das Geheimnis")

    answer = add_view(app, fail).get("/probe")

    assert answer.status_code == 500
    assert "Geheimnis" not in answer.text
    assert "es ist nichts halb gebucht" in answer.text


def test_a_refusal_nobody_caught_is_a_conflict_with_its_sentence(make_app):
    def refuse():
        raise Refused(SeatRefusal.FULL)

    answer = add_view(make_app(), refuse).get("/probe")

    assert answer.status_code == 409
    assert "Leider sind alle Plätze vergeben." in answer.text


def test_programs_get_problem_json(make_app):
    answer = make_app().test_client().get("/gibt-es-nicht", headers={"Accept": "application/json"})

    assert answer.content_type == "application/problem+json"
    assert (answer.json["status"], answer.json["title"]) == (404, "Diese Seite gibt es nicht")


def test_a_body_that_is_too_large_is_refused_with_a_page(make_app):
    app = make_app()
    with app.app_context():
        slug = an_event().slug

    answer = app.test_client().post(f"/veranstaltungen/{slug}/platz", data={"name": "x" * 2_000_000})

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path", ["/team/anmelden?weiter=https://elsewhere.example.org", "/team/anmelden?weiter=//elsewhere"]
)
def test_signing_in_leads_nowhere_else(make_app, path):
    app = make_app()
    with app.app_context():
        a_member_of_staff()

    answer = app.test_client().post(path, data={"email": "team@example.org", "password": PASSWORD})

    assert answer.location == "/team/"


def booking(browser, slug, **more):
    return browser.post(f"/veranstaltungen/{slug}/platz", data={"step": "1", **more})


def test_too_many_forms_from_one_connection_have_to_wait(make_app, at):
    at("2026-05-01 12:00")
    app = make_app(BOOKING_LIMIT="3 per hour")
    with app.app_context():
        slug = an_event().slug
    browser = app.test_client()

    codes = [booking(browser, slug, seats="1", kind="onsite", **a_person()).status_code for _ in range(5)]

    assert codes[3:] == [429, 429]
    assert browser.get(f"/veranstaltungen/{slug}/platz").status_code == 200


def test_the_limit_keeps_no_address_and_changes_its_key_every_day(make_app, at):
    at("2026-05-01 12:00")
    app = make_app()

    def key(address):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            return connection_key()

    today = key("198.51.100.7")
    same_house = key("2001:db8:1:2::5") == key("2001:db8:1:2:ffff::9")
    at("2026-05-02 12:00")

    assert "198.51.100.7" not in today
    assert same_house
    assert key("198.51.100.7") != today
