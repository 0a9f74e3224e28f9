"""The feed by HTTP (RFC 9110): what calendar programs send, and what they get."""

import gzip
import urllib.robotparser
from datetime import timedelta

import pytest

from tests.calendars.conftest import FEED
from tests.make import an_event

PATHS = [FEED, f"{FEED}?art=vor-ort", f"{FEED}?frei=1", "event"]


@pytest.fixture
def engine():
    """What is asked here does not depend on the database."""
    return "sqlite"


@pytest.fixture
def event(app, at):
    """An event, and a moment later."""
    event = an_event(starts_at=at("2027-03-24 18:00") + timedelta(days=3), external="Gastort")
    at("2027-03-24 18:30")
    return event


@pytest.fixture(params=PATHS)
def path(request, event):
    """The address of a feed."""
    return f"/veranstaltungen/{event.slug}.ics" if request.param == "event" else request.param


def test_a_feed_carries_these_headers_and_no_others(web, event):
    answer = web.get(FEED)

    headers = dict(answer.headers)
    security = {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy",
                "Cross-Origin-Opener-Policy"}  # fmt: skip
    etag = headers.pop("ETag")
    assert etag.startswith('"')
    assert {name: value for name, value in headers.items() if name not in security} == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Length": str(len(answer.data)),
        "Cache-Control": "public, max-age=300",
        "Last-Modified": "Wed, 24 Mar 2027 17:00:00 GMT",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
    }


def test_every_feed_is_public_and_sets_no_cookie(web, path):
    headers = web.get(path, headers={"Cookie": "wirkstaette_team=etwas"}).headers

    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Cache-Control"] == "public, max-age=300"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_head_is_get_without_the_body(web, path, encoding):
    got = web.get(path, headers={"Accept-Encoding": encoding})
    head = web.head(path, headers={"Accept-Encoding": encoding})

    assert (head.status_code, head.data) == (200, b"")
    assert list(head.headers) == list(got.headers)
    assert int(head.headers["Content-Length"]) == len(got.data)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"anderes", {}', '"anderes",W/{} , "drittes"', "*"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_known_etag_is_not_sent_again(web, path, form, method):
    etag = web.get(path).headers["ETag"]

    answer = web.open(path, method=method, headers={"If-None-Match": form.format(etag)})

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == etag
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("header", ['"anderes"', 'W/"anderes"', "", "unfug", '"'])
def test_an_unknown_etag_gets_the_feed(web, path, header):
    assert web.get(path, headers={"If-None-Match": header}).status_code == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Wed, 24 Mar 2027 17:00:00 GMT", 304),
        ("Wed, 24 Mar 2027 17:29:59 GMT", 304),
        ("Wed, 24 Mar 2027 16:59:59 GMT", 200),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 200),
        ("gestern", 200),
        ("", 200),
    ],
)
def test_a_date_is_compared_with_the_last_change(web, event, since, status):
    assert web.get(FEED, headers={"If-Modified-Since": since}).status_code == status


def test_an_etag_weighs_more_than_a_date(web, event):
    headers = {"If-None-Match": '"anderes"', "If-Modified-Since": "Wed, 24 Mar 2027 17:00:00 GMT"}

    assert web.get(FEED, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.5", True),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip;q=0", False),
        ("identity, gzip;q=0.0", False),
    ],
)
def test_it_is_packed_for_those_who_say_so(web, path, accepted, is_packed):
    plain = web.get(path)
    answer = web.get(path, headers={"Accept-Encoding": accepted})

    assert (answer.headers.get("Content-Encoding") == "gzip") == is_packed
    assert (answer.headers["ETag"] != plain.headers["ETag"]) == is_packed
    assert (gzip.decompress(answer.data) if is_packed else answer.data) == plain.data


def test_packing_can_be_switched_off(app, make_app, event):
    web = make_app(url=app.config["SQLALCHEMY_DATABASE_URI"], GZIP=False).test_client()

    assert "Content-Encoding" not in web.get(FEED, headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "REPORT", "TRACE", "ERFUNDEN"])
def test_other_methods_are_told_what_is_allowed(web, path, method):
    answer = web.open(path, method=method)

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_options_says_what_is_allowed(web, path):
    answer = web.options(path)

    assert (answer.status_code, answer.data) == (200, b"")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("accept", ["text/calendar", "*/*", "application/json", "text/html;q=0.9", "unfug", ""])
def test_it_is_a_calendar_whatever_is_asked_for(web, path, accept):
    assert web.get(path, headers={"Accept": accept}).headers["Content-Type"] == "text/calendar; charset=utf-8"


@pytest.mark.parametrize("language", ["de", "pl,cs;q=0.5", "en-GB", "unfug"])
def test_the_language_of_a_program_changes_nothing(web, path, language):
    assert web.get(path, headers={"Accept-Language": language}).data == web.get(path).data


def test_an_event_that_does_not_exist_is_not_found(web, event):
    assert web.get("/veranstaltungen/gibt-es-nicht.ics").status_code == 404


@pytest.mark.parametrize("robot", ["Googlebot", "Google-Calendar-Importer", "*"])
def test_robots_may_fetch_the_feeds(web, path, robot):
    """Google refuses to subscribe to what robots.txt forbids."""
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(web.get("/robots.txt").get_data(as_text=True).splitlines())

    assert rules.can_fetch(robot, f"http://localhost{path}")
