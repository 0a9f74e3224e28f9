"""Asking for a room: held, confirmed by mail, booked or waiting for the team; changed, called off, forgotten."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.alliance.models import Organisation
from app.database import db, transaction
from app.errors import Refused
from app.notifications.models import Message
from app.rooms import actions, asking, request_queries
from app.rooms.asking import Wish
from app.rooms.bookings import Booking, Loan, Occupancy
from app.rooms.models import ASK, BOOK, NO, ORGANISATION
from app.rooms.persons import Briefing, RequestErasure, RoomRequest
from app.rooms.request_rules import AskRefusal
from app.rooms.rules import RoomRefusal
from tests.dumps import everything
from tests.make import a_person, a_policy, a_room, a_room_request, a_thing
from tests.make_people import last_mails_go_out

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now(app, at):
    """Friday, 1 May 2026, noon."""
    return at("2026-05-01 12:00")


def the_bookings(request):
    db.session.expire_all()
    return request_queries.bookings_of(request.id)


def states(request):
    return [booking.state for booking in the_bookings(request)]


def mails():
    """The mails to people who asked; what the house is told is another story."""
    found = db.session.scalars(sa.select(Message.template).order_by(Message.id)).all()
    names = [name.rpartition("/")[2] for name in found]
    return [name for name in names if not name.startswith("house_")]


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def dates(room, now, number, first=10, hours=2):
    return [
        Wish(room.id, now + timedelta(days=first + 7 * n), now + timedelta(days=first + 7 * n, hours=hours))
        for n in range(number)
    ]


def a_briefing(thing, email, first, last):
    with transaction():
        db.session.add(Briefing(equipment_id=thing.id, email=email, name="Jana", briefed_on=first, ends_on=last))


# Asking


def test_a_request_holds_the_room_and_asks_for_a_confirmation(now):
    request = a_room_request(a_room(), is_confirmed=False)

    assert (states(request), count(Occupancy), mails()) == (["held"], 1, ["please_confirm"])


@pytest.mark.parametrize(("days", "minutes"), [(10, 24 * 60), (7.01, 24 * 60), (7, 60), (1.5, 60)])
def test_far_off_it_is_held_a_day_else_an_hour(now, days, minutes):
    request = a_room_request(a_room(), now + timedelta(days=days), is_confirmed=False)

    assert request.held_until - now == timedelta(minutes=minutes)


def test_nothing_is_held_beyond_its_start(now):
    room = a_room()
    a_policy(room, ASK)

    request = a_room_request(room, now + HOUR / 2, is_confirmed=False)

    assert request.held_until == now + HOUR / 2


def test_where_requests_do_not_block_nothing_is_held(now):
    room, thing = a_room(requests_block=False), a_thing()

    requests = [a_room_request(room, is_confirmed=False, facts={"equipment_ids": [thing.id]}) for _ in range(2)]

    assert [states(request) for request in requests] == [["held"], ["held"]]
    assert (count(Occupancy), count(Loan)) == (0, 0)
    assert request_queries.things_of(the_bookings(requests[1])) == {the_bookings(requests[1])[0].id: [thing]}


def test_what_is_really_taken_is_refused_also_where_requests_do_not_block(now):
    room = a_room(requests_block=False)
    actions.book_room(room.id, now + 10 * DAY, now + 10 * DAY + HOUR, "Sitzung")

    with pytest.raises(Refused) as refused:
        a_room_request(room)

    assert refused.value.reason is RoomRefusal.BUSY


def test_a_thing_lent_out_is_refused_also_where_requests_do_not_block(now):
    thing = a_thing()
    actions.book_room(a_room().id, now + 10 * DAY, now + 10 * DAY + HOUR, "Sitzung", equipment_ids=[thing.id])

    with pytest.raises(Refused) as refused:
        a_room_request(a_room(requests_block=False), facts={"equipment_ids": [thing.id]})

    assert refused.value.reason is RoomRefusal.LENT


def test_who_may_book_at_once_holds_the_room_even_where_requests_do_not_block(now):
    room = a_room(requests_block=False)
    a_policy(room, BOOK)

    a_room_request(room, is_confirmed=False)

    assert count(Occupancy) == 1


def test_a_refusal_does_not_tell_who_has_the_room(now):
    room = a_room(name="Stube")
    actions.book_room(room.id, now + 10 * DAY, now + 10 * DAY + HOUR, "Geheime Sitzung")

    with pytest.raises(Refused) as refused:
        a_room_request(room)

    assert refused.value.reason is RoomRefusal.BUSY
    assert "Geheime" not in refused.value.sentence


@pytest.mark.parametrize(
    ("policy", "start", "hours", "reason"),
    [
        ({"way": NO}, 240, 2, RoomRefusal.NOT_FOR_YOU),
        ({"way": ASK, "lead_hours": 48}, 47, 2, RoomRefusal.TOO_SOON),
        ({"way": ASK, "horizon_days": 5}, 240, 2, RoomRefusal.TOO_EARLY),
        ({"way": ASK, "shortest_min": 180}, 240, 2, RoomRefusal.TOO_SHORT),
        ({"way": ASK, "longest_min": 60}, 240, 2, RoomRefusal.TOO_LONG_HERE),
        ({"way": ASK}, -1, 2, RoomRefusal.IN_THE_PAST),
        ({"way": ASK}, 240, 25, RoomRefusal.TOO_LONG),
        ({"way": ASK}, 240, -1, RoomRefusal.ENDS_BEFORE_START),
        ({"way": ASK}, 240, 0, RoomRefusal.ENDS_BEFORE_START),
        ({"way": ASK}, 24 * 365 * 7970, 2, RoomRefusal.TOO_FAR),
    ],
)
def test_the_limits_of_the_group_count_and_a_refusal_leaves_nothing_behind(now, policy, start, hours, reason):
    room = a_room()
    a_policy(room, **policy)
    before = everything()

    with pytest.raises(Refused) as refused:
        a_room_request(room, now + timedelta(hours=start), hours)

    assert refused.value.reason is reason
    assert everything() == before


def test_one_form_makes_one_request(now):
    room = a_room()

    first, second = (a_room_request(room, is_confirmed=False, facts={"form_key": "abc"}) for _ in range(2))

    assert first.id == second.id
    assert (count(RoomRequest), count(Booking), mails()) == (1, 1, ["please_confirm"])


def test_the_last_of_a_stock_goes_to_one(now):
    thing = a_thing(stock=2)
    for _ in range(2):
        a_room_request(a_room(), facts={"equipment_ids": [thing.id]})

    with pytest.raises(Refused) as refused:
        a_room_request(a_room(), facts={"equipment_ids": [thing.id]})

    assert refused.value.reason is RoomRefusal.LENT


# Several dates


def test_several_dates_are_one_request(now):
    request = a_room_request(None, wishes=dates(a_room(), now, 3))

    assert states(request) == ["requested"] * 3
    assert mails() == ["please_confirm", "requested"]


def test_all_dates_or_none(now):
    room = a_room()
    actions.book_room(room.id, now + 17 * DAY, now + 17 * DAY + HOUR, "Sitzung")
    before = everything()

    with pytest.raises(asking.DatesRefused) as refused:
        a_room_request(None, wishes=dates(room, now, 3))

    assert {n: each.reason for n, each in refused.value.refused.items()} == {1: RoomRefusal.BUSY}
    assert refused.value.sentence.startswith("Nicht möglich: 1 von 3 Terminen.")
    assert everything() == before


def test_those_that_cannot_be_had_are_left_out_if_one_wants_so(now):
    room = a_room()
    actions.book_room(room.id, now + 17 * DAY, now + 17 * DAY + HOUR, "Sitzung")

    request = a_room_request(None, wishes=dates(room, now, 3), facts={"leave_out": True})

    assert [booking.starts_at - now for booking in the_bookings(request)] == [10 * DAY, 24 * DAY]


def test_where_no_date_can_be_had_nothing_is_asked(now):
    room = a_room(retired_at=now)

    with pytest.raises(Refused) as refused:
        a_room_request(None, wishes=dates(room, now, 2), facts={"leave_out": True})

    assert (refused.value.reason, count(RoomRequest)) == (AskRefusal.NO_DATE_FITS, 0)


def test_dates_that_overlap_each_other_are_refused(now):
    room = a_room()

    with pytest.raises(asking.DatesRefused):
        a_room_request(None, wishes=dates(room, now, 1) * 2)


@pytest.mark.parametrize(("number", "reason"), [(0, AskRefusal.NO_DATES), (121, AskRefusal.TOO_MANY_DATES)])
def test_the_number_of_dates_has_a_limit(now, number, reason):
    with pytest.raises(Refused) as refused:
        asking.ask_for_room(dates(a_room(), now, number), asking.Asker(**a_person(), purpose="Probe"))

    assert refused.value.reason is reason


# Confirming


def test_where_nobody_decides_a_confirmed_request_is_booked(now):
    room = a_room()
    a_policy(room, BOOK)

    request = a_room_request(room)

    assert (states(request), request.answer_by, mails()) == (["booked"], None, ["please_confirm", "booked"])


def test_else_it_waits_for_the_team_that_promises_an_answer(now):
    request = a_room_request(a_room(answer_days=5))

    assert (states(request), request.answer_by) == (["requested"], now + 5 * DAY)
    assert mails() == ["please_confirm", "requested"]


def test_somebody_always_decides_about_organisations(now):
    with transaction():
        db.session.add(Organisation(id=7, key="chor", name="Chor"))
    room = a_room()
    a_policy(room, BOOK, who=ORGANISATION)

    request = a_room_request(room, organisation_id=7)

    assert (request.who, states(request)) == (ORGANISATION, ["requested"])


def test_confirming_twice_does_no_harm(now):
    request = a_room_request(a_room())

    asking.confirm(request.id)

    assert mails() == ["please_confirm", "requested"]


def test_who_follows_a_request_learns_of_it_in_the_same_transaction(now, monkeypatch):
    seen = []
    monkeypatch.setattr(asking, "REQUEST_FOLLOWERS", [lambda request, at: seen.append((request.id, at))])

    request = a_room_request(a_room())

    assert seen == [(request.id, now)]


def test_what_has_lapsed_cannot_be_confirmed(now, at):
    request = a_room_request(a_room(), is_confirmed=False)
    clock.stand_still(request.held_until)
    asking.lapse(request.id)

    with pytest.raises(Refused) as refused:
        asking.confirm(request.id)

    assert (refused.value.reason, states(request), count(Occupancy)) == (AskRefusal.TOO_LATE, ["lapsed"], 0)


def test_late_but_not_yet_lapsed_it_is_confirmed(now):
    request = a_room_request(a_room(), is_confirmed=False)
    clock.stand_still(request.held_until + HOUR)

    asking.confirm(request.id)

    assert states(request) == ["requested"]


def test_the_lead_time_counts_from_the_asking(now):
    room = a_room()
    a_policy(room, BOOK, lead_hours=24)
    request = a_room_request(room, now + DAY, is_confirmed=False)
    clock.stand_still(now + HOUR / 2)

    asking.confirm(request.id)

    assert states(request) == ["booked"]


def test_without_a_briefing_a_machine_is_not_confirmed(now):
    room, laser = a_room(), a_thing(kind="fixed", stock=None, needs_briefing=True, name="Laser")
    with transaction():
        room.equipment.append(laser)
    request = a_room_request(room, is_confirmed=False, facts={"equipment_ids": [laser.id]})
    before = everything()

    with pytest.raises(Refused) as refused:
        asking.confirm(request.id)

    assert refused.value.reason is RoomRefusal.NO_BRIEFING
    assert everything() == before


@pytest.mark.parametrize(("first", "last", "counts"), [(-9, 10, True), (-9, 9, False), (11, 99, False)])
def test_a_briefing_counts_on_the_day_of_the_booking(now, first, last, counts):
    room, laser = a_room(), a_thing(needs_briefing=True)
    person = a_person()
    today = clock.today(now)
    a_briefing(laser, person["email"], today + timedelta(days=first), today + timedelta(days=last))
    request = a_room_request(room, is_confirmed=False, facts={"equipment_ids": [laser.id]}, **person)

    try:
        asking.confirm(request.id)
        confirmed = True
    except Refused:
        confirmed = False

    assert confirmed is counts


def test_a_machine_that_is_only_wanted_needs_a_briefing_too(now):
    room, laser = a_room(requests_block=False), a_thing(needs_briefing=True)
    request = a_room_request(room, is_confirmed=False, facts={"equipment_ids": [laser.id]})

    with pytest.raises(Refused) as refused:
        asking.confirm(request.id)

    assert refused.value.reason is RoomRefusal.NO_BRIEFING


def test_nobody_has_more_open_bookings_than_the_room_allows(now):
    room, person = a_room(), a_person()
    a_policy(room, BOOK, most_open=2)
    a_room_request(a_room(), **person)
    a_room_request(room, now + 3 * DAY, **person)
    third = a_room_request(room, now + 4 * DAY, is_confirmed=False, **person)

    with pytest.raises(Refused) as refused:
        asking.confirm(third.id)

    assert (refused.value.reason, refused.value.facts) == (RoomRefusal.TOO_MANY_OPEN, {"open": 2})


def test_what_is_over_or_called_off_or_unconfirmed_is_not_open(now):
    room, person = a_room(), a_person()
    a_policy(room, BOOK, most_open=1)
    asking.withdraw(a_room_request(room, now + 2 * DAY, **person).id)
    a_room_request(room, now + 3 * DAY, is_confirmed=False, **person)
    a_room_request(room, now + HOUR, **person)
    clock.stand_still(now + 4 * HOUR)

    request = a_room_request(room, now + 5 * DAY, **person)

    assert states(request) == ["booked"]


def test_a_series_that_somebody_decides_about_counts_once(now):
    room = a_room()
    a_policy(room, ASK, most_open=2)
    person = a_person()

    requests = [a_room_request(None, wishes=dates(room, now, 5, first=10 + n), **person) for n in range(2)]

    assert [states(request) for request in requests] == [["requested"] * 5] * 2


def test_where_nobody_decides_every_date_counts(now):
    room = a_room()
    a_policy(room, BOOK, most_open=2)

    with pytest.raises(Refused) as refused:
        a_room_request(None, wishes=dates(room, now, 3))

    assert refused.value.reason is RoomRefusal.TOO_MANY_OPEN


# Changing


def test_shortening_keeps_what_is_booked(now):
    request = a_room_request(a_room())
    [booking] = the_bookings(request)
    asking_state = booking.state

    asking.change(booking.id, booking.starts_at + HOUR, booking.ends_at)

    [booking] = the_bookings(request)
    assert (booking.state, booking.ends_at - booking.starts_at, booking.sequence) == (asking_state, HOUR, 2)
    assert mails()[-1] == "changed"


def test_shortening_is_allowed_against_all_limits_and_breaks_none(now):
    room = a_room()
    policy = a_policy(room, BOOK)
    request = a_room_request(room)
    [booking] = the_bookings(request)
    with transaction():
        db.session.merge(policy).lead_hours = 9999
        db.session.merge(policy).shortest_min = 120

    asking.change(booking.id, booking.starts_at, booking.starts_at + HOUR)

    [booking] = the_bookings(request)
    assert (booking.state, booking.broken_rules, booking.ends_at - booking.starts_at) == ("booked", [], HOUR)


def test_another_time_is_booked_at_once_where_nobody_decides(now):
    room = a_room()
    a_policy(room, BOOK)
    request = a_room_request(room)
    [booking] = the_bookings(request)

    asking.change(booking.id, booking.starts_at + DAY, booking.ends_at + DAY)

    [booking] = the_bookings(request)
    assert (booking.state, booking.starts_at, mails()[-1]) == ("booked", now + 11 * DAY, "changed")


def test_another_time_of_what_the_team_agreed_to_is_asked_anew(now):
    room = a_room()
    request = a_room_request(room)
    [booking] = the_bookings(request)
    actions.move_booking(booking.id, booking.starts_at, booking.ends_at, state="booked")
    with transaction():
        db.session.get(RoomRequest, request.id).decided_at = now
    clock.stand_still(now + DAY)

    asking.change(booking.id, booking.starts_at + DAY, booking.ends_at + DAY)

    [booking] = the_bookings(request)
    held = db.session.execute(sa.select(Occupancy.starts_at)).scalars().all()
    assert (booking.state, held, request.decided_at) == ("requested", [now + 11 * DAY], None)
    assert request.answer_by == now + DAY + timedelta(days=room.answer_days)


def test_asked_anew_where_requests_do_not_block_the_room_is_let_go(now):
    request = a_room_request(a_room(requests_block=False))
    [booking] = the_bookings(request)
    actions.move_booking(booking.id, booking.starts_at, booking.ends_at, state="booked", holds=True)

    asking.change(booking.id, booking.starts_at, booking.ends_at + HOUR)

    [booking] = the_bookings(request)
    assert (booking.state, booking.holds, count(Occupancy)) == ("requested", False, 0)


def test_a_refused_change_keeps_the_old_time(now):
    room = a_room()
    request = a_room_request(room)
    [booking] = the_bookings(request)
    actions.book_room(room.id, booking.ends_at, booking.ends_at + HOUR, "Sitzung")
    before = everything()

    with pytest.raises(Refused) as refused:
        asking.change(booking.id, booking.starts_at, booking.ends_at + HOUR)

    assert refused.value.reason is RoomRefusal.BUSY
    assert everything() == before


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [(0, 1, None), (0, 3, AskRefusal.HAS_BEGUN), (1, 2, AskRefusal.HAS_BEGUN), (0, 0.25, AskRefusal.HAS_BEGUN)],
)
def test_what_has_begun_may_only_end_sooner(now, start, end, reason):
    room = a_room()
    a_policy(room, BOOK)
    request = a_room_request(room)
    [booking] = the_bookings(request)
    begin = booking.starts_at
    clock.stand_still(begin + HOUR / 2)

    try:
        asking.change(booking.id, begin + start * HOUR, begin + end * HOUR)
        refusal = None
    except Refused as refused:
        refusal = refused.reason

    assert refusal is reason


@pytest.mark.parametrize(("state", "reason"), [("proposed", AskRefusal.ANSWER_FIRST), ("declined", AskRefusal.IS_OVER)])
def test_some_states_are_not_changed_by_the_person(now, state, reason):
    request = a_room_request(a_room())
    [booking] = the_bookings(request)
    if state == "declined":
        actions.cancel_booking(booking.id, "declined")
    else:
        actions.move_booking(booking.id, booking.starts_at, booking.ends_at, state=state)

    with pytest.raises(Refused) as refused:
        asking.change(booking.id, booking.starts_at, booking.ends_at - HOUR)

    assert refused.value.reason is reason


# Calling off


def test_a_request_is_called_off_as_a_whole(now):
    request = a_room_request(None, wishes=dates(a_room(), now, 3))

    asking.withdraw(request.id)
    asking.withdraw(request.id)

    assert (states(request), count(Occupancy), mails()[2:]) == (["cancelled"] * 3, 0, ["withdrawn"])


def test_single_dates_are_called_off_and_no_others(now):
    request = a_room_request(None, wishes=dates(a_room(), now, 3))
    other = a_room_request(a_room())
    ids = [booking.id for booking in the_bookings(request)]

    asking.withdraw(request.id, [ids[1], the_bookings(other)[0].id])

    assert (states(request), states(other)) == (["requested", "cancelled", "requested"], ["requested"])


def test_what_has_begun_is_not_called_off(now):
    request = a_room_request(None, wishes=dates(a_room(), now, 2))
    clock.stand_still(now + 10 * DAY)

    asking.withdraw(request.id)

    assert states(request) == ["requested", "cancelled"]


# Lapsing and forgetting


def test_a_request_lapses_only_after_its_time_and_unconfirmed(now):
    held, confirmed = a_room_request(a_room(), is_confirmed=False), a_room_request(a_room())
    asking.lapse(held.id)
    before = states(held)
    clock.stand_still(held.held_until)

    due = request_queries.lapsing(clock.now())
    for request in (held, confirmed):
        asking.lapse(request.id)

    assert (before, due) == (["held"], [held.id])
    assert (states(held), states(confirmed)) == (["lapsed"], ["requested"])


def test_erased_a_person_is_gone_and_what_was_to_come_is_free(now):
    request = a_room_request(
        a_room(), name="Jana Nowak", email="jana@example.org", purpose="Janas Fest", message="Für Nowaks"
    )

    asking.erase(request.id)
    last_mails_go_out()

    text = str(everything()).lower()
    assert [word for word in ("jana", "nowak") if word in text] == []
    assert (states(request), count(Occupancy), count(RequestErasure)) == (["cancelled"], 0, 1)


def test_erased_twice_is_noted_once(now):
    request = a_room_request(a_room())

    asking.erase(request.id)
    asking.erase(request.id)

    assert count(RequestErasure) == 1


def test_forgotten_the_booking_stays_and_names_nobody(now):
    request = a_room_request(a_room(), purpose="Janas Fest")

    asking.forget(request.id)

    [booking] = the_bookings(request)
    assert (booking.state, booking.title, request.purpose) == ("requested", "Raumbuchung", None)


def test_persons_are_due_to_be_forgotten_in_time(now):
    late = a_room_request(a_room(), is_confirmed=False)
    series = a_room_request(None, wishes=dates(a_room(), now, 3))
    gone = a_room_request(a_room())
    asking.erase(gone.id)
    lapsed_at, last_end = late.held_until, the_bookings(series)[-1].ends_at

    def due(lapsed_before, ended_before):
        return request_queries.to_forget(lapsed_before, ended_before)

    assert due(lapsed_at, now) == []
    assert due(lapsed_at + HOUR, now) == [late.id]
    assert due(now, last_end + HOUR) == [late.id, series.id]
