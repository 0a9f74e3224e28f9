"""An event moves, changes its rooms or its kind, is called off and taken back: seen first, all together, told once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.errors import Refused
from app.notifications.models import Message
from app.programme import actions, planning, restoring, rules, settling
from app.programme import queries as programme_queries
from app.programme.models import ONLINE, ONSITE, Event, SeatLedger
from app.programme.planning_rules import PlanningRefusal
from app.programme.rules import EventRefusal
from app.registrations import actions as registrations
from app.registrations import jobs
from app.registrations.models import Registration
from app.registrations.rules import SeatRefusal
from app.rooms import actions as rooms
from app.rooms.bookings import Occupancy
from app.rooms.rules import RoomRefusal
from tests.make import a_format, a_place, a_registration, a_room, a_thing, an_area, an_event

DAY = timedelta(days=1)


def afresh():
    """Forget what was read: others have written."""
    db.session.rollback()
    db.session.expire_all()


def later(by):
    clock.stand_still(clock.now() + by)


def told():
    """Write what guests are to be told now; return which mails there are besides those of booking."""
    jobs.tell_changes()
    afresh()
    names = [each.rpartition("/")[2] for each in db.session.scalars(sa.select(Message.template).order_by(Message.id))]
    return [name for name in names if name not in ("please_confirm", "confirmed", "please_confirm_waiting", "waiting")]


def seats(event):
    """{kind: (taken, capacity)} as stored."""
    afresh()
    rows = db.session.scalars(sa.select(SeatLedger).where(SeatLedger.event_id == event.id))
    return {row.kind: (row.taken, row.capacity) for row in rows}


def held(room):
    """The spans in which a room is held."""
    parts = [part.id for part in room.parts]
    return db.session.execute(
        sa.select(Occupancy.starts_at, Occupancy.ends_at).where(Occupancy.part_id.in_(parts)).order_by(Occupancy.id)
    ).all()


def test_guests_are_told_ten_minutes_after_the_last_change(app, at):
    at("2026-05-01 12:00")
    event = an_event()
    a_registration(event)
    actions.move_event(event.id, [(event.starts_at + DAY, event.ends_at + DAY)])
    later(timedelta(minutes=6))
    actions.move_event(event.id, [(event.starts_at + DAY, event.ends_at + DAY)])

    later(timedelta(minutes=9, seconds=59))
    before = told()
    later(timedelta(seconds=1))

    assert (before, told(), told()) == ([], ["moved"], ["moved"])


def test_who_might_be_on_the_way_is_told_at_once(app, at):
    at("2026-05-01 12:00")
    event = an_event(starts_at=clock.now() + timedelta(minutes=119))
    a_registration(event)

    actions.cancel_event(event.id, "Krank")

    assert told() == ["cancelled"]
    with pytest.raises(Refused) as refused:
        restoring.restore_event(event.id)
    assert refused.value.reason is EventRefusal.TOLD_ALREADY


def test_a_cancellation_is_taken_back_and_nobody_hears_of_it(app, at):
    at("2026-05-01 12:00")
    room, thing = a_room(setup_min=30), a_thing()
    event = an_event(room_ids=[room.id], equipment_ids=[thing.id])
    a_registration(event)
    was, spans = event.sequence, held(room)
    actions.cancel_event(event.id, "Krank")
    free = held(room)
    later(timedelta(minutes=9))

    for _twice in range(2):
        restoring.restore_event(event.id)
    later(timedelta(hours=1))

    event = db.session.get(Event, event.id)
    assert (event.state, event.cancel_reason, event.sequence) == ("published", "", was + 2)
    assert (free, held(room)) == ([], spans)
    assert seats(event) == {ONSITE: (1, 10)}
    assert told() == []
    with pytest.raises(Refused):
        rooms.book_room(a_room().id, event.starts_at, event.ends_at, "Andere", equipment_ids=[thing.id])


def test_it_is_not_taken_back_when_somebody_has_the_room(app, at):
    at("2026-05-01 12:00")
    room, other = a_room(), a_room()
    event = an_event(room_ids=[other.id, room.id])
    actions.cancel_event(event.id, "Krank")
    rooms.book_room(room.id, event.starts_at, event.ends_at, "Chorprobe")

    with pytest.raises(Refused) as refused:
        restoring.restore_event(event.id)

    assert refused.value.reason is RoomRefusal.TAKEN
    assert "Chorprobe" in refused.value.sentence
    assert (db.session.get(Event, event.id).state, held(other)) == ("cancelled", [])


def test_after_ten_minutes_it_stays_cancelled(app, at):
    at("2026-05-01 12:00")
    event = an_event()
    actions.cancel_event(event.id, "Krank")
    later(rules.GRACE)

    with pytest.raises(Refused) as refused:
        restoring.restore_event(event.id)

    assert refused.value.reason is EventRefusal.TOLD_ALREADY


def test_a_draft_that_is_called_off_stays_hidden_and_comes_back_as_a_draft(house, guest):
    event = an_event(state="draft")
    actions.cancel_event(event.id, "Doch nicht")
    page = guest.get(f"/veranstaltungen/{event.slug}")

    restoring.restore_event(event.id)

    assert (page.status, db.session.get(Event, event.id).state) == (404, "draft")


def test_steps_are_refused_where_somebody_comes_in_a_wheelchair_unless_they_were_asked(app, at):
    at("2026-05-01 12:00")
    flat, stairs, unknown = a_room(step_free=True), a_room(step_free=False), a_room(step_free=None)
    event = an_event(room_ids=[flat.id])
    a_registration(event, wheelchairs=1)

    reasons = []
    for room in (stairs, unknown):
        with pytest.raises(Refused) as refused:
            settling.settle_event(event.id, [room.id])
        reasons.append(refused.value.reason)
    settling.settle_event(event.id, [stairs.id], has_spoken=True)

    assert reasons == [SeatRefusal.STEPS] * 2
    assert db.session.get(Event, event.id).rooms == [stairs]


def test_without_a_wheelchair_nobody_asks_about_steps(app, at):
    at("2026-05-01 12:00")
    event = an_event(room_ids=[a_room(step_free=True).id])
    a_registration(event)

    settling.settle_event(event.id, [a_room(step_free=False).id])

    assert db.session.get(Event, event.id).rooms[0].step_free is False


def test_needs_are_forgotten_a_week_after_the_event(app, at):
    at("2026-05-01 12:00")
    event = an_event()
    guest = a_registration(event, wheelchairs=1)
    later(event.ends_at - clock.now() + timedelta(days=7))
    jobs.forget_needs()
    before = db.session.get(Registration, guest.id, populate_existing=True).wheelchairs

    later(timedelta(seconds=1))
    jobs.forget_needs()

    assert (before, db.session.get(Registration, guest.id, populate_existing=True).wheelchairs) == (1, 0)


def test_a_larger_room_gives_seats_to_those_who_wait(app, at):
    at("2026-05-01 12:00")
    small, large = a_room(capacity=1), a_room(capacity=5)
    event = an_event(capacity=1, room_ids=[small.id])
    a_registration(event)
    waiting = a_registration(event, would_wait=True)

    settling.settle_event(event.id, [large.id], seats={ONSITE: 5})

    assert db.session.get(Registration, waiting.id).state == "confirmed"
    assert seats(event) == {ONSITE: (2, 5)}


def test_on_site_becomes_digital_and_every_guest_comes_along_and_is_told(app, at):
    at("2026-05-01 12:00")
    room, stream = a_room(), a_room(kind="digital")
    event = an_event(seats={ONSITE: 3, ONLINE: 1}, room_ids=[room.id, stream.id])
    for _number in range(2):
        a_registration(event)
    a_registration(event, kind=ONLINE)

    settling.settle_event(event.id, [stream.id], seats={ONSITE: 0, ONLINE: 3})
    later(rules.GRACE)

    assert seats(event) == {ONSITE: (0, 0), ONLINE: (3, 3)}
    assert set(db.session.scalars(sa.select(Registration.kind))) == {ONLINE}
    assert told() == ["moved", "moved"]
    assert held(room) == []


def test_it_stays_on_site_where_not_all_guests_find_a_digital_seat(app, at):
    at("2026-05-01 12:00")
    stream = a_room(kind="digital")
    event = an_event(seats={ONSITE: 3, ONLINE: 1}, room_ids=[a_room().id, stream.id])
    for _number in range(2):
        a_registration(event)

    with pytest.raises(Refused) as refused:
        settling.settle_event(event.id, [stream.id], seats={ONSITE: 0, ONLINE: 1})

    assert refused.value.reason is SeatRefusal.ALL_ONLINE
    assert seats(event) == {ONSITE: (2, 3), ONLINE: (0, 1)}


def test_another_digital_room_is_told_to_nobody(app, at):
    at("2026-05-01 12:00")
    first, second = a_room(kind="digital"), a_room(kind="digital")
    event = an_event(seats={ONLINE: 3}, room_ids=[first.id])
    a_registration(event, kind=ONLINE)

    settling.settle_event(event.id, [second.id])
    later(rules.GRACE)

    assert told() == []


def test_a_move_that_concerns_guests_is_shown_before_it_is_made(house, staff):
    event = an_event(title="Repair-Café", room_ids=[a_room(step_free=True).id])
    a_registration(event, wheelchairs=1)
    path, was = f"/team/veranstaltungen/{event.id}/verlegen", event.starts_at

    first = staff.fill(staff.get(path), path, **{"dates-0-day": "2026-06-01"})
    moved = db.session.get(Event, event.id, populate_existing=True).starts_at
    second = staff.fill(first, path)

    assert (first.status, moved) == (200, was)
    assert "1 Person bekommt eine Nachricht" in first.words
    assert "Wann: Montag, 1. Juni" in first.words
    assert "Vor Ort: 1 von 10 Plätzen vergeben" in first.words
    assert "1 Gast kommt im Rollstuhl" in first.words
    assert second.status == 303
    afresh()
    assert clock.local(db.session.get(Event, event.id).starts_at).day == 1


def test_what_has_changed_since_it_was_shown_is_shown_once_more(house, staff):
    event = an_event(title="Repair-Café")
    a_registration(event)
    path = f"/team/veranstaltungen/{event.id}/verlegen"
    first = staff.fill(staff.get(path), path, **{"dates-0-day": "2026-06-01"})
    a_registration(event)

    second = staff.fill(first, path)
    third = staff.fill(second, path)

    assert (second.status, "2 Personen bekommen" in second.words, third.status) == (200, True, 303)


def test_a_refused_move_leaves_nothing_of_its_rehearsal(house, staff):
    room = a_room()
    event = an_event(room_ids=[room.id])
    a_registration(event)
    an_event(room_ids=[room.id], starts_at=event.starts_at + DAY, title="Andere")
    path, was = f"/team/veranstaltungen/{event.id}/verlegen", held(room)
    day = f"{clock.local(event.starts_at + DAY):%Y-%m-%d}"

    page = staff.fill(staff.get(path), path, **{"dates-0-day": day})

    assert (page.status, "Andere" in page.refusal) == (409, True)
    afresh()
    assert held(room) == was


def test_the_page_of_a_cancelled_event_leads_to_taking_it_back(house, staff):
    event = an_event(title="Repair-Café")
    staff.fill(staff.get(path := f"/team/veranstaltungen/{event.id}/absagen"), path, reason="Krank")
    path = f"/team/veranstaltungen/{event.id}/ruecknahme"

    page = staff.get(path)
    answer = staff.fill(page, path)

    assert "Bis 12:10 Uhr" in page.words
    assert answer.status == 303
    afresh()
    assert db.session.get(Event, event.id).state == "published"


def test_hybrid_is_switched_off_on_a_page(house, staff):
    room, stream = a_room(capacity=5), a_room(kind="digital", capacity=5)
    event = an_event(seats={ONSITE: 5, ONLINE: 5}, room_ids=[room.id, stream.id])
    path = f"/team/veranstaltungen/{event.id}/digital"

    page = staff.get(path)
    answer = staff.fill(page, path, mode="physical")

    assert (page.status, page.sent["mode"], answer.status) == (200, "hybrid", 303)
    afresh()
    assert db.session.get(Event, event.id).rooms == [room]
    assert seats(event) == {ONSITE: (0, 5), ONLINE: (0, 0)}


def test_guests_in_wheelchairs_say_so_when_they_book(house, guest, staff):
    event = an_event(title="Repair-Café")
    path = f"/veranstaltungen/{event.slug}/platz"

    page = guest.fill(guest.get(path), path, seats=2)
    too_many = guest.fill(page, path, name="Gast", email="gast@example.org", wheelchairs=3)
    page = guest.fill(page, path, name="Gast", email="gast@example.org", wheelchairs=1)
    guest.fill(page, path)

    assert too_many.status == 422
    assert "Im Rollstuhl1 Person" in page.words
    afresh()
    assert db.session.scalars(sa.select(Registration.wheelchairs)).all() == [1]
    assert "1 im Rollstuhl" in staff.get(f"/team/veranstaltungen/{event.id}").words


def test_who_calls_off_chooses_what_guests_are_offered_and_sees_first_whom_it_concerns(house, staff):
    area = an_area()
    event, same_area, unwanted = an_event(format=(format := a_format(area=area))), an_event(
        format=a_format(area=area), title="Löten"
    ), an_event(format=format, title="Nächstes Mal")  # fmt: skip
    path = f"/team/veranstaltungen/{event.id}/absagen"
    page = staff.get(path)
    a_registration(event)

    again = staff.fill(page, path, reason="Krank")
    answer = staff.fill(again, path, reason="Krank", offered=str(same_area.id))

    assert page.tree.xpath("//input[@name='offered'][@checked]/@value") == [str(unwanted.id)]
    assert (again.status, "hat sich etwas geändert" in again.words, answer.status) == (200, True, 303)
    afresh()
    event = db.session.get(Event, event.id)
    assert programme_queries.alternatives(event, clock.now()) == [same_area]


def test_a_cancellation_is_taken_back_into_another_room_where_its_own_is_gone(house, staff):
    room, other = a_room(name="Saal"), a_room(name="Werkstatt", place=a_place())
    event = an_event(room_ids=[room.id])
    a_registration(event)
    actions.cancel_event(event.id, "Krank")
    rooms.book_room(room.id, event.starts_at, event.ends_at, "Chorprobe")
    path = f"/team/veranstaltungen/{event.id}/ruecknahme"

    refused = staff.fill(staff.get(path), path)
    answer = staff.fill(refused, path, take=refused.tree.xpath("//button[@name='take']/@value")[0])

    assert (refused.status, "Chorprobe" in refused.refusal, answer.status) == (409, True, 303)
    afresh()
    event = db.session.get(Event, event.id)
    assert (event.state, event.rooms) == ("published", [other])


def test_where_there_are_steps_rooms_without_are_offered(house, staff):
    flat, steps, level = a_room(step_free=True), a_room(step_free=False), a_room(step_free=True, capacity=12)
    a_room(step_free=True, capacity=5)
    event = an_event(room_ids=[flat.id])
    a_registration(event, wheelchairs=1)
    path = f"/team/veranstaltungen/{event.id}/ort"

    refused = staff.fill(staff.get(path), path, rooms=str(steps.id))
    offers = refused.tree.xpath("//button[@name='take']/@value")
    seen = staff.fill(refused, path, take=offers[0])
    answer = staff.fill(seen, path)

    assert offers == [f"{steps.id}|{level.id}", f"{steps.id}|{flat.id}"]
    assert ("Rollstuhl" in refused.refusal, refused.status, seen.status, answer.status) == (True, 409, 200, 303)
    afresh()
    assert db.session.get(Event, event.id).rooms == [level]


def a_course(sessions=3, first_in=timedelta(days=1), **facts):
    """A course of weekly sessions."""
    first = clock.now() + first_in
    spans = [(first + week * 7 * DAY, first + week * 7 * DAY + timedelta(hours=2)) for week in range(sessions)]
    return an_event(spans=spans, **facts)


def test_another_room_for_what_is_left_of_a_course_is_told_and_its_steps_are_asked_about(app, at):
    at("2026-05-01 12:00")
    flat, stairs = a_room(step_free=True), a_room(step_free=False)
    course = a_course(room_ids=[flat.id])
    a_registration(course, wheelchairs=1)
    later(3 * DAY)

    with pytest.raises(Refused) as refused:
        settling.settle_event(course.id, [stairs.id])
    settling.settle_event(course.id, [stairs.id], has_spoken=True)
    later(rules.GRACE)

    assert refused.value.reason is SeatRefusal.STEPS
    assert told() == ["moved"]


def test_a_course_that_has_begun_is_called_off_for_what_is_left_and_taken_back(app, at):
    at("2026-05-01 12:00")
    room = a_room()
    course = a_course(room_ids=[room.id])
    a_registration(course)
    was = held(room)
    later(3 * DAY)

    actions.cancel_event(course.id, "Krank")
    left = held(room)
    early = told()
    restoring.restore_event(course.id)
    later(DAY)

    assert (left, sorted(held(room)), early, told()) == (was[:1], sorted(was), [], [])


def test_the_rest_of_a_course_moves_onto_its_own_dates(app, at):
    at("2026-05-01 12:00")
    room = a_room()
    course = a_course(room_ids=[room.id])
    first, second, third = course.spans
    fourth = tuple(moment + 7 * DAY for moment in third)

    actions.move_event(course.id, [first, third, fourth])

    assert sorted(map(tuple, held(room))) == [first, third, fourth]


def test_what_was_moved_back_was_never_moved(app, at):
    at("2026-05-01 12:00")
    event = an_event()
    span = event.spans[0]
    one, two = (tuple(moment + days * DAY for moment in span) for days in (1, 2))

    actions.move_event(event.id, [one])
    actions.move_event(event.id, [two])
    date = db.session.get(Event, event.id).dates[0]
    known = date.moved_from_starts_at, date.moved_from_ends_at
    actions.move_event(event.id, [span])

    assert (known, db.session.get(Event, event.id).dates[0].moved_from_starts_at) == (span, None)


def test_those_who_wait_change_over_too_as_far_as_there_is_room_and_hear_of_it_once(app, at):
    at("2026-05-01 12:00")
    stream = a_room(kind="digital")
    event = an_event(seats={ONSITE: 1, ONLINE: 20}, room_ids=[a_room().id, stream.id])
    a_registration(event)
    waiting = [a_registration(event, would_wait=True) for _number in range(4)]

    settling.settle_event(event.id, [stream.id], seats={ONSITE: 0, ONLINE: 3})
    later(rules.GRACE)

    assert seats(event) == {ONSITE: (0, 0), ONLINE: (3, 3)}
    states = [db.session.get(Registration, guest.id).state for guest in waiting]
    assert states == ["confirmed", "confirmed", "waiting", "waiting"]
    assert sorted(told()) == ["moved"] * 3 + ["promoted"] * 2


def test_what_was_given_up_while_it_was_called_off_goes_to_those_who_wait(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1)
    guest, waiting = a_registration(event), a_registration(event, would_wait=True)
    actions.cancel_event(event.id, "Krank")
    registrations.give_up(guest.id)

    restoring.restore_event(event.id)

    assert db.session.get(Registration, waiting.id).state == "confirmed"


def test_a_public_event_keeps_what_guests_need(app, at):
    at("2026-05-01 12:00")
    event = an_event(room_ids=[a_room().id])

    for facts in ({"languages": []}, {"seats": {ONSITE: 0, ONLINE: 0}}, {"seats": {ONSITE: 5, ONLINE: 50}}):
        with pytest.raises(Refused) as refused:
            planning.change_event(event.id, **facts)
        assert refused.value.reason is PlanningRefusal.NOT_READY

    assert db.session.get(Event, event.id).languages == ["de"]


def test_changing_over_and_back_again_is_told_to_nobody(app, at):
    at("2026-05-01 12:00")
    room, stream = a_room(), a_room(kind="digital")
    event = an_event(seats={ONSITE: 2, ONLINE: 5}, room_ids=[room.id, stream.id])
    a_registration(event)
    a_registration(event, kind=ONLINE)
    settling.settle_event(event.id, [stream.id], seats={ONSITE: 0, ONLINE: 5})

    settling.settle_event(event.id, [room.id, stream.id], seats={ONSITE: 2, ONLINE: 5})
    later(rules.GRACE)

    assert seats(event) == {ONSITE: (1, 2), ONLINE: (1, 5)}
    assert told() == []
