"""One event of a series and all that follow: another time, another place, other words, called off, split."""

from datetime import time

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.errors import Refused
from app.programme import actions, event_series_changes
from app.programme.event_series_rules import EventSeriesRefusal
from app.programme.models import Event
from app.registrations import queries as registrations
from app.rooms import actions as rooms
from app.rooms.bookings import BOOKED, Booking
from app.rooms.models import RoomHours
from tests.make import a_place, a_registration, a_room, an_event
from tests.make_series import a_series, wall

FRIDAYS = ["2026-06-05", "2026-06-12", "2026-06-19", "2026-06-26"]


@pytest.fixture(autouse=True)
def in_may(at):
    at("2026-05-01 12:00")


def events():
    db.session.rollback()
    db.session.expire_all()
    return sorted(db.session.scalars(sa.select(Event)).all(), key=lambda event: (event.starts_at, event.id))


def begins():
    return [event.starts_at for event in events()]


def held():
    """When rooms are booked."""
    db.session.rollback()
    return sorted(db.session.scalars(sa.select(Booking.starts_at).where(Booking.state == BOOKED)))


def test_another_time_moves_rooms_and_guests_of_all_that_follow(app, at):
    made = a_series(room_ids=[a_room().id])
    a_registration(made[0])
    a_registration(made[2])

    changed = event_series_changes.retime(made[1].id, time(17), time(19, 30))

    assert len(changed) == 3
    assert begins() == [wall("2026-06-05 18:00"), *(wall(f"{day} 17:00") for day in FRIDAYS[1:])]
    assert held() == begins()
    at("2026-05-01 13:00")
    assert len(registrations.untold(clock.now())) == 1


def test_one_date_in_the_way_refuses_all_and_is_named(app):
    room = a_room(name="Werkraum", place=a_place(name="Zittau"))
    made = a_series(room_ids=[room.id])
    rooms.book_room(room.id, wall("2026-06-19 21:00"), wall("2026-06-19 22:00"), "Chorprobe")
    before = begins()

    with pytest.raises(Refused) as refused:
        event_series_changes.retime(made[0].id, time(19, 30), time(21, 30))

    assert refused.value.sentence.startswith("Freitag, 19. Juni, 18 bis 20 Uhr: Werkraum, Zittau ist schon belegt")
    assert begins() == before


def test_times_when_the_room_is_not_open_are_asked_for(app):
    room = a_room(hours=[RoomHours(weekday=4, opens=time(8), closes=time(21))])
    made = a_series(room_ids=[room.id])

    with pytest.raises(Refused) as refused:
        event_series_changes.retime(made[0].id, time(20), time(22))
    event_series_changes.retime(made[0].id, time(20), time(22), knowingly=True)

    assert "ist zu dieser Zeit nicht geöffnet" in refused.value.sentence
    assert begins() == [wall(f"{day} 20:00") for day in FRIDAYS]


def test_until_midnight_and_beyond_is_of_the_next_day(app):
    made = a_series(count=2)

    event_series_changes.retime(made[0].id, time(22), time(1))

    assert events()[1].spans == ((wall("2026-06-12 22:00"), wall("2026-06-13 01:00")),)


def test_another_place_and_other_words_reach_those_that_follow(app):
    first, other = a_room(name="Salon"), a_room(name="Saal")
    made = a_series(room_ids=[first.id])

    event_series_changes.settle(made[2].id, event_series_changes.Where((other.id,)))
    event_series_changes.describe(made[3].id, title="Zum Abschluss", note="Mit Kuchen")

    assert [event.rooms[0].name for event in events()] == ["Salon", "Salon", "Saal", "Saal"]
    assert [event.note for event in events()] == ["", "", "", "Mit Kuchen"]


def test_called_off_rooms_are_free_and_what_lies_before_takes_place(app):
    made = a_series(room_ids=[a_room().id])

    event_series_changes.cancel(made[2].id, "Die Werkstatt zieht um.")

    assert [event.state for event in events()] == ["published", "published", "cancelled", "cancelled"]
    assert held() == [wall("2026-06-05 18:00"), wall("2026-06-12 18:00")]


def test_drafts_that_follow_become_public_together_or_none_does(app):
    made = a_series(is_public=False, room_ids=[a_room().id])
    actions.change_event(made[3].id, languages=[])

    with pytest.raises(Refused) as refused:
        event_series_changes.publish(made[1].id)
    none = [event.state for event in events()]
    actions.change_event(made[3].id, languages=["de"])
    event_series_changes.publish(made[1].id)

    assert "Freitag, 26. Juni, 18 bis 20 Uhr: So kann die Veranstaltung" in refused.value.sentence
    assert none == ["draft"] * 4
    assert [event.state for event in events()] == ["draft", "published", "published", "published"]


def test_split_the_later_ones_are_a_series_that_knows_where_it_came_from(app):
    made = a_series()

    event_series_changes.split(made[2].id)
    with pytest.raises(Refused) as refused:
        event_series_changes.split(made[2].id)
    event_series_changes.retime(made[0].id, time(10), time(12))

    earlier, later = events()[0].series, events()[3].series
    assert [event.series_id for event in events()] == [earlier.id] * 2 + [later.id] * 2
    assert (earlier.rule, later.rule) == ("FREQ=WEEKLY;WKST=MO;UNTIL=20260618", "FREQ=WEEKLY;WKST=MO;COUNT=2")
    assert later.split_from_id == earlier.id
    assert refused.value.reason is EventSeriesRefusal.FIRST_OF_ALL
    # A change of the earlier part does not reach the later one.
    assert begins()[1:3] == [wall("2026-06-12 10:00"), wall("2026-06-19 18:00")]


def test_what_is_over_or_called_off_or_no_part_of_a_series_stays(app, at):
    made, lone = a_series(), an_event()
    actions.cancel_event(made[2].id, "Krank.")
    at("2026-06-08 12:00")

    changed = event_series_changes.retime(made[0].id, time(17), time(19))
    with pytest.raises(Refused) as none:
        event_series_changes.cancel(lone.id, "Krank.")

    assert [event.id for event in changed] == [made[1].id, made[3].id]
    assert none.value.reason is EventSeriesRefusal.NOT_IN_SERIES


def test_the_page_shows_what_a_change_reaches_before_it_does_it(staff):
    made = a_series()
    a_registration(made[1], seats=2)
    path = f"/team/veranstaltungen/{made[0].id}/reihe"
    fields = {"first": str(made[1].id), "kind": "time", "begins": "17:00", "ends": "19:00"}

    seen = staff.fill(staff.get(path), path, do="preview", **fields)
    before = begins()
    done = staff.fill(seen, path, do="do", **fields)

    assert "Das betrifft 3 Veranstaltungen" in seen.words
    assert "1 Person bekommt eine Nachricht" in seen.words
    assert "Freitag, 12. Juni, 18 bis 20 Uhr: dann 17 bis 19 Uhr. 2 von 20 Plätzen vergeben." in seen.words
    assert before == [wall(f"{day} 18:00") for day in FRIDAYS]
    assert (done.status, begins()[1]) == (303, wall("2026-06-12 17:00"))


def test_the_page_asks_for_what_is_missing_and_takes_every_act(staff):
    room = a_room()
    made = a_series()
    path = f"/team/veranstaltungen/{made[0].id}/reihe"
    acts = {
        "place": {"rooms": str(room.id), "external": ""}, "words": {"title": "Anders"}, "split": {},
        "cancel": {"reason": "Krank."},
    }  # fmt: skip

    missing = staff.fill(staff.get(path), path, kind="cancel", do="do")
    answers = [
        staff.fill(staff.get(path), path, kind=kind, do="do", **{"first": str(made[2].id), **fields}).status
        for kind, fields in acts.items()
    ]  # fmt: skip

    assert (missing.status, "Bitte schreiben Sie den Gästen" in missing.refusal) == (422, True)
    # The later part has left: from this page it cannot be called off.
    assert answers == [303, 303, 303, 422]
    assert [(event.title, event.state) for event in events()][2:] == [("Anders", "published")] * 2


def test_what_stands_in_the_way_is_said_already_when_looking(staff):
    room = a_room()
    made = a_series(room_ids=[room.id])
    rooms.book_room(room.id, wall("2026-06-19 20:00"), wall("2026-06-19 21:00"), "Chorprobe")
    path = f"/team/veranstaltungen/{made[0].id}/reihe"

    seen = staff.fill(staff.get(path), path, do="preview", kind="time", begins="19:00", ends="21:00")

    assert (seen.status, "Chorprobe" in seen.refusal, "So machen" in seen.words) == (409, True, False)
    assert begins() == [wall(f"{day} 18:00") for day in FRIDAYS]


def test_steps_and_a_guest_in_a_wheelchair_are_asked_about(staff):
    made = a_series(room_ids=[a_room(step_free=True).id])
    cellar = a_room(step_free=False)
    registration = a_registration(made[2])
    registration.wheelchairs = 1
    db.session.commit()
    path = f"/team/veranstaltungen/{made[0].id}/reihe"
    fields = {"kind": "place", "rooms": str(cellar.id), "first": str(made[0].id)}

    asked = staff.fill(staff.get(path), path, do="do", **fields)
    done = staff.fill(asked, path, do="do", has_spoken="y", **fields)

    assert (asked.status, done.status) == (409, 303)
    assert {event.rooms[0].id for event in events()} == {cellar.id}
