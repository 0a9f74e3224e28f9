"""Changing a series: this date, this and following, all to come. What was changed by itself stays; so does the past."""

from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db
from app.errors import Refused
from app.rooms import actions, series_actions, series_changes
from app.rooms.bookings import BOOKED, CANCELLED, LEFT_OUT, Booking, Occupancy, Series
from app.rooms.rules import RoomRefusal
from app.rooms.series_actions import Choices, Wanted
from app.rooms.series_changes import Change
from app.rooms.series_plan import ALL_FUTURE, FOLLOWING, SeriesRefusal
from tests.make import a_room, a_thing
from tests.rooms.test_series import moment, tuesdays, wall

SIX = "FREQ=WEEKLY;BYDAY=TU;COUNT=6"


@pytest.fixture(autouse=True)
def _today(at):
    at("2026-03-01 12:00")


def book(room=None, rule=SIX, choices=None, **more):
    room = room or a_room()
    return series_actions.book_series(tuesdays(room, rule, **more), "Chor", choices or Choices())


def dates(series_id):
    """(local day and time, state) of each date of a series, in order of the rule."""
    rows = db.session.scalars(
        sa.select(Booking).where(Booking.series_id == series_id).order_by(Booking.wall_start)
    ).all()
    return [(f"{clock.local(each.starts_at):%d.%m. %H:%M}", each.state) for each in rows]


def held():
    """What is held: (occupancy, booking, part, start, end)."""
    columns = (Occupancy.id, Occupancy.booking_id, Occupancy.part_id, Occupancy.starts_at, Occupancy.ends_at)
    return [tuple(row) for row in db.session.execute(sa.select(*columns).order_by(Occupancy.id))]


def later(series, number=2):
    return series.bookings[number].id


def refused(*args, **more):
    before = held(), dump()
    with pytest.raises(Refused) as refusal:
        series_changes.change_series(*args, **more)
    assert (held(), dump()) == before
    return refusal.value


def dump():
    """Everything written down about bookings and series."""
    return [
        [tuple(row) for row in db.session.execute(sa.select(table).order_by(table.c.id))]
        for table in (Booking.__table__, Series.__table__, AuditEntry.__table__)
    ]


@pytest.mark.parametrize(("scope", "changed"), [(FOLLOWING, [2, 3, 4, 5]), (ALL_FUTURE, [0, 1, 2, 3, 4, 5])])
def test_other_words_recreate_nothing(app, scope, changed):
    series = book()
    before = held()

    kept = series_changes.change_series(series.id, scope, Change(facts={"title": "Orchester"}), later(series))

    assert kept.id == series.id
    assert held() == before
    assert [number for number, each in enumerate(kept.bookings) if each.title == "Orchester"] == changed
    assert kept.rule == "FREQ=WEEKLY;BYDAY=TU;WKST=MO;COUNT=6"


def test_a_change_from_here_on_splits_the_series(app):
    series = book()
    ids, uids = [each.id for each in series.bookings], [each.uid for each in series.bookings]

    kept = series_changes.change_series(series.id, FOLLOWING, Change(begins=time(19)), later(series))

    assert kept.split_from_id == series.id
    assert dates(series.id) == [("17.03. 18:00", BOOKED), ("24.03. 18:00", BOOKED)]
    assert [when for when, _state in dates(kept.id)] == ["31.03. 19:00", "07.04. 19:00", "14.04. 19:00", "21.04. 19:00"]
    assert (series.rule, kept.rule) == (
        "FREQ=WEEKLY;BYDAY=TU;WKST=MO;UNTIL=20260330", "FREQ=WEEKLY;BYDAY=TU;WKST=MO;COUNT=4",
    )  # fmt: skip
    assert [(each.id, each.uid) for each in [*series.bookings, *kept.bookings]] == list(zip(ids, uids, strict=True))
    assert {each.sequence for each in kept.bookings} == {1}


def test_the_trail_links_what_was_split(app):
    series = book()

    kept = series_changes.change_series(series.id, FOLLOWING, Change(begins=time(19)), later(series))

    told = db.session.execute(
        sa.select(AuditEntry.about, AuditEntry.details).where(AuditEntry.act == "split_series").order_by(AuditEntry.id)
    ).all()
    assert [tuple(row) for row in told] == [
        (f"series:{series.id}", {"into": kept.id}), (f"series:{kept.id}", {"out_of": series.id}),
    ]  # fmt: skip


def test_a_series_that_is_changed_whole_is_not_split(app):
    series = book()

    kept = series_changes.change_series(series.id, ALL_FUTURE, Change(begins=time(19), length=timedelta(hours=1)))

    assert (kept.id, kept.wall_start, kept.wall_end) == (series.id, wall("2026-03-17 19:00"), wall("2026-03-17 20:00"))
    assert {when[-5:] for when, _state in dates(series.id)} == {"19:00"}


def test_the_past_is_never_touched(app, at):
    series = book()
    at("2026-03-25 12:00")

    kept = series_changes.change_series(series.id, ALL_FUTURE, Change(begins=time(19), facts={"title": "Neu"}))

    assert dates(series.id) == [("17.03. 18:00", BOOKED), ("24.03. 18:00", BOOKED)]
    assert {each.title for each in series.bookings} == {"Chor"}
    assert len(dates(kept.id)) == 4
    assert refused(series.id, FOLLOWING, Change(begins=time(20)), later(series, 0)).reason is SeriesRefusal.PAST
    assert refused(series.id, ALL_FUTURE, Change(begins=time(20))).reason is SeriesRefusal.NO_FUTURE


@pytest.mark.parametrize("scope", [FOLLOWING, ALL_FUTURE])
def test_exceptions_and_what_is_called_off_or_left_out_stay_as_they_are(app, scope):
    series = book()
    exception, called_off, left_out = (series.bookings[number].id for number in (2, 3, 4))
    series_actions.change_date(exception, moment("2026-04-02 10:00"), moment("2026-04-02 11:00"), title="Konzert")
    actions.cancel_booking(called_off)
    series_actions.leave_out(left_out)

    kept = series_changes.change_series(
        series.id, scope, Change(begins=time(19), facts={"title": "Orchester"}), later(series, 1)
    )

    expected = [
        ("24.03. 19:00", BOOKED, "Orchester"), ("02.04. 10:00", BOOKED, "Konzert"), ("07.04. 18:00", CANCELLED, "Chor"),
        ("14.04. 18:00", LEFT_OUT, "Chor"), ("21.04. 19:00", BOOKED, "Orchester"),
    ]  # fmt: skip
    found = [(*when, each.title) for when, each in zip(dates(kept.id), kept.bookings, strict=True)]
    assert found[-5:] == expected
    assert db.session.get(Booking, exception).is_exception


def test_after_another_change_the_exception_is_still_one(app):
    series = book()
    series_actions.change_date(later(series), moment("2026-04-01 10:00"), moment("2026-04-01 11:00"))

    series_changes.change_series(series.id, ALL_FUTURE, Change(begins=time(19)))
    series_changes.change_series(series.id, ALL_FUTURE, Change(rule="FREQ=WEEKLY;BYDAY=WE;COUNT=6", begins=time(18)))

    assert [when for when, _state in dates(series.id)] == [
        "18.03. 18:00", "25.03. 18:00", "01.04. 10:00", "08.04. 18:00", "15.04. 18:00", "22.04. 18:00",
    ]  # fmt: skip


def test_another_day_of_the_week_moves_the_bookings(app):
    series = book()
    ids = [each.id for each in series.bookings]

    series_changes.change_series(series.id, ALL_FUTURE, Change(rule="FREQ=WEEKLY;BYDAY=TH;COUNT=6"))

    assert [each.id for each in series.bookings] == ids
    assert [when for when, _state in dates(series.id)][:3] == ["19.03. 18:00", "26.03. 18:00", "02.04. 18:00"]


def test_fewer_dates_call_off_those_that_fall_away(app):
    series = book()

    series_changes.change_series(series.id, ALL_FUTURE, Change(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=3"))

    assert [state for _when, state in dates(series.id)] == [BOOKED, CANCELLED] * 3
    assert len(held()) == 3


def test_more_dates_are_booked_like_the_others(app):
    thing = a_thing()
    series = book(equipment_ids=(thing.id,), persons=7)
    before = held()

    series_changes.change_series(series.id, ALL_FUTURE, Change(rule="FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260331"))

    living = [(when, each.title, each.persons, len(each.loans)) for (when, state), each
              in zip(dates(series.id), series.bookings, strict=True) if state == BOOKED]  # fmt: skip
    assert living == [
        (when, "Chor", 7, 1)
        for when in ("17.03. 18:00", "19.03. 18:00", "24.03. 18:00", "26.03. 18:00", "31.03. 18:00")
    ]
    assert held()[:3] == before[:3]


def test_a_series_may_move_into_its_own_times(app):
    series = book(rule="FREQ=DAILY;COUNT=5")

    series_changes.change_series(
        series.id, ALL_FUTURE, Change(rule="FREQ=DAILY;COUNT=5", begins=time(19), length=timedelta(hours=2))
    )

    assert [when for when, _state in dates(series.id)][:2] == ["17.03. 19:00", "18.03. 19:00"]


def test_dates_that_follow_each_other_closely_may_all_move_on(app):
    series = book(rule="FREQ=DAILY;COUNT=5", hours=24, start="2026-03-17 00:00")

    series_changes.change_series(series.id, ALL_FUTURE, Change(begins=time(6)))

    assert [when for when, _state in dates(series.id)][:2] == ["17.03. 06:00", "18.03. 06:00"]
    assert len(held()) == 5


def test_one_date_that_is_taken_refuses_the_whole_change(app):
    room = a_room()
    series = book(room)
    actions.book_room(room.id, moment("2026-04-07 20:00"), moment("2026-04-07 21:00"), "Vortrag")

    refusal = refused(series.id, FOLLOWING, Change(begins=time(19)), later(series))

    assert refusal.reason is SeriesRefusal.NOT_ALL
    assert "Vortrag" in refusal.sentence


def test_who_chose_so_moves_what_is_free_and_leaves_the_rest_out(app):
    room, other = a_room(), a_room()
    series = book(room)
    for day in ("2026-04-07", "2026-04-14"):
        actions.book_room(room.id, moment(f"{day} 20:00"), moment(f"{day} 21:00"), "Vortrag")
    choices = Choices(rooms={wall("2026-04-07 19:00"): other.id}, only_free=True)

    kept = series_changes.change_series(series.id, FOLLOWING, Change(begins=time(19)), later(series), choices)

    assert [(each.state, each.room_id) for each in kept.bookings] == [
        (BOOKED, room.id), (BOOKED, other.id), (LEFT_OUT, room.id), (BOOKED, room.id),
    ]  # fmt: skip


def test_another_room_keeps_the_rule_and_its_series(app):
    other = a_room()
    series = book()

    kept = series_changes.change_series(series.id, FOLLOWING, Change(room_id=other.id), later(series))

    assert kept.id == series.id
    assert [each.room_id == other.id for each in kept.bookings] == [False, False, True, True, True, True]


def test_a_change_that_overlaps_itself_is_refused(app):
    series = book(rule="FREQ=DAILY;COUNT=5")

    refusal = refused(series.id, ALL_FUTURE, Change(length=timedelta(hours=24, minutes=1)))

    assert refusal.reason is SeriesRefusal.OVERLAPS_ITSELF


def test_more_persons_than_the_room_takes_are_refused(app):
    series = book(a_room(capacity=10))

    refusal = refused(series.id, ALL_FUTURE, Change(facts={"persons": 11}))

    assert refusal.reason is RoomRefusal.TOO_MANY_PERSONS


def test_dates_by_hand_change_their_time_and_get_others(app):
    spans = tuple((wall(f"2026-05-{day} 18:00"), wall(f"2026-05-{day} 20:00")) for day in ("04", "12", "20"))
    series = series_actions.book_series(Wanted(a_room().id, spans=spans), "Proben")

    series_changes.change_series(series.id, ALL_FUTURE, Change(begins=time(17)))
    assert [when for when, _state in dates(series.id)] == ["04.05. 17:00", "12.05. 17:00", "20.05. 17:00"]

    others = tuple((wall(f"2026-05-{day} 17:00"), wall(f"2026-05-{day} 19:00")) for day in ("04", "13", "20"))
    series_changes.change_series(series.id, ALL_FUTURE, Change(spans=others))
    assert [when for when, state in dates(series.id) if state == BOOKED] == [
        "04.05. 17:00", "13.05. 17:00", "20.05. 17:00",
    ]  # fmt: skip


def test_an_unknown_series_or_date_is_none(app):
    series, other = book(), book()

    with pytest.raises(LookupError):
        series_changes.change_series(4711, ALL_FUTURE, Change())
    with pytest.raises(LookupError):
        series_changes.change_series(series.id, FOLLOWING, Change(), later(other))


def test_a_series_stays_at_its_time_when_it_is_changed_over_the_clock_change(app):
    series = book()

    series_changes.change_series(series.id, ALL_FUTURE, Change(begins=time(18, 30)))

    assert {when[-5:] for when, _state in dates(series.id)} == {"18:30"}
