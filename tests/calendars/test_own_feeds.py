"""A guest's own calendar: all that they have booked, by a secret address that dies with their data."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.calendars import own_feeds
from app.calendars.models import FeedAddress
from app.database import db
from app.programme import actions as programme
from app.programme.models import ONLINE, ONSITE
from app.registrations import actions, changing, forgetting, links
from tests.calendars.lint import events, lint
from tests.make import a_digital_room, a_place, a_registration, a_room, an_event

DAY = timedelta(days=1)
JANA = {"name": "Jana", "email": "jana@example.org"}


@pytest.fixture
def now(app, at):
    """A Monday."""
    return at("2026-05-04 12:00")


def feed_of(web, **options):
    """The address of Jana's calendar, by a secret of her own."""
    return f"/kalender/ich/{own_feeds.renew(JANA['email'], **options)}.ics"


def told(raw):
    """[(title, status)] of a calendar."""
    return [(entry["SUMMARY"], entry["STATUS"]) for entry in events(raw)]


def test_it_holds_all_that_somebody_booked_and_how_sure_it_is(now, web):
    sure = an_event(starts_at=now + DAY, title="Sicher")
    waiting = an_event(starts_at=now + 2 * DAY, title="Wartet", capacity=1)
    held = an_event(starts_at=now + 3 * DAY, title="Hält")
    gone, others = an_event(starts_at=now + 4 * DAY, title="Weg"), an_event(starts_at=now + 5 * DAY, title="Fremd")
    a_registration(sure, **JANA)
    a_registration(waiting)
    a_registration(waiting, would_wait=True, **JANA)
    a_registration(held, is_confirmed=False, **JANA)
    actions.give_up(a_registration(gone, **JANA).id)
    a_registration(others)

    raw = web.get(feed_of(web)).data
    only_sure = web.get(feed_of(web, with_waiting=False)).data

    assert told(raw) == [("Sicher", "CONFIRMED"), ("Wartet", "TENTATIVE"), ("Hält", "TENTATIVE")]
    assert told(only_sure) == [("Sicher", "CONFIRMED")]
    assert lint(raw) == []
    assert b"jana" not in raw.lower()


def test_an_entry_has_the_uid_of_the_programme_and_says_that_one_is_busy(now, web):
    event = an_event(starts_at=now + DAY)
    a_registration(event, **JANA)

    (own,) = events(web.get(feed_of(web)).data)
    (public,) = events(web.get("/kalender/programm.ics").data)

    assert own["UID"] == public["UID"] == event.dates[0].uid
    assert (own["TRANSP"], public["TRANSP"]) == ("OPAQUE", "TRANSPARENT")


def test_a_reminder_stands_before_what_is_sure_only(now, web):
    a_registration(an_event(starts_at=now + DAY, title="Sicher"), **JANA)
    full = an_event(starts_at=now + 2 * DAY, title="Wartet", capacity=1)
    a_registration(full)
    a_registration(full, would_wait=True, **JANA)

    raw = web.get(feed_of(web, remind_min=180)).data.decode()

    assert raw.count("BEGIN:VALARM") == 1
    assert "TRIGGER:-PT3H" in raw.partition("SUMMARY:Wartet")[0]


def test_what_is_called_off_says_so_until_its_day_is_over(now, web, at):
    event = an_event(starts_at=now + DAY, title="Nähen")
    a_registration(event, **JANA)
    programme.cancel_event(event.id, "Krank")
    path = feed_of(web)

    first = told(web.get(path).data)
    at("2026-05-06 00:00")

    assert first == [("Abgesagt: Nähen", "CANCELLED")]
    assert told(web.get(path).data) == []


def test_who_comes_digitally_finds_the_door_and_no_address_of_a_service(now, web):
    rooms = [a_room(place=a_place(street="Markt 1")).id, a_digital_room().id]
    event = an_event(starts_at=now + DAY, room_ids=rooms, seats={ONSITE: 5, ONLINE: 5})
    a_registration(event, kind=ONLINE, **JANA)

    (entry,) = events(web.get(feed_of(web)).data)

    assert entry["LOCATION"] == "Digital"
    assert entry["CONFERENCE"] == f"{links.event_link(event)}/raum"


def test_a_slot_and_chosen_sessions_stand_with_their_own_times(now, web):
    slots = an_event(starts_at=now + DAY, hours=2, format_facts={"registration": "slot", "slot_minutes": 20})
    a_registration(slots, parts=[f"slot:{slots.dates[0].id}:40"], **JANA)
    spans = [(now + days * DAY, now + days * DAY + timedelta(hours=1)) for days in (3, 4, 5)]
    course = an_event(spans=spans, attendance="some")
    a_registration(course, parts=[f"date:{course.dates[1].id}"], **JANA)

    found = events(web.get(feed_of(web)).data)

    assert [(entry["UID"], entry["DTSTART"]) for entry in found] == [
        (slots.dates[0].uid, "20260505T124000"), (course.dates[1].uid, "20260508T120000"),
    ]  # fmt: skip


def test_an_unchanged_calendar_is_not_sent_again(now, web):
    registration = a_registration(an_event(starts_at=now + DAY), **JANA)
    path = feed_of(web)
    first = web.get(path)
    again = web.get(path, headers={"If-None-Match": first.headers["ETag"]})
    head = web.head(path)
    changing.change_kind(registration.id, ONSITE)
    actions.give_up(registration.id)
    changed = web.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data, changed.status_code) == (304, b"", 200)
    assert (head.status_code, head.data) == (200, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert web.get(path).data == web.get(path).data


def test_it_is_sent_again_when_the_event_changes_or_somebody_confirms(now, web):
    event = an_event(starts_at=now + DAY)
    registration = a_registration(event, is_confirmed=False, **JANA)
    path, got = feed_of(web), []

    for act in (
        lambda: actions.confirm(registration.id), lambda: programme.change_event(event.id, title="Neu"), lambda: None,
    ):  # fmt: skip
        etag = web.get(path).headers["ETag"]
        act()
        got.append(web.get(path, headers={"If-None-Match": etag}).status_code)

    assert got == [200, 200, 304]


def test_a_new_address_ends_the_old_one_and_only_a_hash_is_kept(now, web):
    a_registration(an_event(starts_at=now + DAY), **JANA)
    old, new = feed_of(web), feed_of(web)
    kept = str(db.session.execute(sa.select(FeedAddress.__table__)).all())

    assert (web.get(old).status_code, web.get(new).status_code) == (404, 200)
    assert new.partition("/ich/")[2].partition(".")[0] not in kept
    assert db.session.scalar(sa.select(sa.func.count(FeedAddress.id))) == 1


def test_the_secret_stands_nowhere_in_the_calendar(now, web):
    a_registration(an_event(starts_at=now + DAY), **JANA)
    path = feed_of(web)
    answer = web.get(path)

    secret = path.partition("/ich/")[2].partition(".")[0]
    assert secret not in answer.data.decode() + str(dict(answer.headers))
    assert b"SOURCE" not in answer.data


def test_it_dies_with_the_person_s_data(now, web):
    registration = a_registration(an_event(starts_at=now + DAY), **JANA)
    path = feed_of(web)

    forgetting.erase(registration.id)
    answered = web.get(path).status_code
    own_feeds.forget_lost()

    assert answered == 404
    assert db.session.scalar(sa.select(sa.func.count(FeedAddress.id))) == 0


def test_on_their_page_a_guest_gets_the_address_once_and_can_end_it(now, web):
    registration = a_registration(an_event(starts_at=now + DAY), **JANA)
    page = f"{links.manage_path(registration)}/kalender"

    got = web.post(page, data={"with_waiting": "y", "remind_min": "60"}).text
    address = got.partition('value="http://localhost')[2].partition('"')[0]
    again = web.get(page).text
    first = web.get(address).status_code
    web.post(page, data={"act": "remove"})

    assert (first, web.get(address).status_code) == (200, 404)
    assert address not in again
    assert "Neue Adresse holen" in again


def test_a_bad_choice_is_refused(now, web):
    registration = a_registration(an_event(starts_at=now + DAY), **JANA)

    answer = web.post(f"{links.manage_path(registration)}/kalender", data={"remind_min": "-5"})

    assert answer.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(FeedAddress.id))) == 0
