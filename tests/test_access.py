"""Every view says who may open it; a forgotten line fails closed (law 8)."""

import re

import pytest

from tests.make import PASSWORD, a_member_of_staff

OPEN_TO = {"everyone", "staff", "staff or metrics token"}


def address_of(rule):
    """An address that fits a rule, whatever it names."""
    return re.sub(r"<int:[^>]+>", "1", re.sub(r"<(?!int:)[^>]+>", "gibt-es-nicht", rule.rule))


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    from app import create_app
    from tests.conftest import SETTINGS

    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path_factory.mktemp('rules')}/none.db"})
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"], app


def test_every_view_says_who_may_open_it(rules):
    rules, app = rules

    silent = {
        rule.endpoint for rule in rules if getattr(app.view_functions[rule.endpoint], "open_to", None) not in OPEN_TO
    }

    assert silent == set()


def test_team_pages_are_for_staff_only(rules):
    rules, app = rules
    open_pages = {
        rule.endpoint for rule in rules
        if rule.rule.startswith("/team") and app.view_functions[rule.endpoint].open_to != "staff"
    }  # fmt: skip

    assert open_pages == {"accounts.sign_in", "accounts.second_step"}


def test_a_view_that_says_nothing_is_closed(make_app):
    app = make_app()
    app.add_url_rule("/vergessen", "forgotten", lambda: "offen")

    assert app.test_client().get("/vergessen").status_code == 403


def test_guests_get_no_team_page_by_any_method(make_app, rules):
    app = make_app()
    answers = {}
    for rule in rules[0]:
        if rules[1].view_functions[rule.endpoint].open_to == "everyone":
            continue
        for method in rule.methods - {"OPTIONS"}:
            answer = app.test_client().open(address_of(rule), method=method)
            is_sent_to_sign_in = answer.status_code == 303 and answer.location.startswith("/team/anmelden")
            answers[method, rule.rule] = is_sent_to_sign_in or answer.status_code == 403

    assert {who for who, is_closed in answers.items() if not is_closed} == set()


def test_staff_need_the_token_of_their_session(make_app):
    app = make_app()
    with app.app_context():
        a_member_of_staff()
    browser = app.test_client()
    browser.post("/team/anmelden", data={"email": "team@example.org", "password": PASSWORD})

    assert browser.post("/team/abmelden").status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example.org"}, {"Origin": "null"}]
)
def test_forms_from_other_sites_are_refused(make_app, headers):
    answer = make_app().test_client().post("/team/anmelden", data={}, headers=headers)

    assert answer.status_code == 403


def test_metrics_open_with_their_token(make_app):
    app = make_app(METRICS_TOKEN="a token for figures")
    browser = app.test_client()

    answers = [
        browser.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code
        for token in ("a token for figures", "another", "")
    ]

    assert answers == [200, 403, 403]


def test_a_number_that_no_row_can_have_is_not_found(make_app, engine):
    app = make_app(engine)
    with app.app_context():
        a_member_of_staff()
    browser = app.test_client()
    browser.post("/team/anmelden", data={"email": "team@example.org", "password": PASSWORD})

    answers = [browser.get(f"/team/nachrichten/{number}").status_code for number in (2**31 - 1, 2**31, 10**30)]

    assert answers == [404] * 3
