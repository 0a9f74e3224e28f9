"""What the team decides about requests, and what becomes of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db
from app.errors import Refused
from app.notifications.models import Message
from app.rooms import actions, deciding
from app.rooms.bookings import BOOKED, CANCELLED, DECLINED, LAPSED, PROPOSED, REQUESTED, Booking, Loan, Occupancy
from app.rooms.persons import Briefing, RoomRequest
from app.rooms.rules import DecisionRefusal, RoomRefusal
from tests.make import a_member_of_staff, a_room, a_thing, an_open_request


@pytest.fixture(autouse=True)
def now(at):
    return at("2026-05-01 12:00")


@pytest.fixture
def ole(app):
    return a_member_of_staff("ole@example.org", "Ole").id


def states(request):
    """The states of a request's bookings, in order of time."""
    return list(
        db.session.scalars(sa.select(Booking.state).where(Booking.request_id == request.id).order_by(Booking.starts_at))
    )


def fresh(request):
    """The request as it is now."""
    return db.session.get(RoomRequest, request.id, populate_existing=True)


def mails(request):
    """The templates of the messages about a request, in order."""
    found = db.session.scalars(sa.select(Message.template).where(Message.about == request.about).order_by(Message.id))
    names = [template.removeprefix("rooms/mail/") for template in found]
    return [name for name in names if name not in ("please_confirm", "requested")]


def held_by(booking):
    """How many rows hold something for a booking."""
    return db.session.scalar(sa.select(sa.func.count(Occupancy.id)).where(Occupancy.booking_id == booking.id))


def refusal_of(act, *args, **facts):
    """Why an act is refused."""
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    db.session.rollback()
    return refused.value


@pytest.mark.parametrize("blocks", [True, False])
def test_an_accepted_request_is_booked_and_the_person_is_told(app, jana, now, blocks):
    request = an_open_request(a_room(requests_block=blocks))

    is_sure = deciding.accept(request.id, jana)

    (booking,) = request.bookings
    assert (is_sure, states(request), held_by(booking)) == (True, [BOOKED], 1)
    assert fresh(request).decided_at == now
    assert mails(request) == ["accepted"]


def test_all_dates_of_a_request_are_accepted_or_none(app, jana):
    room = a_room(requests_block=False)
    request = an_open_request(room, dates=3)
    second = request.bookings[1]
    actions.book_room(room.id, second.starts_at, second.ends_at, "Chor")

    refused = refusal_of(deciding.accept, request.id, jana)

    assert refused.reason is RoomRefusal.TAKEN
    assert refused.sentence.startswith("Montag, 18. Mai, 12 bis 14 Uhr: ")
    assert (states(request), mails(request), fresh(request).decided_at) == ([REQUESTED] * 3, [], None)


def test_some_dates_are_accepted_and_others_declined(app, jana, now):
    request = an_open_request(dates=3)
    first, second, third = [booking.id for booking in request.bookings]

    deciding.accept(request.id, jana, [first, third])
    after_first = fresh(request).decided_at
    deciding.decline(request.id, jana, "An dem Tag ist Inventur.", [second])

    assert states(request) == [BOOKED, DECLINED, BOOKED]
    assert (after_first, fresh(request).decided_at) == (None, now)
    assert mails(request) == ["accepted", "declined"]


def test_a_date_of_another_request_cannot_be_decided_along(app, jana):
    request, other = an_open_request(), an_open_request()

    with pytest.raises(LookupError):
        deciding.accept(request.id, jana, [other.bookings[0].id])

    assert states(other) == [REQUESTED]


def test_what_was_decided_meanwhile_is_refused_and_says_by_whom(app, jana, ole):
    request = an_open_request()
    deciding.decline(request.id, jana, "Leider ausgebucht.")

    refused = refusal_of(deciding.accept, request.id, ole)

    assert refused.reason is DecisionRefusal.DECIDED
    assert refused.sentence == (
        "Darüber ist inzwischen entschieden. Jana hat abgelehnt (01.05.2026, 12:00). "
        "Bitte sehen Sie sich den neuen Stand an."
    )
    assert (states(request), mails(request)) == ([DECLINED], ["declined"])


def test_what_the_person_called_off_meanwhile_is_not_accepted(app, jana):
    request = an_open_request()
    actions.cancel_booking(request.bookings[0].id)

    refused = refusal_of(deciding.accept, request.id, jana)

    assert "Stand: Abgesagt." in refused.sentence


def test_what_is_not_confirmed_by_mail_is_not_decided(app, jana):
    request = an_open_request(is_confirmed=False)

    assert refusal_of(deciding.accept, request.id, jana).reason is DecisionRefusal.UNCONFIRMED


def test_a_declined_request_frees_its_room_and_needs_a_reason(app, jana):
    request = an_open_request()

    assert refusal_of(deciding.decline, request.id, jana, " ").reason is DecisionRefusal.NO_REASON
    deciding.decline(request.id, jana, "Leider ausgebucht.")

    assert (states(request), held_by(request.bookings[0])) == ([DECLINED], 0)
    assert fresh(request).answer == "Leider ausgebucht."


def test_a_rule_is_broken_knowingly_only_and_written_down(app, jana, now):
    room = a_room()
    request = an_open_request(room, starts_at=now + timedelta(hours=25))
    clock.stand_still(now + timedelta(hours=26))

    refused = refusal_of(deciding.accept, request.id, jana)
    deciding.accept(request.id, jana, knowingly=True)

    assert refused.reason is RoomRefusal.IN_THE_PAST
    assert request.bookings[0].broken_rules == ["IN_THE_PAST"]
    noted = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.about == request.about)).one()
    assert (noted.account_id, noted.act, noted.details["broken_rules"]) == (jana, "accept_request", ["IN_THE_PAST"])


def test_a_person_whose_briefing_has_ended_gets_the_machine_knowingly_only(app, jana, now):
    cutter = a_thing(kind="fixed", stock=None, needs_briefing=True, name="Lasercutter")
    today = clock.today(now)
    person = {"name": "Mila", "email": "mila@example.org"}
    briefing = Briefing(equipment_id=cutter.id, **person, briefed_on=today, ends_on=today + timedelta(days=10))
    db.session.add(briefing)
    db.session.commit()
    request = an_open_request(a_room(equipment=[cutter]), things=[cutter], **person)
    briefing.ends_on = today + timedelta(days=9)
    db.session.commit()

    refused = refusal_of(deciding.accept, request.id, jana)
    deciding.accept(request.id, jana, knowingly=True)

    assert refused.sentence == "Für Lasercutter brauchen Sie eine Einweisung. Bitte vereinbaren Sie eine mit dem Team."
    assert request.bookings[0].broken_rules == ["NO_BRIEFING"]


def test_where_two_must_agree_the_second_completes(app, jana, ole):
    request = an_open_request(a_room(two_agree=True))

    first = deciding.accept(request.id, jana)
    between = (states(request), fresh(request).agreed_by_id, mails(request))
    second = deciding.accept(request.id, ole)

    assert (first, between) == (False, ([REQUESTED], jana, []))
    assert (second, states(request), mails(request)) == (True, [BOOKED], ["accepted"])


def test_the_same_person_twice_is_not_two(app, jana):
    request = an_open_request(a_room(two_agree=True))
    deciding.accept(request.id, jana)

    assert refusal_of(deciding.accept, request.id, jana).reason is DecisionRefusal.SAME_PERSON
    assert states(request) == [REQUESTED]


def test_the_first_of_two_agrees_to_all_dates_that_are_open(app, jana, ole):
    request = an_open_request(a_room(two_agree=True), dates=2)
    first, second = [booking.id for booking in request.bookings]

    assert refusal_of(deciding.accept, request.id, jana, [first]).reason is DecisionRefusal.ALL_DATES
    deciding.decline(request.id, jana, "Der zweite Termin geht nicht.", [second])
    deciding.accept(request.id, jana, [first])
    deciding.accept(request.id, ole)

    assert states(request) == [BOOKED, DECLINED]


def propose_an_hour_later(request, by_id, room=None):
    """Propose the first date of a request an hour later."""
    booking = request.bookings[0]
    hour = timedelta(hours=1)
    return deciding.propose(
        booking.id, by_id, booking.starts_at + hour, booking.ends_at + hour, room_id=room and room.id, answer="Später?"
    )


@pytest.mark.parametrize("blocks", [True, False])
def test_a_proposal_holds_the_new_place_only(app, jana, now, blocks):
    request, other = an_open_request(a_room(requests_block=blocks)), a_room()
    asked_for, start = request.bookings[0].room, request.bookings[0].starts_at

    booking = propose_an_hour_later(request, jana, other)

    held = db.session.scalars(sa.select(Occupancy)).one()
    assert (held.part_id, held.starts_at) == (other.parts[0].id, start + timedelta(hours=1))
    assert (booking.state, fresh(request).answer, fresh(request).decided_at) == (PROPOSED, "Später?", None)
    assert fresh(request).held_until == now + timedelta(days=7)
    message = db.session.scalars(sa.select(Message).where(Message.template == "rooms/mail/proposed")).one()
    assert message.facts["was_place"] == asked_for.place_line
    assert message.facts["sequence"] == booking.sequence


def test_a_proposal_that_cannot_be_had_leaves_the_request_as_it_was(app, jana):
    room = a_room()
    request = an_open_request(room)
    booking = request.bookings[0]
    actions.book_room(room.id, booking.ends_at, booking.ends_at + timedelta(hours=1), "Chor")

    assert refusal_of(propose_an_hour_later, request, jana).reason is RoomRefusal.TAKEN
    assert (states(request), mails(request), fresh(request).answer) == ([REQUESTED], [], None)


def test_a_proposal_that_is_taken_is_booked(app, jana, now):
    request = an_open_request()
    booking = propose_an_hour_later(request, jana)
    sequence = booking.sequence

    answers = [deciding.take_proposal(booking.id, sequence) for _twice in range(2)]

    assert (answers, states(request), fresh(request).decided_at) == ([True, True], [BOOKED], now)
    assert mails(request) == ["proposed", "accepted"]


def test_a_proposal_that_is_turned_down_is_free_again(app, jana, now):
    request = an_open_request()
    booking = propose_an_hour_later(request, jana)
    sequence = booking.sequence

    deciding.turn_down_proposal(booking.id, sequence)
    deciding.turn_down_proposal(booking.id, sequence)

    assert (states(request), held_by(booking), fresh(request).decided_at) == ([CANCELLED], 0, now)
    assert mails(request) == ["proposed", "withdrawn"]


def test_an_earlier_proposal_cannot_be_answered_any_more(app, jana):
    request = an_open_request()
    sequence = propose_an_hour_later(request, jana).sequence
    booking = propose_an_hour_later(request, jana)

    for answer in (deciding.take_proposal, deciding.turn_down_proposal):
        assert refusal_of(answer, booking.id, sequence).reason is DecisionRefusal.ANSWERED
    assert states(request) == [PROPOSED]


def test_a_proposal_lapses_after_a_week(app, jana, now):
    request = an_open_request()
    booking = propose_an_hour_later(request, jana)
    sequence = booking.sequence

    deciding.lapse_proposal(booking.id)
    before = states(request)
    clock.stand_still(now + timedelta(days=7))
    late = refusal_of(deciding.take_proposal, booking.id, sequence)
    deciding.lapse_proposal(booking.id)
    deciding.lapse_proposal(booking.id)

    assert (before, states(request), held_by(booking)) == ([PROPOSED], [LAPSED], 0)
    assert late.reason is DecisionRefusal.ANSWERED
    assert mails(request) == ["proposed", "proposal_lapsed"]


def test_a_taken_proposal_for_a_room_where_two_agree_waits_for_the_second(app, jana, ole, now):
    request, other = an_open_request(), a_room(two_agree=True, answer_days=2)
    booking = propose_an_hour_later(request, jana, other)

    is_sure = deciding.take_proposal(booking.id, booking.sequence)
    between = (states(request), held_by(booking), fresh(request).answer_by, mails(request))
    same = refusal_of(deciding.accept, request.id, jana)
    deciding.accept(request.id, ole)

    assert (is_sure, same.reason) == (False, DecisionRefusal.SAME_PERSON)
    assert between == ([REQUESTED], 1, now + timedelta(days=2), ["proposed"])
    assert states(request) == [BOOKED]


def test_a_proposal_for_one_of_several_dates_agrees_to_none_of_the_others(app, jana, ole):
    room = a_room(two_agree=True)
    request = an_open_request(room, dates=2)
    deciding.accept(request.id, ole)

    propose_an_hour_later(request, jana)

    assert fresh(request).agreed_by_id is None


def test_things_go_along_with_what_is_proposed(app, jana):
    thing = a_thing(stock=1)
    request = an_open_request(a_room(requests_block=False), things=[thing])

    booking = propose_an_hour_later(request, jana)

    assert db.session.scalars(sa.select(Loan.booking_id)).all() == [booking.id]


def test_nobody_is_told_where_nobody_is_known_any_more(app, jana):
    request = an_open_request()
    request = fresh(request)
    request.email = request.name = None
    db.session.commit()

    deciding.accept(request.id, jana)

    assert (states(request), mails(request)) == ([BOOKED], [])
