"""The waiting list moves by itself, and is fair; limits within the seats are kept."""

from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db
from app.errors import Refused
from app.notifications import delivery
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme import settling
from app.programme.models import ONSITE
from app.registrations import actions, inviting, jobs, limits, queries, waiting
from app.registrations.models import SeatLimit
from app.registrations.rules import SeatRefusal
from tests.make import a_person, a_registration, a_room, an_event
from tests.registrations.test_life import ledger, mails_to, state_of

OFFERING = {"offers_seats": True, "companions_max": 5}


def taken_of(event):
    """{name: taken} of the limits of an event."""
    select = sa.select(SeatLimit.name, SeatLimit.taken).where(SeatLimit.event_id == event.id)
    return {name: taken for name, taken in db.session.execute(select) if taken}


def test_a_freed_seat_is_offered_accepted_and_nobody_elses(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(capacity=1, starts_at=now + timedelta(days=10), format_facts=OFFERING)
    seated = a_registration(event)
    first, second = a_registration(event, would_wait=True), a_registration(event, would_wait=True)

    actions.give_up(seated.id)
    offered = state_of(first), first.offered_until, ledger(event)
    waiting.accept(first.id)
    waiting.accept(first.id)

    assert offered == ("offered", now + timedelta(hours=24), (1, 1))
    assert (state_of(first), state_of(second)) == ("confirmed", "waiting")
    assert mails_to(first)[-2:] == ["offered", "confirmed"]


def test_who_books_again_instead_of_accepting_is_told_of_the_offer_once_more(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(capacity=1, starts_at=now + timedelta(days=10), format_facts=OFFERING)
    seated, waits = a_registration(event), a_registration(event, would_wait=True)
    actions.give_up(seated.id)

    def book_again(times):
        for _time in range(times):
            actions.book_seat(event.id, ONSITE, 1, "Jana", waits.email, would_wait=True)
        return mails_to(waits)[-3:]

    before = book_again(1)
    delivery.deliver_messages()

    assert before == ["please_confirm_waiting", "waiting", "offered"]
    assert book_again(2) == ["waiting", "offered", "offered"]
    assert (state_of(waits), ledger(event)) == ("offered", (1, 1))


@pytest.mark.parametrize("is_late", [False, True])
def test_an_offer_that_is_declined_or_lapses_goes_to_the_next(app, at, is_late):
    now = at("2026-05-01 12:00")
    event = an_event(capacity=1, starts_at=now + timedelta(days=10), format_facts=OFFERING)
    seated = a_registration(event)
    first, second = a_registration(event, would_wait=True), a_registration(event, would_wait=True)
    actions.give_up(seated.id)

    if is_late:
        at("2026-05-02 12:01")
        jobs.lapse_holds()
    else:
        actions.give_up(first.id)

    assert (state_of(first), state_of(second)) == ("lapsed" if is_late else "declined", "offered")
    assert mails_to(first)[-1] == ("offer_over" if is_late else "declined")
    assert ledger(event) == (1, 1)


def test_who_accepts_late_gets_seats_that_nobody_has_and_no_others(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(capacity=1, starts_at=now + timedelta(days=10), format_facts=OFFERING)
    seated = a_registration(event)
    late = a_registration(event, would_wait=True)
    actions.give_up(seated.id)
    at("2026-05-02 13:00")
    jobs.lapse_holds()
    waiting.accept(late.id)
    was = state_of(late)
    actions.give_up(late.id)
    other = a_registration(event, would_wait=True)

    with pytest.raises(Refused) as refused:
        waiting.accept(late.id)

    assert was == "confirmed"
    assert state_of(other) == "confirmed"
    assert refused.value.reason is SeatRefusal.NO_OFFER


def test_a_group_that_is_skipped_keeps_its_place_and_would_take_fewer(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=4, format_facts={"companions_max": 5})
    seated = [a_registration(event) for _ in range(4)]
    family, single = a_registration(event, seats=4, would_wait=True), a_registration(event, would_wait=True)
    actions.give_up(seated[0].id)
    after_one = state_of(family), state_of(single), queries.place_in_list(family)

    waiting.take_fewer(family.id, True)
    actions.give_up(seated[1].id)

    assert after_one == ("waiting", "confirmed", 1)
    assert (state_of(family), family.seats) == ("confirmed", 1)
    assert ledger(event) == (4, 4)


def test_the_team_puts_somebody_ahead_and_says_why(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1)
    seated = a_registration(event)
    first, second = a_registration(event, would_wait=True), a_registration(event, would_wait=True)

    with pytest.raises(Refused) as refused:
        waiting.move_ahead(second.id, " ")
    waiting.move_ahead(second.id, "Kommt von weit her")
    places = queries.place_in_list(second), queries.place_in_list(first)
    actions.give_up(seated.id)

    assert refused.value.reason is SeatRefusal.NO_REASON
    assert places == (1, 2)
    assert (state_of(first), state_of(second)) == ("waiting", "confirmed")
    entry = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.act == "move_ahead"))
    assert entry.details == {"reason": "Kommt von weit her"}


def test_places_for_wheelchairs_are_a_ledger_of_their_own(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=10, format_facts={"wheelchair_places": 1})
    first = a_registration(event, wheelchairs=1)

    with pytest.raises(Refused) as refused:
        actions.book_seat(event.id, ONSITE, 1, **a_person(), wheelchairs=1)
    second = a_registration(event, wheelchairs=1, would_wait=True)
    third = a_registration(event, would_wait=True)
    states = state_of(second), state_of(third)
    actions.give_up(first.id)

    assert refused.value.reason is SeatRefusal.NO_WHEELCHAIR_PLACE
    assert states == ("waiting", "confirmed")
    assert state_of(second) == "confirmed"
    assert (taken_of(event), ledger(event)) == ({"wheelchairs": 1}, (2, 10))


def test_a_companion_who_helps_takes_no_seat(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1)

    registration = a_registration(event, carers=1)

    assert (ledger(event), registration.heads) == ((1, 1), 2)


def test_a_slot_is_booked_once_and_given_back(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(
        capacity=6, starts_at=now + timedelta(days=3), hours=2,
        format_facts={"registration": "slot", "slot_minutes": 20, "companions_max": 0},
    )  # fmt: skip
    slots = [part.name for part in limits.parts_at(event.id, queries.seats_of(event.id, ONSITE))]
    first = a_registration(event, parts=[slots[2]])

    with pytest.raises(Refused) as none_chosen:
        actions.book_seat(event.id, ONSITE, 1, **a_person())
    with pytest.raises(Refused) as taken:
        actions.book_seat(event.id, ONSITE, 1, **a_person(), parts=[slots[2]])
    a_registration(event, parts=[slots[3]])
    actions.give_up(first.id)
    a_registration(event, parts=[slots[2]])

    assert len(slots) == 6
    assert none_chosen.value.reason is SeatRefusal.NO_PART
    assert taken.value.sentence.startswith("„12:40 bis 13 Uhr“ ist inzwischen vergeben.")
    assert taken_of(event) == {f"onsite/{slots[2]}": 1, f"onsite/{slots[3]}": 1}


def a_course(at, **facts):
    now = at("2026-05-01 12:00")
    spans = [(now + timedelta(days=n), now + timedelta(days=n, hours=2)) for n in (10, 17, 24)]
    event = an_event(capacity=2, spans=spans, attendance="some", **facts)
    return event, [part.name for part in limits.parts_at(event.id, queries.seats_of(event.id, ONSITE))]


def test_sessions_of_a_course_are_counted_one_by_one(app, at):
    event, sessions = a_course(at)
    a_registration(event, seats=2, parts=sessions[:1])
    to_all = a_registration(event, would_wait=True)
    other = a_registration(event, parts=sessions[1:])
    row = queries.seats_of(event.id, ONSITE)

    actions.give_up(other.id)

    assert (state_of(to_all), row.taken) == ("waiting", 1)
    assert queries.seats_of(event.id, ONSITE).taken == 0
    assert taken_of(event) == {f"onsite/{sessions[0]}": 2}


def test_who_waits_for_all_sessions_gets_them_when_all_have_a_seat(app, at):
    event, sessions = a_course(at)
    both = a_registration(event, seats=2, parts=sessions[:1])
    to_all = a_registration(event, would_wait=True)

    actions.change_seats(both.id, 1)

    assert state_of(to_all) == "confirmed"
    assert set(taken_of(event).values()) == {1, 2}


def test_fewer_seats_than_one_session_has_guests_are_refused(app, at):
    event, sessions = a_course(at)
    a_registration(event, seats=2, parts=sessions[:1])

    with pytest.raises(Refused) as refused:
        programme.change_event(event.id, seats={ONSITE: 1})

    assert refused.value.reason is SeatRefusal.LIMIT_BROKEN
    assert queries.seats_of(event.id, ONSITE).capacity == 2


def test_a_slot_moves_along_with_its_event_and_is_not_cut_off(app, at):
    now = at("2026-05-01 12:00")
    start = now + timedelta(days=3)
    event = an_event(
        capacity=6, starts_at=start, format_facts={"registration": "slot", "slot_minutes": 20, "companions_max": 0}
    )
    slots = [part.name for part in limits.parts_at(event.id, queries.seats_of(event.id, ONSITE))]
    guest = a_registration(event, parts=[slots[5]])
    later = start + timedelta(days=1)
    programme.move_event(event.id, [(later, later + timedelta(hours=2))])
    db.session.refresh(event)

    with pytest.raises(Refused) as refused:
        programme.move_event(event.id, [(later, later + timedelta(hours=1))])

    assert limits.chosen_words(guest, event) == ["13:40 bis 14 Uhr"]
    assert refused.value.reason is SeatRefusal.LIMIT_BROKEN


def test_an_answer_that_few_can_choose_runs_out(app, at):
    at("2026-05-01 12:00")
    question = {"key": "werkbank", "text": "Welche Werkbank?", "kind": "choice",
                "options": [{"text": "Holz", "most": 1}, {"text": "Metall"}]}  # fmt: skip
    event = an_event(format_facts={"questions": [question]})
    a_registration(event, choices=[limits.choice("werkbank", "Holz")])

    with pytest.raises(Refused) as refused:
        actions.book_seat(event.id, ONSITE, 1, **a_person(), choices=[limits.choice("werkbank", "Holz")])
    a_registration(event, choices=[limits.choice("werkbank", "Metall")])

    assert refused.value.sentence == "„Holz“ ist inzwischen vergeben. Bitte wählen Sie etwas anderes."


def test_an_invitation_is_used_once_and_only_by_whom_it_is_for(app, at):
    at("2026-05-01 12:00")
    event = an_event(format_facts={"registration": "invite"})
    inviting.invite(event.id, [("Gast", "gast@example.org"), ("Gast", "gast@example.org")])
    [(invitation, _state)] = inviting.invitations_of(event.id)

    def book(email, ident=invitation.id):
        actions.book_seat(event.id, ONSITE, 1, "Gast", email, invitation=ident)

    for email, ident in (("andere@example.org", invitation.id), ("gast@example.org", None)):
        with pytest.raises(Refused) as refused:
            book(email, ident)
        assert refused.value.reason is SeatRefusal.NOT_INVITED
    book("gast@example.org")
    book("gast@example.org")

    assert ledger(event) == (1, 10)
    assert [state for _each, state in inviting.invitations_of(event.id)] == ["held"]


def test_a_link_that_may_be_passed_on_still_seats_one(app, at):
    at("2026-05-01 12:00")
    event = an_event(format_facts={"registration": "invite"})
    [invitation] = inviting.make_links(event.id, 1)
    actions.book_seat(event.id, ONSITE, 1, **a_person(), invitation=invitation.id)

    with pytest.raises(Refused):
        actions.book_seat(event.id, ONSITE, 1, **a_person(), invitation=invitation.id)
    inviting.withdraw(invitation.id)

    assert ledger(event) == (1, 10)


def told(*guests):
    """What each was told of a free seat, and when it goes: (name, day and time), or None; never twice."""
    found = []
    for guest in guests:
        names = [f"registrations/mail/{name}" for name in ("promoted", "offered")]
        rows = db.session.execute(
            sa.select(Message.template, Message.due_at).where(Message.about == guest.about, Message.template.in_(names))
        ).all()
        assert len(rows) < 2
        found += [(name.rpartition("/")[2], f"{clock.local(due):%d %H:%M}") for name, due in rows] or [None]
    return found


@pytest.mark.parametrize("how", ["promoted", "offered"])
def test_more_seats_are_told_to_those_who_wait_in_their_order_by_day_and_once(make_app, at, how):
    app = make_app(QUIET_HOURS=(time(21), time(8)))
    with app.app_context():
        at("2026-05-01 12:00")
        hall, larger = a_room(capacity=6), a_room(capacity=20)
        event = an_event(capacity=1, room_ids=[hall.id], format_facts={**OFFERING, "offers_seats": how == "offered"})
        seated, unsure = a_registration(event), a_registration(event, would_wait=True, is_confirmed=False)
        first, group, third, last = (a_registration(event, seats=seats, would_wait=True) for seats in (1, 3, 1, 1))

        # Two more by night: to the first and to the next whom one seat helps; the group keeps its place.
        at("2026-05-01 22:00")
        for _twice in range(2):
            programme.change_event(event.id, seats={ONSITE: 3})
        two_more = told(first, group, third, last)
        # A larger room: the group, before who came after it.
        at("2026-05-02 10:00")
        settling.settle_event(event.id, [larger.id], seats={ONSITE: 6})
        larger_room = told(first, group, third, last)
        at("2026-05-02 10:30")
        for seats in (7, 7, 10):
            programme.change_event(event.id, seats={ONSITE: seats})

        assert two_more == [(how, "02 08:00"), None, (how, "02 08:00"), None]
        assert larger_room == [(how, "02 08:00"), (how, "02 10:00"), (how, "02 08:00"), None]
        assert told(first, group, third, last) == [*larger_room[:3], (how, "02 10:30")]
        assert told(seated, unsure) == [None, None]
        assert ledger(event) == (7, 10)
