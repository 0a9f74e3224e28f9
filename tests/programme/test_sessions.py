"""Courses and two-day events: several dates that are one event; drafts that go public by themselves; rooms not open."""

from datetime import time

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.errors import Refused
from app.programme import planning, publish_jobs, sessions
from app.programme.models import DRAFT, PUBLISHED, SOME_DATES, Event
from app.programme.planning_rules import PlanningRefusal
from app.programme.rules import EventRefusal
from app.registrations import queries
from app.rooms import actions as rooms
from app.rooms.bookings import Booking, Loan
from app.rooms.models import RoomHours
from tests.make import a_format, a_place, a_registration, a_room, a_thing, an_event
from tests.make_series import several, wall

NEW = "/team/veranstaltungen/neu"
COURSE = several(
    ("2026-06-05", "18:00", "20:00", "Holz kennenlernen"),
    ("2026-06-12", "18:00", "20:00", "Ein Kästchen bauen"),
    ("2026-06-19", "18:00", "20:00", ""),
)


def the_event():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(Event)).one()


def fill(staff, format, **fields):
    """Open the form for a format, fill it in, and send it."""
    path = f"{NEW}?format={format.id}"
    page = staff.fill(staff.get(path), path, more="1")
    return staff.fill(page, path, **fields)


def test_a_course_has_titled_sessions_and_says_what_a_registration_is_for(staff, new_guest):
    room, format = a_room(), a_format(name="Holzkurs")

    fill(staff, format, rooms=str(room.id), attendance=SOME_DATES, state=PUBLISHED, **COURSE)

    event = the_event()
    assert [date.title for date in event.dates] == ["Holz kennenlernen", "Ein Kästchen bauen", ""]
    assert (event.attendance, event.dates[2].starts_at) == (SOME_DATES, wall("2026-06-19 18:00"))
    words = new_guest().get(f"/veranstaltungen/{event.slug}").words
    assert "18 bis 20 Uhr: Ein Kästchen bauen" in words
    assert b"SUMMARY:Holzkurs: Ein K" in new_guest().get(f"/veranstaltungen/{event.slug}.ics").body
    assert "Sie melden sich einmal an, und können zu allen Terminen kommen oder nur zu einzelnen." in words


def test_one_date_has_no_session_title_and_nothing_to_choose(staff):
    row = several(("2026-06-05", "18:00", "20:00", "Holz"))

    fill(staff, a_format(), attendance=SOME_DATES, **row)

    assert ([date.title for date in the_event().dates], the_event().attendance) == ([""], "all")


def test_several_dates_of_one_that_is_said_to_be_single_are_asked_about(staff):
    answer = fill(staff, a_format(), **{**COURSE, "kind": "one"})

    assert (answer.status, "Sie haben mehrere Termine geschrieben." in answer.refusal) == (422, True)
    assert db.session.scalars(sa.select(Event)).all() == []


def test_more_than_thirty_sessions_are_refused_not_cut_off(staff):
    rows = [(f"2026-{month}-{day:02}", "10:00", "11:00", "") for month in ("06", "07") for day in range(1, 17)]

    answer = fill(staff, a_format(), **several(*rows))

    assert (answer.status, "Mehr als 30 Termine passen nicht" in answer.refusal) == (422, True)
    assert db.session.scalars(sa.select(Event)).all() == []


def a_room_open_in_the_afternoon():
    hours = [RoomHours(weekday=day, opens=time(13), closes=time(18)) for day in range(7)]
    return a_room(name="Werkraum", place=a_place(name="Zittau"), hours=hours)


def test_outside_the_hours_is_asked_for_by_a_tick(staff):
    room, format = a_room_open_in_the_afternoon(), a_format()
    path = f"{NEW}?format={format.id}"
    evening = several(("2026-06-05", "16:30", "18:30", ""))

    refused = fill(staff, format, rooms=str(room.id), **evening)
    planned = staff.fill(refused, path, knowingly="y")

    assert refused.status == 409
    assert "Freitag, 5. Juni: Werkraum, Zittau ist zu dieser Zeit nicht geöffnet." in refused.refusal
    assert "Zu einer anderen Zeit: Freitag, 5. Juni, 16 bis 18 Uhr" in refused.words
    assert planned.status == 303
    assert db.session.scalars(sa.select(Booking.broken_rules)).all() == [["OUTSIDE_HOURS"]]


def test_a_draft_goes_public_at_its_moment_and_once(staff, at):
    room, format = a_room(), a_format()
    row = several(("2026-06-05", "18:00", "20:00", ""))

    answer = fill(
        staff, format, rooms=str(room.id), state="later", publish_day="2026-05-10", publish_time="08:00", **row
    )
    states = []
    for moment in ("2026-05-10 07:59", "2026-05-10 08:00", "2026-05-10 08:01"):
        at(moment)
        publish_jobs.publish_events()
        states.append((the_event().state, the_event().sequence))

    assert answer.status == 303
    assert states == [(DRAFT, 0), (PUBLISHED, 1), (PUBLISHED, 1)]


def test_what_guests_would_miss_keeps_a_draft_back_and_shows_as_overdue(staff, at):
    at("2026-05-01 12:00")
    event = an_event(state=DRAFT, publish_at=wall("2026-05-02 08:00"), starts_at=wall("2026-06-05 18:00"))
    at("2026-05-02 08:00")

    publish_jobs.publish_events()

    assert (the_event().state, the_event().publish_at) == (DRAFT, wall("2026-05-02 08:00"))
    page = staff.get(f"/team/veranstaltungen/{event.id}/veroeffentlichen")
    assert "Seit Samstag, 2. Mai, 8 Uhr soll sie öffentlich sein." in page.words
    assert "Entwurf, sollte schon öffentlich sein" in staff.get(f"/team/veranstaltungen/{event.id}").words


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        ("2026-05-01 08:00", PlanningRefusal.PUBLISHED_IN_THE_PAST),
        ("2026-06-05 18:00", PlanningRefusal.PUBLISHED_TOO_LATE),
    ],
)
def test_no_draft_goes_public_too_early_or_too_late(app, at, moment, reason):
    at("2026-05-02 08:00")
    event = an_event(state=DRAFT, starts_at=wall("2026-06-05 18:00"))

    with pytest.raises(Refused) as refused:
        planning.publish_later(event.id, wall(moment))

    assert refused.value.reason is reason


def dates(event):
    db.session.rollback()
    db.session.expire_all()
    return [
        (date.starts_at, date.title, [booking.room.name for booking in date.bookings])
        for date in db.session.get(Event, event.id).dates
    ]


def a_course(room, **facts):
    """Two evenings in June, with somebody who holds a seat."""
    spans = [(wall(f"2026-06-{day} 18:00"), wall(f"2026-06-{day} 20:00")) for day in ("05", "12")]
    return an_event(spans=spans, room_ids=[room.id], **facts)


def test_a_session_comes_in_between_with_its_rooms_and_what_is_lent(staff):
    thing, room = a_thing(stock=1), a_room(name="Werkraum")
    event = a_course(room, equipment_ids=[thing.id])
    path = f"/team/veranstaltungen/{event.id}/termine"
    row = {"dates-0-day": "2026-06-08", "dates-0-begins": "18:00", "dates-0-title": "Schleifen"}

    answer = staff.fill(staff.get(path), path, do="add", **row)

    assert answer.status == 303
    assert dates(event) == [
        (wall("2026-06-05 18:00"), "", ["Werkraum"]), (wall("2026-06-08 18:00"), "Schleifen", ["Werkraum"]),
        (wall("2026-06-12 18:00"), "", ["Werkraum"]),
    ]  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count(Loan.id))) == 3


def test_a_taken_room_refuses_the_session_and_offers_other_times(staff):
    room = a_room(name="Werkraum")
    event = a_course(room)
    rooms.book_room(room.id, wall("2026-06-08 19:30"), wall("2026-06-08 22:00"), "Chorprobe")
    path = f"/team/veranstaltungen/{event.id}/termine"

    refused = staff.fill(staff.get(path), path, do="add", **{"dates-0-day": "2026-06-08", "dates-0-begins": "18:00"})
    takes = refused.tree.xpath("//button[@name='take']/@value")
    answer = staff.fill(refused, path, take=takes[0])

    assert (refused.status, "Chorprobe" in refused.refusal) == (409, True)
    assert (answer.status, len(dates(event))) == (303, 3)


def test_a_session_is_dropped_its_room_is_free_and_guests_hear_of_it(app, at):
    at("2026-05-01 12:00")
    room = a_room()
    event = a_course(room)
    a_registration(event)
    at("2026-05-02 12:00")

    sessions.drop_session(event.id, event.dates[1].id)
    sessions.drop_session(event.id, 4711)

    assert [moment for moment, *_rest in dates(event)] == [wall("2026-06-05 18:00")]
    rooms.book_room(room.id, wall("2026-06-12 18:00"), wall("2026-06-12 20:00"), "Frei geworden")
    at("2026-05-02 12:30")
    assert len(queries.untold(clock.now())) == 1


@pytest.mark.parametrize(
    ("now", "number", "reason"),
    [
        ("2026-06-05 18:00", 0, sessions.SessionRefusal.BEGUN),
        ("2026-06-12 19:00", 1, sessions.SessionRefusal.BEGUN),
    ],
)
def test_what_has_begun_stays(app, at, now, number, reason):
    at("2026-05-01 12:00")
    event = a_course(a_room())
    at(now)

    with pytest.raises(Refused) as refused:
        sessions.drop_session(event.id, event.dates[number].id)

    assert refused.value.reason is reason


def test_the_only_session_stays_and_there_are_thirty_at_most(app, at):
    at("2026-05-01 12:00")
    spans = [(wall(f"2026-06-{day:02} 18:00"), wall(f"2026-06-{day:02} 20:00")) for day in range(1, 31)]
    full, single = an_event(spans=spans), an_event()
    more = (wall("2026-07-01 18:00"), wall("2026-07-01 20:00"))

    with pytest.raises(Refused) as too_many:
        sessions.add_session(full.id, more)
    with pytest.raises(Refused) as only:
        sessions.drop_session(single.id, single.dates[0].id)
    with pytest.raises(Refused) as overlapping:
        sessions.add_session(single.id, single.spans[0])

    reasons = [each.value.reason for each in (too_many, only, overlapping)]
    assert reasons == [
        sessions.SessionRefusal.TOO_MANY, sessions.SessionRefusal.ONLY_ONE, EventRefusal.DATES_OVERLAP,
    ]  # fmt: skip


def test_sessions_get_other_titles_and_a_registration_another_meaning(staff):
    event = a_course(a_room())
    path = f"/team/veranstaltungen/{event.id}/termine"
    titles = {f"title-{date.id}": f"Teil {number}" for number, date in enumerate(event.dates, 1)}

    staff.fill(staff.get(path), path, do="save", attendance=SOME_DATES, **titles)

    assert [title for _moment, title, _rooms in dates(event)] == ["Teil 1", "Teil 2"]
    assert db.session.get(Event, event.id).attendance == SOME_DATES


def test_a_hybrid_format_comes_with_a_digital_room_that_is_free(staff):
    first, second = a_room(kind="digital", name="Netz A"), a_room(kind="digital", name="Netz B")
    rooms.book_room(first.id, wall("2026-06-05 18:00"), wall("2026-06-05 20:00"), "Anderes")
    format = a_format(mode="hybrid", capacity=20, capacity_online=50)
    path = f"{NEW}?format={format.id}"
    row = several(("2026-06-05", "18:00", "20:00", ""))

    page = staff.get(path)
    looked = staff.fill(page, path, look="1", **row)

    assert [page.sent[name] for name in ("digital", "seats_onsite", "seats_online")] == [str(first.id), "20", "50"]
    assert looked.sent["digital"] == str(second.id)


def test_whom_it_would_concern_is_seen_before_a_session_goes(staff):
    event = a_course(a_room())
    a_registration(event)
    path = f"/team/veranstaltungen/{event.id}/termine"
    fields = {"do": "drop", "date": str(event.dates[1].id)}

    seen = staff.fill(staff.get(path), path, **fields)
    before = dates(event)
    done = staff.fill(seen, path, **fields)

    assert (seen.status, len(before)) == (200, 2)
    assert "1 Person bekommt eine Nachricht" in seen.words
    assert (done.status, len(dates(event))) == (303, 1)


def test_moving_and_another_room_ask_too_when_it_is_not_open(staff):
    room, free = a_room_open_in_the_afternoon(), a_room()
    span = (wall("2026-06-05 14:00"), wall("2026-06-05 16:00"))
    before = (wall("2026-06-05 08:00"), wall("2026-06-05 10:00"))
    event, other = an_event(spans=[span], room_ids=[room.id]), an_event(spans=[before], room_ids=[free.id])
    page, where = f"/team/veranstaltungen/{event.id}/verlegen", f"/team/veranstaltungen/{other.id}/ort"

    refused = staff.fill(staff.get(page), page, **{"dates-0-begins": "16:30", "dates-0-ends": "18:30"})
    moved = staff.fill(refused, page, knowingly="y")
    asked = staff.fill(staff.get(where), where, rooms=str(room.id))
    settled = staff.fill(asked, where, knowingly="y")

    assert (refused.status, moved.status, asked.status, settled.status) == (409, 303, 409, 303)
    assert "Zu einer anderen Zeit: Freitag, 5. Juni, 16 bis 18 Uhr" in refused.words
    assert "ist zu dieser Zeit nicht geöffnet" in asked.refusal
