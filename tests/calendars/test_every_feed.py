"""Every kind of feed, before and after everything that can happen: four readers see what the database says."""

import time

import pytest

from app import clock
from app.database import db
from tests.calendars.lint import events, lint
from tests.calendars.readers import READERS
from tests.calendars.world import KINDS, before, change, local

STATES = ("before", "after")


@pytest.fixture(scope="module", params=["Europe/Berlin", "America/New_York"])
def somewhere(request):
    """The house and the reader run in another part of the world."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.fixture(scope="module")
def told(somewhere, make_lasting_app):
    """{state: {kind: (bytes of the feed, what the database says)}}"""
    app = make_lasting_app()
    web = make_lasting_app(url=app.config["SQLALCHEMY_DATABASE_URI"]).test_client()
    with app.app_context():
        clock.stand_still(local("2027-03-01T12:00"))
        it = before()
        found = {"before": look(web, it)}
        clock.stand_still(local("2027-03-02T12:00"))
        change(it)
        found["after"] = look(web, it)
    clock.stand_still(None)
    return found


def look(web, it):
    """What every feed is now, and what it should be."""
    db.session.expire_all()
    addresses = {kind: path.format(it=it) for kind, (path, _expected) in KINDS.items()}
    expected = {kind: sorted(of(it)) for kind, (_path, of) in KINDS.items()}
    db.session.rollback()
    answers = {kind: web.get(address) for kind, address in addresses.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {kind: (answer.data, expected[kind]) for kind, answer in answers.items()}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_a_reader_sees_what_the_database_says(told, read, state):
    found = {kind: read(raw) for kind, (raw, _expected) in told[state].items()}

    assert found == {kind: expected for kind, (_raw, expected) in told[state].items()}


@pytest.mark.parametrize("state", STATES)
def test_no_feed_has_a_fault(told, state):
    assert {kind: lint(raw) for kind, (raw, _expected) in told[state].items()} == dict.fromkeys(KINDS, [])


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_that_changes_says_that_it_did(told, kind):
    """By a higher SEQUENCE and a later DTSTAMP, under the same UID."""
    was, now = ({entry["UID"]: entry for entry in events(told[state][kind][0])} for state in STATES)
    changed = [uid for uid in was.keys() & now.keys() if was[uid] != now[uid]]

    assert was != now
    silent = [
        now[uid]["SUMMARY"]
        for uid in changed
        if int(now[uid]["SEQUENCE"]) <= int(was[uid]["SEQUENCE"]) or now[uid]["DTSTAMP"] <= was[uid]["DTSTAMP"]
    ]
    assert silent == []
