"""Booking series of rooms: all or nothing, what is left out, what is in the way; on both databases."""

from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db, transaction
from app.errors import Refused
from app.rooms import actions, series_actions
from app.rooms.bookings import BOOKED, LEFT_OUT, Booking, Loan, Occupancy, Series
from app.rooms.closures import Closure, ClosureSpan, SchoolHoliday
from app.rooms.models import Part, RoomHours
from app.rooms.recurrence import RuleRefusal
from app.rooms.rules import RoomRefusal
from app.rooms.series_actions import Choices, Wanted
from app.rooms.series_plan import SeriesRefusal
from tests.make import a_place, a_room, a_thing

TUESDAYS = "FREQ=WEEKLY;BYDAY=TU;COUNT=4"


def wall(text):
    return datetime.fromisoformat(text)


def moment(text):
    return clock.from_wall(wall(text))


def tuesdays(room, rule=TUESDAYS, start="2026-03-17 18:00", hours=2, **more):
    """What is wanted: Tuesdays from 17 March 2026, 18 to 20; the clock changes on the 29th."""
    return Wanted(room.id, rule, wall(start), wall(start) + timedelta(hours=hours), **more)


def book(room, choices=None, title="Chor", **more):
    facts = {name: more.pop(name) for name in ("request_id", "note", "state", "holds") if name in more}
    return series_actions.book_series(tuesdays(room, **more), title, choices or Choices(), **facts)


def dates(series):
    """(day, local time, state, room) of each date."""
    rows = db.session.scalars(
        sa.select(Booking).where(Booking.series_id == series.id).order_by(Booking.wall_start)
    ).all()
    return [(f"{clock.local(each.starts_at):%d.%m. %H:%M}", each.state) for each in rows]


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def refused(act, *args, **more):
    with pytest.raises(Refused) as refusal:
        act(*args, **more)
    return refusal.value


@pytest.fixture(autouse=True)
def _today(at):
    at("2026-03-01 12:00")


def test_all_dates_of_a_series_are_booked_at_the_same_time_on_the_wall(app):
    room = a_room()

    series = book(room)

    assert dates(series) == [(f"{day} 18:00", BOOKED) for day in ("17.03.", "24.03.", "31.03.", "07.04.")]
    assert count(Occupancy) == 4
    assert (series.rule, series.wall_start) == ("FREQ=WEEKLY;BYDAY=TU;WKST=MO;COUNT=4", wall("2026-03-17 18:00"))


def test_dates_by_hand_are_a_series_without_a_rule(app):
    spans = ((wall("2026-05-12 10:00"), wall("2026-05-12 11:00")), (wall("2026-05-04 18:00"), wall("2026-05-04 20:00")))

    series = series_actions.book_series(Wanted(a_room().id, spans=spans), "Proben")

    assert dates(series) == [("04.05. 18:00", BOOKED), ("12.05. 10:00", BOOKED)]
    assert (series.rule, series.wall_start) == ("", wall("2026-05-04 18:00"))


def test_one_date_that_is_taken_refuses_all_and_leaves_nothing(app):
    room = a_room(name="Saal")
    actions.book_room(room.id, moment("2026-03-24 19:00"), moment("2026-03-24 21:00"), "Vortrag")

    refusal = refused(book, room)

    assert refusal.reason is SeriesRefusal.NOT_ALL
    assert "An 1 von 4 Terminen geht es nicht, zuerst am Dienstag, 24. März, 18 bis 20 Uhr" in refusal.sentence
    assert "„Vortrag“" in refusal.sentence
    assert (count(Booking), count(Series), count(Occupancy)) == (1, 0, 1)


def test_who_chose_so_gets_what_is_free_and_may_take_up_the_rest_later(app):
    room = a_room()
    other = actions.book_room(room.id, moment("2026-03-24 19:00"), moment("2026-03-24 21:00"), "Vortrag")

    series = book(room, Choices(only_free=True))

    assert [state for _when, state in dates(series)] == [BOOKED, LEFT_OUT, BOOKED, BOOKED]
    left_out = series.bookings[1]
    assert refused(series_actions.take_up, left_out.id).reason is RoomRefusal.TAKEN
    actions.cancel_booking(other.id)
    series_actions.take_up(left_out.id)
    assert [state for _when, state in dates(series)] == [BOOKED] * 4
    assert count(Occupancy) == 4


def test_a_date_gets_another_room_or_is_left_out(app):
    room, other = a_room(), a_room()
    actions.book_room(room.id, moment("2026-03-24 19:00"), moment("2026-03-24 21:00"), "Vortrag")
    choices = Choices(frozenset({wall("2026-03-31 18:00")}), {wall("2026-03-24 18:00"): other.id})

    series = book(room, choices)

    assert [(each.room_id, each.state) for each in series.bookings] == [
        (room.id, BOOKED), (other.id, BOOKED), (room.id, LEFT_OUT), (room.id, BOOKED),
    ]  # fmt: skip


def test_nothing_left_is_no_series(app):
    room = a_room()
    actions.book_room(room.id, moment("2026-03-24 19:00"), moment("2026-03-24 21:00"), "Vortrag")

    refusal = refused(book, room, Choices(only_free=True), start="2026-03-24 18:00", rule="FREQ=DAILY;COUNT=1")

    assert refusal.reason is SeriesRefusal.NOTHING_LEFT


def test_an_unknown_room_is_none(app):
    with pytest.raises(LookupError):
        series_actions.book_series(Wanted(4711, TUESDAYS, wall("2026-03-17 18:00"), wall("2026-03-17 20:00")), "Chor")
    with pytest.raises(LookupError):
        book(a_room(), Choices(rooms={wall("2026-03-24 18:00"): 4711}))


@pytest.mark.parametrize(
    ("facts", "rule", "start", "hours"),
    [
        ({}, "FREQ=DAILY;COUNT=3", "2026-03-17 10:00", 25),
        ({"setup_min": 30, "teardown_min": 31}, "FREQ=DAILY;COUNT=3", "2026-03-17 10:00", 23),
    ],
)
def test_a_series_that_overlaps_itself_is_refused(app, facts, rule, start, hours):
    room = a_room(**facts)

    refusal = refused(book, room, rule=rule, start=start, hours=hours)

    assert refusal.reason is SeriesRefusal.OVERLAPS_ITSELF
    assert count(Series) == 0


def test_buffers_that_only_touch_are_fine(app):
    room = a_room(setup_min=30, teardown_min=30)

    book(room, rule="FREQ=DAILY;COUNT=3", start="2026-03-17 10:00", hours=23)

    assert count(Occupancy) == 3


def test_dates_by_hand_that_overlap_are_refused_also_in_a_hall_and_its_half(app):
    part, other = Part(name="Nord"), Part(name="Süd")
    hall, half = a_room(parts=[part, other]), a_room(parts=[part])
    spans = ((wall("2026-05-04 18:00"), wall("2026-05-04 20:00")), (wall("2026-05-04 19:00"), wall("2026-05-04 21:00")))
    choices = Choices(rooms={wall("2026-05-04 19:00"): half.id})

    refusal = refused(series_actions.book_series, Wanted(hall.id, spans=spans), "Proben", choices)

    assert refusal.reason is SeriesRefusal.OVERLAPS_ITSELF
    assert "Montag, 4. Mai, 18 bis 20 Uhr" in refusal.sentence


def test_the_date_that_overlaps_may_be_left_out(app):
    spans = ((wall("2026-05-04 18:00"), wall("2026-05-04 20:00")), (wall("2026-05-04 19:00"), wall("2026-05-04 21:00")))

    series = series_actions.book_series(
        Wanted(a_room().id, spans=spans), "Proben", Choices(left_out=frozenset({wall("2026-05-04 19:00")}))
    )

    assert [state for _when, state in dates(series)] == [BOOKED, LEFT_OUT]


def test_a_series_lends_things_on_each_date(app):
    room, thing = a_room(), a_thing(stock=1)

    book(room, equipment_ids=(thing.id,))

    assert count(Loan) == 4
    other = a_room()
    refusal = refused(book, other, equipment_ids=(thing.id,))
    assert refusal.reason is SeriesRefusal.NOT_ALL
    assert "schon verliehen" in refusal.sentence


def test_rules_may_be_broken_knowingly_and_it_is_written_down(app):
    room = a_room()
    with transaction():
        room.hours = [RoomHours(weekday=1, opens=time(8), closes=time(18))]

    assert refused(book, room).reason is SeriesRefusal.NOT_ALL
    series = book(room, Choices(knowingly=True))

    assert {tuple(each.broken_rules) for each in series.bookings} == {("OUTSIDE_HOURS",)}


def test_a_rule_that_never_ends_books_nothing(app):
    assert refused(book, a_room(), rule="FREQ=WEEKLY;BYDAY=TU").reason is RuleRefusal.NEVER_ENDS
    assert refused(book, a_room(), rule="FREQ=DAILY;COUNT=10000").reason is RuleRefusal.TOO_MANY


def test_the_trail_tells_what_was_booked(app):
    series = book(a_room(), Choices(frozenset({wall("2026-03-31 18:00")})))

    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "book_series")).one()

    assert (entry.about, entry.details["dates"], entry.details["left_out"]) == (f"series:{series.id}", 3, 1)


# One date by itself.
def test_a_date_is_left_out_and_taken_up_again_in_another_room(app):
    room, other, thing = a_room(), a_room(), a_thing()
    series = book(room, equipment_ids=(thing.id,))
    booking = series.bookings[1]

    series_actions.leave_out(booking.id)
    series_actions.leave_out(booking.id)
    assert (booking.state, count(Occupancy), count(Loan)) == (LEFT_OUT, 3, 3)

    series_actions.take_up(booking.id, other.id)
    assert (booking.state, booking.room_id, count(Occupancy), count(Loan)) == (BOOKED, other.id, 4, 4)


def test_what_is_there_is_not_taken_up(app):
    series = book(a_room())

    assert refused(series_actions.take_up, series.bookings[0].id).reason is SeriesRefusal.NOT_LEFT_OUT


def test_the_past_is_never_touched(app, at):
    series = book(a_room())
    first = series.bookings[0].id
    at("2026-03-17 18:30")

    acts = [
        lambda: series_actions.leave_out(first),
        lambda: series_actions.take_up(first),
        lambda: series_actions.change_date(first, room_id=a_room().id),
    ]

    assert [refused(act).reason for act in acts] == [SeriesRefusal.PAST] * 3


def test_a_date_that_is_changed_by_itself_is_an_exception(app):
    series = book(a_room())
    booking = series.bookings[1]

    series_actions.change_date(booking.id, moment("2026-03-25 10:00"), moment("2026-03-25 12:00"), title="Ersatz")

    assert (booking.is_exception, booking.title, booking.wall_start) == (True, "Ersatz", wall("2026-03-24 18:00"))
    assert dates(series)[1] == ("25.03. 10:00", BOOKED)


def test_other_words_for_one_date_hold_nothing_anew(app):
    series = book(a_room())
    before = db.session.scalars(sa.select(Occupancy.id).order_by(Occupancy.id)).all()

    series_actions.change_date(series.bookings[1].id, title="Konzert", note="Mit Bühne")

    assert db.session.scalars(sa.select(Occupancy.id).order_by(Occupancy.id)).all() == before
    assert [each.title for each in series.bookings] == ["Chor", "Konzert", "Chor", "Chor"]


# Before it is booked.
def rows_of(room, **more):
    return series_actions.preview_series(tuesdays(room, **more), clock.now())


def test_the_preview_shows_what_each_date_meets(app):
    place = a_place(holiday_region="DE-SN")
    room = a_room(name="Saal", place=place)
    with transaction():
        first, last = date(2026, 4, 3), date(2026, 4, 11)
        db.session.add(SchoolHoliday(region="DE-SN", name="Osterferien", first_on=first, last_on=last))
        closure = Closure(room=room, reason="Inventur", wall_start=wall("2026-03-24 00:00"),
                          wall_end=wall("2026-03-25 00:00"), made_at=clock.now())  # fmt: skip
        closure.spans = [ClosureSpan(starts_at=moment("2026-03-24 00:00"), ends_at=moment("2026-03-25 00:00"))]
        db.session.add(closure)
    actions.book_room(room.id, moment("2026-03-31 19:00"), moment("2026-03-31 21:00"), "Vortrag")

    rows = rows_of(room)

    assert [[mark.name for mark in row.marks] for row in rows] == [[], [], [], ["Osterferien"]]
    assert [[reason for reason, _facts in row.broken] for row in rows] == [[], [RoomRefusal.CLOSED], [], []]
    assert [row.conflict for row in rows] == [
        None, None, f"{room.place_line} ist schon belegt: „Vortrag“ (Dienstag, 31. März, 19 bis 21 Uhr).", None,
    ]  # fmt: skip
    assert [row.is_fine() for row in rows] == [True, False, False, True]
    assert [row.is_fine(knowingly=True) for row in rows] == [True, True, False, True]


def test_the_preview_marks_holidays_and_the_skipped_hour(app):
    room = a_room(place=a_place(holiday_region="DE-SN"))

    rows = rows_of(room, rule="FREQ=DAILY;COUNT=8", start="2026-03-28 02:30", hours=1)

    assert [row.date.is_shifted for row in rows] == [False, True] + [False] * 6
    assert [mark.name for mark in rows[6].marks] == ["Karfreitag"]


def test_in_a_preview_for_others_nobody_is_named(app):
    room = a_room()
    actions.book_room(room.id, moment("2026-03-31 19:00"), moment("2026-03-31 21:00"), "Vertraulich")

    rows = series_actions.preview_series(tuesdays(room), clock.now(), discreet=True)

    assert [reason for reason, _facts in rows[2].refused] == [RoomRefusal.BUSY]
    assert not any("Vertraulich" in sentence for row in rows for sentence in row.sentences)


def test_a_preview_costs_the_same_for_one_date_and_for_700(app):
    part, other = Part(name="Nord"), Part(name="Süd")
    hall, half = a_room(parts=[part, other], place=a_place(holiday_region="DE-SN")), a_room(parts=[part])
    hall_id, things = hall.id, (a_thing().id,)
    for day in range(2, 30):
        actions.book_room(half.id, moment(f"2026-04-{day:02} 18:00"), moment(f"2026-04-{day:02} 19:00"), f"Kurs {day}")

    def statements(rule):
        seen, start = [], wall("2026-04-02 18:00")
        db.session.remove()
        sa.event.listen(db.engine, "before_cursor_execute", listener := lambda *args: seen.append(args[2]))
        wanted = Wanted(hall_id, rule, start, start + timedelta(hours=1), equipment_ids=things)
        rows = series_actions.preview_series(wanted, clock.now())
        sa.event.remove(db.engine, "before_cursor_execute", listener)
        return len(rows), len(seen)

    few, many, most = (statements(f"FREQ=DAILY;COUNT={number}") for number in (2, 20, 700))

    assert (few[0], many[0], most[0]) == (2, 20, 700)
    assert few[1] == many[1] == most[1] <= 16


def test_a_long_series_is_booked_in_a_few_batches(app, engine):
    room = a_room(parts=[Part(name="Nord"), Part(name="Süd")], setup_min=15)

    def statements(number, start):
        seen = []
        sa.event.listen(db.engine, "before_cursor_execute", listener := lambda *args: seen.append(args[2]))
        book(room, rule=f"FREQ=DAILY;COUNT={number}", start=start, hours=1)
        sa.event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    # SQLite gives ids row by row; that costs next to nothing, for it runs in this very process.
    per_date = 1 if engine == "sqlite" else 0
    assert statements(200, "2026-03-17 14:00") - statements(3, "2026-03-17 10:00") <= 2 + 197 * per_date
    assert count(Occupancy) == 2 * 203


@pytest.mark.parametrize("sessions", [1, 2])
def test_what_was_booked_at_once_is_held_as_if_booked_one_by_one(app, sessions):
    room = a_room(parts=[Part(name="A"), Part(name="B")], setup_min=15, teardown_min=30, sessions=sessions)
    series = book(room)
    actions.cancel_booking(series.bookings[3].id)

    other = actions.book_room(room.id, series.bookings[3].starts_at, series.bookings[3].ends_at, "Allein")

    spans = [
        sorted((each.part_id, each.starts_at - booking.starts_at, each.ends_at - booking.ends_at)
               for each in db.session.scalars(sa.select(Occupancy).where(Occupancy.booking_id == booking.id)))
        for booking in (series.bookings[0], other)
    ]  # fmt: skip
    assert spans[0] == spans[1] != []
    assert series.bookings[0].uid != series.bookings[1].uid
