"""Shutting rooms: whom it hits, what is decided about them, all or nothing, and opening again."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db, transaction
from app.errors import Refused
from app.notifications.models import Message
from app.rooms import actions, closing, closing_queries, closure_plans, jobs, trail
from app.rooms.bookings import BOOKED, CANCELLED, DECLINED, HELD, REQUESTED, Booking
from app.rooms.closing import CALL_OFF, STAY
from app.rooms.closure_plans import ClosureRefusal, Plan
from app.rooms.closures import Closure, ClosureSpan
from app.rooms.models import Part
from app.rooms.persons import RoomRequest
from app.rooms.recurrence import RuleRefusal
from app.rooms.rules import RoomRefusal
from tests.make import a_member_of_staff, a_place, a_room, an_event


@pytest.fixture(autouse=True)
def now(at):
    """A Friday before noon."""
    return at("2026-05-01 11:00")


def wall(text):
    return datetime.fromisoformat(text)


def moment(text):
    return clock.from_wall(wall(text))


def a_plan(start="2026-05-11 00:00", end="2026-05-12 00:00", reason="Inventur", **facts):
    return Plan(reason, wall(start), wall(end), **facts)


def a_booking(room, start="2026-05-11 10:00", hours=2, title="Probe", **facts):
    begin = moment(start)
    return actions.book_room(room.id, begin, begin + timedelta(hours=hours), title, **facts)


def a_request(is_confirmed=True, **facts):
    at = clock.now()
    with transaction():
        request = RoomRequest(
            name="Jana", email="jana@example.org", who="citizen", asked_at=at, held_until=at + timedelta(days=1),
            confirmed_at=at if is_confirmed else None, **facts,
        )  # fmt: skip
        db.session.add(request)
        db.session.flush()
    return request


def refusal_of(plan, decisions=None):
    with pytest.raises(Refused) as refused:
        closing.create_closure(plan, decisions or {})
    assert db.session.scalar(sa.select(sa.func.count(Closure.id))) == 0
    return refused.value.reason


def again(row):
    db.session.refresh(row)
    return row


def told():
    """Recipient, template and (booking, outcome) of each message."""
    return [
        (message.recipient, message.template, [tuple(facts[:2]) for facts in message.facts["bookings"]])
        for message in db.session.scalars(sa.select(Message).order_by(Message.id))
    ]


def spans_of(closure):
    return [
        (f"{clock.local(span.starts_at):%Y-%m-%d %H:%M}", f"{clock.local(span.ends_at):%Y-%m-%d %H:%M}")
        for span in closing_queries.coming_spans(closure.id, clock.now())
    ]


def test_a_closure_shuts_what_it_says(app):
    place = a_place()
    room, other = a_room(place=place), a_room()

    closing.create_closure(a_plan(place_id=place.id), {})

    with pytest.raises(Refused) as refused:
        a_booking(room)
    assert refused.value.reason is RoomRefusal.CLOSED
    assert a_booking(other).state == BOOKED


@pytest.mark.parametrize("where", ["house", "place", "room", "part of it"])
def test_a_closure_hits_what_is_booked_in_the_rooms_that_it_shuts(app, where):
    part = Part(name="Nord")
    room = a_room(parts=[part, Part(name="Süd")])
    half = a_room(parts=[part], place=room.place)
    hit = a_booking(room)
    a_booking(a_room(), start="2026-05-12 00:00")
    a_booking(room, start="2026-05-12 00:00", title="Danach")
    target = {
        "house": {},
        "place": {"place_id": room.place_id},
        "room": {"room_id": room.id},
        "part of it": {"room_id": half.id},
    }[where]

    assert refusal_of(a_plan(**target)) is ClosureRefusal.UNDECIDED

    closing.create_closure(a_plan(**target), {hit.id: STAY})
    assert again(hit).broken_rules == ["CLOSED"]


def test_what_stays_is_recorded_as_broken_knowingly_and_keeps_its_room(app):
    room = a_room()
    booking = a_booking(room)

    closing.create_closure(a_plan(room_id=room.id), {booking.id: STAY})

    assert (again(booking).state, booking.holds, booking.broken_rules) == (BOOKED, True, ["CLOSED"])
    assert booking.sequence == 0


def test_what_is_called_off_frees_its_room(app):
    room = a_room()
    booking = a_booking(room)

    closing.create_closure(a_plan(room_id=room.id), {booking.id: CALL_OFF})

    assert (again(booking).state, booking.holds) == (CANCELLED, False)


def test_what_moves_has_the_other_room_at_the_same_time(app):
    room, other = a_room(), a_room()
    booking = a_booking(room)

    closing.create_closure(a_plan(room_id=room.id), {booking.id: other.id})

    assert (again(booking).room_id, booking.starts_at) == (other.id, moment("2026-05-11 10:00"))
    assert booking.broken_rules == []


def test_all_or_nothing_where_one_booking_cannot_move(app):
    room, other = a_room(), a_room()
    first, second = a_booking(room), a_booking(room, start="2026-05-11 14:00")
    a_booking(other, start="2026-05-11 15:00")

    assert refusal_of(a_plan(room_id=room.id), {first.id: CALL_OFF, second.id: other.id}) is ClosureRefusal.CANNOT_MOVE

    assert (again(first).state, again(second).room_id) == (BOOKED, room.id)
    assert told() == []


def test_nothing_moves_into_a_room_that_is_shut_as_well(app):
    room = a_room()
    other = a_room(place=room.place)
    booking = a_booking(room)

    reason = refusal_of(a_plan(place_id=room.place_id), {booking.id: other.id})

    assert reason is ClosureRefusal.CANNOT_MOVE


def test_an_event_is_not_called_off_by_shutting_its_room(app):
    room = a_room()
    event = an_event(starts_at=moment("2026-05-11 10:00"), room_ids=[room.id])
    booking = event.dates[0].bookings[0]

    assert refusal_of(a_plan(room_id=room.id), {booking.id: CALL_OFF}) is ClosureRefusal.BELONGS_TO_EVENT


def test_an_event_moves_with_its_room(app):
    room, other = a_room(), a_room()
    event = an_event(starts_at=moment("2026-05-11 10:00"), room_ids=[room.id])
    booking = event.dates[0].bookings[0]

    closing.create_closure(a_plan(room_id=room.id), {booking.id: other.id})

    assert again(event).place_line == other.place_line


def test_a_request_is_declined_and_settled(app):
    room, request = a_room(), a_request()
    booking = a_booking(room, request_id=request.id, state=REQUESTED)

    closing.create_closure(a_plan(room_id=room.id), {booking.id: CALL_OFF})

    assert again(booking).state == DECLINED
    assert (again(request).decided_at, request.answer) == (clock.now(), "Geschlossen: Inventur")


def test_a_request_does_not_move_unasked(app):
    room, other = a_room(), a_room()
    booking = a_booking(room, request_id=a_request().id, state=REQUESTED)

    assert refusal_of(a_plan(room_id=room.id), {booking.id: other.id}) is ClosureRefusal.ONLY_ASKED


def test_a_request_that_holds_nothing_is_hit_as_well(app):
    room = a_room()
    a_booking(room, request_id=a_request().id, state=REQUESTED, holds=False)

    assert refusal_of(a_plan(room_id=room.id)) is ClosureRefusal.UNDECIDED


def test_each_person_gets_one_mail_about_all_their_bookings(app):
    room, other, request = a_room(), a_room(), a_request()
    stays = a_booking(room, start="2026-05-11 08:00", request_id=request.id)
    goes = a_booking(room, start="2026-05-11 12:00", request_id=request.id)
    moves = a_booking(room, start="2026-05-11 16:00", request_id=request.id)

    closing.create_closure(a_plan(room_id=room.id), {stays.id: STAY, goes.id: CALL_OFF, moves.id: other.id})

    assert told() == [
        ("jana@example.org", "rooms/mail/closed", [(stays.id, "stays"), (goes.id, "called_off"), (moves.id, "moved")])
    ]


def test_an_address_that_is_not_proven_gets_no_mail(app):
    room = a_room()
    booking = a_booking(room, request_id=a_request(is_confirmed=False).id, state=HELD)

    closing.create_closure(a_plan(room_id=room.id), {booking.id: CALL_OFF})

    assert told() == []


def test_who_booked_for_the_house_is_told(app):
    room, account = a_room(), a_member_of_staff()
    booking = a_booking(room, booked_by_id=account.id)

    closing.create_closure(a_plan(room_id=room.id), {booking.id: CALL_OFF})

    assert told() == [("team@example.org", "rooms/mail/closed_for_team", [(booking.id, "called_off")])]


def test_what_was_decided_is_written_down(app):
    room = a_room()
    booking = a_booking(room)

    closure = closing.create_closure(a_plan(room_id=room.id), {booking.id: STAY})

    entry = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.about == f"closure:{closure.id}"))
    assert (entry.act, entry.details) == ("close_rooms", {"reason": "Inventur", "bookings": {str(booking.id): "stays"}})
    (noted,) = trail.entries(booking.about)
    assert trail.in_words(noted) == "Das System hat es gelassen, obwohl dann geschlossen ist"


def test_a_booking_that_was_not_there_when_it_was_decided_is_not_run_over(app):
    room = a_room()
    seen = a_booking(room)
    a_booking(room, start="2026-05-11 14:00", title="Eben erst gebucht")

    assert refusal_of(a_plan(room_id=room.id), {seen.id: CALL_OFF}) is ClosureRefusal.UNDECIDED
    assert again(seen).state == BOOKED


def test_a_decision_about_what_is_no_longer_hit_does_no_harm(app):
    room = a_room()
    booking = a_booking(room)
    actions.move_booking(booking.id, moment("2026-05-12 10:00"), moment("2026-05-12 12:00"))

    closing.create_closure(a_plan(room_id=room.id), {booking.id: CALL_OFF})

    assert again(booking).state == BOOKED


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"end": "2026-05-10 00:00"}, ClosureRefusal.ENDS_BEFORE_START),
        ({"end": "2026-05-11 00:00"}, ClosureRefusal.ENDS_BEFORE_START),
        ({"start": "2026-04-01 00:00", "end": "2026-04-02 00:00"}, ClosureRefusal.OVER),
        ({"end": "2027-06-01 00:00"}, ClosureRefusal.TOO_LONG),
        ({"start": "9998-05-01 00:00", "end": "9998-05-02 00:00"}, ClosureRefusal.TOO_FAR),
        ({"end": "2026-05-19 00:00", "rule": "FREQ=WEEKLY;BYDAY=MO;WKST=MO"}, ClosureRefusal.OVERLAPS_ITSELF),
        ({"rule": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260501"}, RuleRefusal.UNTIL_BEFORE_START),
        ({"rule": "FREQ=HOURLY"}, RuleRefusal.UNREADABLE),
    ],
)
def test_what_cannot_be_shut_is_refused_and_leaves_nothing(app, facts, reason):
    assert refusal_of(a_plan(**facts)) is reason


def test_what_has_begun_may_be_shut_from_its_beginning(app):
    closure = closing.create_closure(a_plan("2026-05-01 08:00", "2026-05-02 00:00", "Wasserschaden"), {})

    assert spans_of(closure) == [("2026-05-01 08:00", "2026-05-02 00:00")]


# Rules


@pytest.mark.parametrize(
    ("repeat", "first", "days"),
    [
        ("weekly", "2026-03-22", ["2026-03-22", "2026-03-29", "2026-04-05"]),
        ("fortnightly", "2026-03-22", ["2026-03-22", "2026-04-05", "2026-04-19"]),
        ("monthly_by_day", "2026-01-31", ["2026-01-31", "2026-03-31", "2026-05-31"]),
        ("monthly_by_weekday", "2026-01-05", ["2026-01-05", "2026-02-02", "2026-03-02"]),
        ("monthly_by_weekday", "2026-01-30", ["2026-01-30", "2026-02-27", "2026-03-27"]),
        ("yearly", "2026-12-24", ["2026-12-24", "2027-12-24", "2028-12-24"]),
    ],
)
def test_a_closure_repeats_as_the_form_says(at, repeat, first, days):
    now = at("2026-01-01 12:00")
    start = wall(f"{first} 18:00")
    rule = closure_plans.rule_for(repeat, start.date())

    found = closure_plans.dates(Plan("Putztag", start, start + timedelta(hours=3), rule), now)

    assert [f"{clock.local(each.starts_at):%Y-%m-%d}" for each in found[:3]] == days
    assert {f"{clock.local(each.starts_at):%H:%M}" for each in found} == {"18:00"}


def test_a_whole_day_is_23_hours_long_when_summer_time_begins(at):
    now = at("2026-01-01 12:00")

    (found,) = closure_plans.dates(Plan("Inventur", wall("2026-03-29"), wall("2026-03-30")), now)

    assert found.ends_at - found.starts_at == timedelta(hours=23)


def test_a_closure_with_an_end_has_no_date_after_it(app):
    rule = closure_plans.rule_for("weekly", date(2026, 5, 11), until=date(2026, 5, 25))

    closure = closing.create_closure(a_plan(rule=rule), {})

    assert [start for start, _end in spans_of(closure)] == ["2026-05-11 00:00", "2026-05-18 00:00", "2026-05-25 00:00"]


def test_a_closure_without_end_reaches_beyond_what_can_be_booked_and_is_extended_in_time(app, at):
    closure = closing.create_closure(a_plan(rule="FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=11"), {})
    assert [start[:4] for start, _end in spans_of(closure)] == ["2026", "2027", "2028", "2029"]

    at("2027-03-01 12:00")
    jobs.extend_closures()
    jobs.extend_closures()

    assert [start[:4] for start, _end in spans_of(closure)] == ["2027", "2028", "2029", "2030"]


def test_a_date_that_was_opened_does_not_come_back(app, at):
    closure = closing.create_closure(a_plan(rule="FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=11"), {})
    spans = closing_queries.coming_spans(closure.id, clock.now())
    closing.open_on(spans[2].id)

    at("2027-03-01 12:00")
    jobs.extend_closures()

    assert [start[:4] for start, _end in spans_of(closure)] == ["2027", "2029", "2030"]


# Opening again


def test_a_closure_that_has_not_begun_goes_without_a_trace_but_the_audit(app):
    closure = closing.create_closure(a_plan(rule="FREQ=WEEKLY;BYDAY=MO;COUNT=3;WKST=MO"), {})

    closing.end_closure(closure.id)

    assert db.session.scalar(sa.select(sa.func.count(Closure.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count(ClosureSpan.id))) == 0
    assert db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.id)).all() == ["close_rooms", "open_rooms"]


def test_a_closure_that_goes_on_ends_now_and_its_past_stays(app, at):
    closure = closing.create_closure(a_plan(rule="FREQ=WEEKLY;BYDAY=MO;WKST=MO"), {})
    at("2026-05-18 12:00")

    closing.end_closure(closure.id)

    rows = db.session.scalars(sa.select(ClosureSpan).order_by(ClosureSpan.starts_at)).all()
    assert [f"{clock.local(row.ends_at):%d.%m. %H:%M}" for row in rows] == ["12.05. 00:00", "18.05. 12:00"]
    assert again(closure).rule.endswith("UNTIL=20260518")
    jobs.extend_closures()
    assert spans_of(closure) == []


def test_after_the_only_date_is_opened_there_is_no_closure(app):
    closure = closing.create_closure(a_plan(), {})

    closing.open_on(closing_queries.coming_spans(closure.id, clock.now())[0].id)

    assert db.session.scalar(sa.select(sa.func.count(Closure.id))) == 0


def test_the_list_of_closures_tells_the_next_date_of_each(app, at):
    weekly = closing.create_closure(a_plan(rule="FREQ=WEEKLY;BYDAY=MO;COUNT=3;WKST=MO"), {})
    closing.create_closure(a_plan("2026-05-02 00:00", "2026-05-03 00:00"), {})
    at("2026-05-13 12:00")

    found = closing_queries.coming_closures(clock.now())

    assert [(closure.id, clock.today(span.starts_at)) for closure, span in found] == [(weekly.id, date(2026, 5, 18))]


def test_finding_hits_costs_the_same_however_many_there_are(app):
    from bench import statements

    room = a_room()
    costs = []
    for number in range(3):
        a_booking(room, start=f"2026-05-11 {8 + 3 * number:02}:00")
        with statements.counted() as seen:
            found = closing_queries.hits({room.id}, [(moment("2026-05-11"), moment("2026-05-12"))], clock.now())
            assert [booking.room.name for booking in found] == [room.name] * (number + 1)
        costs.append(len(seen))

    assert costs == [2, 2, 2]


def test_only_bookings_inside_one_of_the_spans_are_hit(app):
    room = a_room()
    spans = [(moment(f"2026-05-{day} 10:00"), moment(f"2026-05-{day} 12:00")) for day in (11, 13, 15)]
    for start, hours in [
        ("2026-05-11 08:00", 2), ("2026-05-11 12:00", 2), ("2026-05-12 10:00", 2), ("2026-05-13 11:00", 3),
        ("2026-05-14 20:00", 18), ("2026-05-16 10:00", 1),
    ]:  # fmt: skip
        a_booking(room, start, hours, title=start)

    found = closing_queries.hits({room.id}, spans, clock.now())

    assert [booking.title for booking in found] == ["2026-05-13 11:00", "2026-05-14 20:00"]
    assert db.session.scalar(sa.select(sa.func.count(Booking.id))) == 6
