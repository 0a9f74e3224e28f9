"""Feeds by HTTP (RFC 9110): what calendar programs send, and what they get."""

import gzip
import urllib.robotparser
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from app import clock
from app.calendars import own_feeds, staff_addresses
from app.database import db
from tests.calendars.conftest import FEED
from tests.calendars.world import JANA, local
from tests.make import a_member_of_staff, a_registration, a_room, an_event

PUBLIC = {
    "programme": FEED,
    "filter": f"{FEED}?art=vor-ort",
    "free seats": f"{FEED}?frei=1",
    "event": "/veranstaltungen/{event.slug}.ics",
    "room": "/raeume/saal.ics",
}
OWN = "/kalender/ich/{secret}.ics"
TEAM = "/kalender/team/{secret}/einlass.ics"


@pytest.fixture(scope="module")
def house(make_lasting_app):
    """An app that serves an event, a room and somebody's own calendar, half an hour after the last change."""
    app = make_lasting_app()
    with app.app_context():
        now = clock.stand_still(local("2027-03-24T18:00")) or clock.now()
        event = an_event(starts_at=now + timedelta(days=3), room_ids=[a_room(slug="saal").id])
        a_registration(event, **JANA)
        url, secret = app.config["SQLALCHEMY_DATABASE_URI"], own_feeds.renew(JANA["email"])
        house = SimpleNamespace(url=url)
        team = staff_addresses.renew(a_member_of_staff(roles=("door",)).id)
        house.secret_paths = {"own": OWN.format(secret=secret), "team": TEAM.format(secret=team)}
        house.paths = {name: path.format(event=event) for name, path in PUBLIC.items()}
    house.app = make_lasting_app(url=url)
    clock.stand_still(local("2027-03-24T18:30"))
    return house


@pytest.fixture
def web(house):
    """A program that subscribes."""
    return house.app.test_client()


@pytest.fixture(params=PUBLIC)
def public(request, house):
    """The address of a public feed."""
    return house.paths[request.param]


@pytest.fixture(params=[*PUBLIC, "own", "team"])
def path(request, house):
    """The address of a feed."""
    return (house.paths | house.secret_paths)[request.param]


def cache_of(path):
    """Who may keep a feed."""
    is_secret = path.startswith(("/kalender/ich/", "/kalender/team/"))
    return "private, no-cache" if is_secret else "public, max-age=300"


def test_a_feed_carries_these_headers_and_no_others(web):
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


def test_every_feed_says_who_may_keep_it_and_sets_no_cookie(web, path):
    headers = web.get(path, headers={"Cookie": "wirkstaette_team=etwas"}).headers

    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Cache-Control"] == cache_of(path)
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
    assert answer.headers["Cache-Control"] == cache_of(path)
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
def test_a_date_is_compared_with_the_last_change(web, since, status):
    assert web.get(FEED, headers={"If-Modified-Since": since}).status_code == status


def test_an_etag_weighs_more_than_a_date(web):
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


def test_packing_can_be_switched_off(web, path, house, monkeypatch):
    monkeypatch.setitem(house.app.config, "GZIP", False)

    assert "Content-Encoding" not in web.get(path, headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND", "REPORT", "TRACE", "ERFUNDEN"])
def test_other_methods_are_told_what_is_allowed(web, path, method):
    answer = web.open(path, method=method)

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}


def test_no_calendar_answers_options(house):
    """A file as little as a feed: a program that looks for a CalDAV server shall learn that this is none."""
    rules = [rule for rule in house.app.url_map.iter_rules() if rule.rule.endswith(".ics")]

    assert {rule.rule: rule.methods for rule in rules} == {rule.rule: {"GET", "HEAD"} for rule in rules}
    assert len(rules) >= 5


def test_two_processes_send_the_same_to_the_byte_all_day(web, path, house, make_lasting_app):
    first = web.get(path)
    if not hasattr(house, "other"):
        house.other = make_lasting_app(url=house.url)
    clock.stand_still(local("2027-03-24T23:59"))
    second = house.other.test_client().get(path)
    clock.stand_still(local("2027-03-24T18:30"))

    assert second.data == first.data
    assert second.headers["ETag"] == first.headers["ETag"]


@pytest.fixture(params=[*PUBLIC, "own"])
def quick(request, house):
    """The address of a feed that knows by one statement whether it has changed."""
    return (house.paths | house.secret_paths)[request.param]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_unchanged_costs_one_statement(web, quick, house, method):
    etag, statements = web.get(quick).headers["ETag"], []
    with house.app.app_context():
        engines = db.engine, house.app.extensions["glances"]

    def listen(connection, *_more):
        connection.set_trace_callback(statements.append)

    def leave(connection, *_more):
        connection.set_trace_callback(None)

    for engine in engines:
        sa.event.listen(engine, "checkout", listen)
        sa.event.listen(engine, "checkin", leave)
    answer = web.open(quick, method=method, headers={"If-None-Match": etag})
    for engine in engines:
        sa.event.remove(engine, "checkout", listen)
        sa.event.remove(engine, "checkin", leave)

    assert answer.status_code == 304
    asked = [statement for statement in statements if statement.startswith("SELECT")]
    # For what is somebody's own, every request is asked first whether the house has changed.
    assert len(asked) == (2 if "/ich/" in quick else 1)
    assert not [statement for statement in statements if statement not in (*asked, "BEGIN DEFERRED", "ROLLBACK")]


@pytest.mark.parametrize("path", [OWN, TEAM])
@pytest.mark.parametrize("secret", ["unbekannt", "a" * 5000, "ä", "%00"])
def test_an_unknown_secret_is_not_found_like_any_page(web, path, secret):
    answer, other = web.get(path.format(secret=secret)), web.get("/gibt-es-nicht")

    assert (answer.status_code, answer.data) == (404, other.data)
    assert dict(answer.headers) == dict(other.headers)


@pytest.mark.parametrize("accept", ["text/calendar", "*/*", "application/json", "text/html;q=0.9", "unfug", ""])
def test_it_is_a_calendar_whatever_is_asked_for(web, path, accept):
    assert web.get(path, headers={"Accept": accept}).headers["Content-Type"] == "text/calendar; charset=utf-8"


@pytest.mark.parametrize("language", ["de", "pl,cs;q=0.5", "en-GB", "unfug"])
def test_the_language_of_a_program_changes_nothing(web, path, language):
    assert web.get(path, headers={"Accept-Language": language}).data == web.get(path).data


def test_an_event_that_does_not_exist_is_not_found(web):
    assert web.get("/veranstaltungen/gibt-es-nicht.ics").status_code == 404


@pytest.mark.parametrize("robot", ["Googlebot", "Google-Calendar-Importer", "*"])
def test_robots_may_fetch_the_feeds(web, public, robot):
    """Google refuses to subscribe to what robots.txt forbids."""
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(web.get("/robots.txt").get_data(as_text=True).splitlines())

    assert rules.can_fetch(robot, f"http://localhost{public}")
