"""The door before Flask: what it answers, and what it leaves to Flask."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app import pages
from app.accounts import access

HEADERS = ("Content-Type", "ETag", "Cache-Control", "Vary", "Content-Length", "Content-Security-Policy")


@pytest.fixture
def probe(make_app):
    """A function that adds a kept view to an app and returns a browser, its stamp, and how often it was asked."""

    def add(open_to=access.everyone, **settings):
        app, stamp, asked = make_app(**settings), [1], []

        def view():
            asked.append(1)
            return f"<!doctype html>{stamp[0]}"

        app.add_url_rule("/probe", "probe", open_to(pages.kept(lambda: tuple(stamp))(view)))
        app.test_client_class = None
        return app.test_client(), stamp, asked

    return add


def test_a_kept_page_is_the_same_whoever_answers(probe):
    browser, _stamp, asked = probe()

    first, second = browser.get("/probe"), browser.get("/probe")

    assert asked == [1]
    assert second.data == first.data
    assert dict(second.headers) == dict(first.headers)
    assert all(name in second.headers for name in HEADERS)


def test_a_change_makes_the_page_anew(probe):
    browser, stamp, asked = probe()
    browser.get("/probe")

    stamp[0] = 2

    assert browser.get("/probe").text == "<!doctype html>2"
    assert len(asked) == 2


def test_another_query_is_another_page(probe):
    browser, _stamp, asked = probe()

    for path in ("/probe", "/probe?a=1", "/probe?a=2", "/probe?a=1"):
        browser.get(path)

    assert len(asked) == 3


def test_head_says_how_long_the_page_is_and_sends_none_of_it(probe):
    browser, _stamp, _asked = probe()
    whole = browser.get("/probe")

    head = browser.head("/probe")

    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(whole.data)))


def test_who_has_the_page_is_told_so(probe):
    browser, _stamp, _asked = probe()
    etag = browser.get("/probe").headers["ETag"]

    answer = browser.get("/probe", headers={"If-None-Match": etag})

    assert (answer.status_code, answer.data) == (304, b"")


def test_nothing_for_the_team_is_kept(probe, monkeypatch):
    facts = {"is_authenticated": True, "totp_secret": "set up"}
    monkeypatch.setattr("app.accounts.access.current_user", type("Member", (), facts))
    browser, _stamp, asked = probe(open_to=access.staff)

    browser.get("/probe")
    browser.get("/probe")

    assert len(asked) == 2


def test_what_a_trusted_proxy_says_is_known_at_the_door(probe):
    browser, _stamp, asked = probe(TRUSTED_PROXIES=1)
    browser.get("/probe")

    answer = browser.get("/probe", headers={"X-Forwarded-Proto": "https"})

    assert asked == [1]
    assert "Strict-Transport-Security" in answer.headers


def test_a_database_that_does_not_answer_is_for_flask_to_tell(make_app):
    app, is_away = make_app(PROPAGATE_EXCEPTIONS=False), []

    def stamp():
        if is_away:
            raise sa.exc.OperationalError("SELECT", {}, Exception("away"))
        return (1,)

    app.add_url_rule("/probe", "probe", access.everyone(pages.kept(stamp)(lambda: "<!doctype html>")))
    app.test_client_class = None
    browser = app.test_client()
    browser.get("/probe")

    is_away.append(True)

    assert browser.get("/probe").status_code == 503


def test_the_store_lets_go_of_what_was_not_asked_for_longest():
    store, kept = pages.Store(), [a_page() for _ in range(pages.MOST_PAGES + 1)]
    for number, page in enumerate(kept):
        store.keep(number, page)
        store.find(0)

    assert [store.find(0), store.find(1), store.find(2)] == [kept[0], None, kept[2]]


def test_the_store_keeps_so_many_bytes_and_the_newest_however_large():
    store, half = pages.Store(), pages.MOST_BYTES // 2

    for key, size in (("a", half), ("a", half), ("b", half)):
        store.keep(key, a_page(size))
    both = [key for key in "abc" if store.find(key)]
    store.keep("c", a_page(3 * half))

    assert both == ["a", "b"]
    assert [key for key in "abc" if store.find(key)] == ["c"]


def a_page(size=1):
    """A page of so many bytes."""
    return pages.Page((1,), None, b"x" * size, b"", "etag", (), None)


def test_of_all_who_ask_at_once_one_makes_the_page(make_app):
    app, asked = make_app(), []

    def view():
        asked.append(1)
        time.sleep(0.2)
        return "<!doctype html>"

    app.add_url_rule("/probe", "probe", access.everyone(pages.kept(lambda: (1,))(view)))
    app.test_client_class = None
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _number: app.test_client().get("/probe").status_code, range(8)))

    assert (answers, len(asked)) == ([200] * 8, 1)


def test_nobody_waits_for_good(monkeypatch):
    monkeypatch.setattr(pages, "PATIENCE_S", 0.01)
    store, begun = pages.Store(), []

    with store.turn("a"):
        for _ in range(2):
            with store.turn("a"):
                begun.append(1)

    with store.turn("a"):
        assert begun == [1, 1]
