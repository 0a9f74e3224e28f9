"""The calendars of the team: each sees what their roles let them see, at every request, and never who comes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import current_app, g
from flask_login import login_user

from app.accounts import erasing, granting
from app.accounts.models import ADMINISTRATION, DOOR, INSIGHTS, PROGRAMME, REPRESENTATIVE, ROOMS
from app.calendars import staff_addresses
from app.calendars.models import StaffFeedAddress
from app.database import db, transaction
from app.operations import log
from app.programme import actions as programme
from app.programme.models import DRAFT, ONLINE
from app.registrations import actions as registrations
from app.rooms import deciding
from tests import make
from tests.calendars.lint import events, lint
from tests.make_planning import statements
from tests.make_staff_feeds import calendars_of, somebody

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
JANA = {"name": "Jana Geheim", "email": "jana@example.org"}


@pytest.fixture
def now(app, at):
    """A Monday."""
    return at("2026-05-04 12:00")


@pytest.fixture
def here(now):
    """The room that things happen in."""
    return make.a_room(name="Saal", place=make.a_place(street="Markt 1"))


def told(web, path):
    """{title: status} of a calendar, which has no faults and names no guest."""
    answer = web.get(path)
    assert answer.status_code == 200
    assert lint(answer.data) == []
    assert b"jana" not in answer.data.lower()
    return {entry["SUMMARY"]: entry["STATUS"] for entry in events(answer.data)}


def planned(account, **facts):
    """An event that somebody planned while they were signed in."""
    with current_app.test_request_context():
        login_user(account)
        try:
            return make.an_event(**facts)
        finally:
            del g._login_user


def a_season(now, here):
    """Events here and elsewhere, hosted or not; and who hosts one."""
    elsewhere = make.a_room(name="Fern")
    host = make.an_organisation()
    make.an_event(title="Hier", starts_at=now + DAY, room_ids=[here.id])
    make.an_event(title="Plan", starts_at=now + 2 * DAY, room_ids=[here.id], state=DRAFT)
    make.an_event(title="Fern", starts_at=now + 3 * DAY, room_ids=[elsewhere.id])
    make.an_event(title="Mit uns", starts_at=now + 4 * DAY, room_ids=[elsewhere.id], hosts=[host])
    return host


@pytest.mark.parametrize(
    ("role", "at_place", "sees"),
    [
        (ADMINISTRATION, False, {"Hier", "Entwurf: Plan", "Fern", "Mit uns"}),
        (PROGRAMME, False, {"Hier", "Entwurf: Plan", "Fern", "Mit uns"}),
        (PROGRAMME, True, {"Hier", "Entwurf: Plan"}),
        (REPRESENTATIVE, False, {"Mit uns"}),
        (ROOMS, False, set()),
        (DOOR, False, set()),
        (INSIGHTS, False, set()),
        (None, False, set()),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"])
def test_who_sees_which_events(now, here, web, role, at_place, sees):
    host = a_season(now, here)
    account = somebody(role, here.place if at_place else None, host)

    found = told(web, calendars_of(account, with_all=True) + "meine.ics")

    assert set(found) == sees
    assert found.get("Entwurf: Plan", "TENTATIVE") == "TENTATIVE"


def test_usually_it_is_what_somebody_planned_and_what_they_choose(now, here, web):
    account = somebody(PROGRAMME)
    mine = planned(account, title="Meine", starts_at=now + DAY, room_ids=[here.id])
    planned(account, title="Plan", starts_at=now + 2 * DAY, state=DRAFT)
    make.an_event(title="Fremd", starts_at=now + 3 * DAY, room_ids=[here.id])
    path = calendars_of(account) + "meine.ics"

    first = told(web, path)
    entry = events(web.get(path).data)[0]
    (public,) = (each for each in events(web.get("/kalender/programm.ics").data) if each["SUMMARY"] == "Meine")
    staff_addresses.choose(account.id, with_all=True, with_drafts=False)

    assert first == {"Meine": "CONFIRMED", "Entwurf: Plan": "TENTATIVE"}
    assert told(web, path) == {"Meine": "CONFIRMED", "Fremd": "CONFIRMED"}
    assert entry["UID"] == public["UID"] == mine.dates[0].uid
    assert entry["TRANSP"] == "OPAQUE"
    assert entry["URL"] == f"http://localhost/team/veranstaltungen/{mine.id}"


def test_a_role_taken_away_takes_it_out_at_once(now, here, web):
    account = somebody(PROGRAMME, here.place)
    planned(account, title="Meine", starts_at=now + DAY, room_ids=[here.id])
    path = calendars_of(account)
    room = f"{path}raum-{here.id}.ics"
    before = told(web, f"{path}meine.ics"), told(web, f"{path}einlass.ics"), told(web, room)

    granting.revoke_role(account.id, PROGRAMME, here.place_id)

    assert before == ({"Meine": "CONFIRMED"}, {"Einlass: Meine": "CONFIRMED"}, {"Meine": "CONFIRMED"})
    assert (told(web, f"{path}meine.ics"), told(web, f"{path}einlass.ics")) == ({}, {})
    assert web.get(room).status_code == 404


def test_requests_wait_for_those_who_decide_about_the_room(now, here, web):
    request = make.an_open_request(here, starts_at=now + 9 * DAY, **JANA)
    make.an_open_request(make.a_room(name="Fern"), starts_at=now + 9 * DAY, **JANA)
    make.an_open_request(here, starts_at=now + 10 * DAY, is_confirmed=False, **JANA)
    steward = somebody(ROOMS, here.place)
    path = calendars_of(steward) + "meine.ics"
    planner = calendars_of(somebody(PROGRAMME, email="pia@example.org"), with_all=True) + "meine.ics"

    waiting, others = told(web, path), told(web, planner)
    (entry,) = events(web.get(path).data)
    deciding.accept(request.id, steward.id)

    assert waiting == {"Anfrage: Chorprobe (Saal)": "TENTATIVE"}
    assert entry["UID"] == request.bookings[0].uid
    assert entry["URL"] == f"http://localhost/team/anfragen/{request.id}"
    assert others == {}
    assert told(web, path) == {}


def test_whoever_agreed_first_waits_no_more(now, here, web):
    with transaction():
        here.two_agree = True
    request = make.an_open_request(here, starts_at=now + 9 * DAY)
    first, second = somebody(ROOMS), somebody(ROOMS, email="pia@example.org")
    deciding.accept(request.id, first.id)

    assert told(web, calendars_of(first) + "meine.ics") == {}
    assert len(told(web, calendars_of(second) + "meine.ics")) == 1


def test_an_organisation_finds_what_it_asked_for_itself(now, here, web):
    own, other = make.an_organisation(), make.an_organisation()
    make.an_open_request(here, starts_at=now + 9 * DAY, organisation_id=own.id, is_verified=True, **JANA)
    sure = make.an_open_request(
        here, starts_at=now + 10 * DAY, organisation_id=own.id, is_verified=True, purpose="Fest", **JANA
    )
    make.an_open_request(here, starts_at=now + 11 * DAY, organisation_id=own.id, **JANA)
    make.an_open_request(here, starts_at=now + 12 * DAY, organisation_id=other.id, is_verified=True, **JANA)
    deciding.accept(sure.id, somebody(ROOMS).id)
    account = somebody(REPRESENTATIVE, organisation=own, email="pia@example.org")

    assert told(web, calendars_of(account) + "meine.ics") == {
        "Anfrage: Chorprobe (Saal)": "TENTATIVE", "Fest (Saal)": "CONFIRMED",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "at_place", "sees"),
    [
        (DOOR, False, {"Hier", "Fern", "Mit uns"}), (DOOR, True, {"Hier"}), (PROGRAMME, True, {"Hier"}),
        (REPRESENTATIVE, False, set()), (ROOMS, False, set()), (INSIGHTS, False, set()),
    ],
)  # fmt: skip
@pytest.mark.parametrize("engine", ["sqlite"])
def test_who_sees_which_doors(now, here, web, role, at_place, sees):
    host = a_season(now, here)
    make.an_event(title="Digital", room_ids=[make.a_digital_room().id], seats={ONLINE: 5})

    found = told(web, calendars_of(somebody(role, here.place if at_place else None, host)) + "einlass.ics")

    assert set(found) == {f"Einlass: {title}" for title in sees}


def test_a_door_knows_how_many_and_not_who(now, here, web, at):
    spans = [(now + days * DAY, now + days * DAY + HOUR) for days in (1, 2)]
    event = make.an_event(spans=spans, room_ids=[here.id], attendance="some", title="Kurs")
    both = [f"date:{date.id}" for date in event.dates]
    make.a_registration(event, seats=2, parts=both, **JANA)
    path = calendars_of(somebody(DOOR)) + "einlass.ics"
    before = events(web.get(path).data)
    at("2026-05-04 13:00")
    make.a_registration(event, parts=both[1:], is_confirmed=False)
    registrations.give_up(make.a_registration(event, parts=both).id)

    after = events(web.get(path).data)

    assert told(web, path) == {"Einlass: Kurs": "CONFIRMED"}
    assert [entry["DESCRIPTION"].partition("\\n")[0] for entry in after] == [
        "Erwartet: 2 Personen", "Erwartet: 3 Personen",
    ]  # fmt: skip
    assert [entry["UID"] for entry in after] == [date.uid for date in event.dates]
    assert after[0]["DTSTAMP"] == before[0]["DTSTAMP"] < after[1]["DTSTAMP"]
    assert after[0]["URL"].endswith(f"/team/veranstaltungen/{event.id}/einlass")


def test_a_door_called_off_says_so_until_its_day_is_over(now, here, web, at):
    event = make.an_event(starts_at=now + DAY, room_ids=[here.id], title="Nähen")
    programme.cancel_event(event.id, "Krank")
    path = calendars_of(somebody(DOOR)) + "einlass.ics"

    assert told(web, path) == {"Abgesagt: Nähen": "CANCELLED"}
    at("2026-05-06 00:00")
    assert told(web, path) == {}


def test_a_room_tells_titles_to_those_who_see_the_planning_board(now, here, web):
    half = make.a_room(name="Nische", parts=[here.parts[0]], place=here.place)
    make.an_event(title="Nähen", starts_at=now + DAY, room_ids=[here.id], format_facts={"registration": "invite"})
    make.an_event(title="Idee", starts_at=now + 2 * DAY, room_ids=[half.id], state=DRAFT)
    make.an_open_request(here, starts_at=now + 3 * DAY, **JANA)
    with transaction():
        here.requests_block = False
    make.an_open_request(here, starts_at=now + 4 * DAY, purpose="Tanz", **JANA)
    path = f"raum-{here.id}.ics"

    found = told(web, calendars_of(somebody(ROOMS, here.place)) + path)
    refused = [
        web.get(calendars_of(somebody(role, place, email=f"{role}{number}@example.org")) + path).status_code
        for number, (role, place) in enumerate([(ROOMS, make.a_place()), (DOOR, None), (INSIGHTS, None), (None, None)])
    ]

    assert found == {
        "Nähen": "CONFIRMED", "Entwurf: Idee (Nische)": "CONFIRMED", "Anfrage: Chorprobe": "TENTATIVE",
        "Anfrage: Tanz": "TENTATIVE",
    }  # fmt: skip
    assert refused == [404] * 4


def test_a_new_address_ends_the_old_one_and_only_a_hash_is_kept(now, web):
    account = somebody(PROGRAMME)
    old = calendars_of(account, with_drafts=False)
    new = calendars_of(account)
    secret = new.split("/")[3]

    assert (web.get(f"{old}meine.ics").status_code, web.get(f"{new}meine.ics").status_code) == (404, 200)
    assert secret not in str(db.session.execute(sa.select(StaffFeedAddress.__table__)).all())
    assert staff_addresses.find_of(account.id).with_drafts is False
    assert len(secret) == 32
    staff_addresses.take_away(account.id)
    assert web.get(f"{new}meine.ics").status_code == 404


@pytest.mark.parametrize("way", ["close", "erase"])
def test_it_dies_with_the_account(now, web, way):
    account = somebody(PROGRAMME)
    path = calendars_of(account) + "meine.ics"
    assert web.get(path).status_code == 200

    if way == "close":
        granting.close_account(account.id)
        granting.open_account(account.id)
    else:
        erasing.erase(account.id)

    assert web.get(path).status_code == 404
    assert db.session.scalar(sa.select(sa.func.count(StaffFeedAddress.id))) == 0


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("path", ["x/meine.ics", "x/einlass.ics", "x/raum-1.ics", f"{'a' * 3000}/meine.ics", "ä/x.ics"])
def test_an_unknown_address_is_the_page_that_is_not_there(now, web, path):
    answer = web.get(f"/kalender/team/{path}")

    assert (answer.status_code, answer.text) == (404, web.get("/gibt-es-nicht").text)


def test_it_is_private_and_the_secret_stands_nowhere_in_it(now, here, web):
    planned(account := somebody(PROGRAMME), starts_at=now + DAY, room_ids=[here.id])
    path = calendars_of(account)
    for name in ("meine.ics", "einlass.ics", f"raum-{here.id}.ics"):
        first = web.get(path + name)
        again = web.get(path + name, headers={"If-None-Match": first.headers["ETag"]})

        assert first.data == web.get(path + name).data
        assert (again.status_code, again.data) == (304, b"")
        assert (web.head(path + name).status_code, web.head(path + name).data) == (200, b"")
        assert first.headers["Cache-Control"] == "private, no-cache"
        assert first.headers["X-Robots-Tag"] == "noindex"
        assert path.split("/")[3] not in first.data.decode() + str(first.headers)
        assert b"SOURCE" not in first.data
    assert "/kalender" not in web.get("/robots.txt").text


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_failure_names_the_rule_and_not_the_secret(now, web, caplog, monkeypatch):
    path = calendars_of(somebody(PROGRAMME)) + "meine.ics"
    log.keep_secrets_out(web.application)
    web.application.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("app.calendars.staff_events.bodies", lambda *_args: 1 / 0)

    assert web.get(path).status_code == 500
    assert "Exception on /kalender/team/<token>/meine.ics [GET]" in caplog.text
    assert path.split("/")[3] not in caplog.text


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize(("name", "most"), [("meine", 7), ("einlass", 7), ("raum", 5)])
def test_three_cost_as_many_statements_as_one(now, here, web, name, most):
    account = somebody(ADMINISTRATION)
    path = calendars_of(account, with_all=True) + (f"raum-{here.id}.ics" if name == "raum" else f"{name}.ics")

    def more(day):
        event = planned(account, starts_at=now + day * DAY, room_ids=[here.id], hosts=[make.an_organisation()])
        make.a_registration(event)
        make.an_open_request(here, starts_at=now + (20 + day) * DAY)

    more(1)
    web.get(path)
    one = statements(lambda: web.get(path))
    more(2)
    more(3)

    assert one == statements(lambda: web.get(path)) <= most
