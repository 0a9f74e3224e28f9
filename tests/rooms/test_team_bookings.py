"""What the team books, moves and calls off itself."""

from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.database import db
from app.errors import Refused
from app.notifications.models import Message
from app.programme.rules import EventRefusal
from app.rooms import actions, deciding, team_bookings
from app.rooms.bookings import BOOKED, CANCELLED, Booking, Loan, Occupancy
from app.rooms.models import RoomHours
from app.rooms.persons import Briefing, RoomRequest
from app.rooms.rules import DecisionRefusal, RoomRefusal
from tests.make import a_room, a_thing, an_event, an_open_request

HOUR = timedelta(hours=1)
GUEST = {"name": "Mila", "email": "mila@example.org"}


@pytest.fixture(autouse=True)
def now(at):
    return at("2026-05-01 12:00")


@pytest.fixture
def start(now):
    """Monday in ten days, at noon."""
    return now + timedelta(days=10)


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def messages():
    """Template and recipient of each message, in order."""
    wanted = sa.select(Message.template, Message.recipient).where(Message.recipient != "haus@example.org")
    rows = db.session.execute(wanted.order_by(Message.id))
    named = [(template.removeprefix("rooms/mail/"), recipient) for template, recipient in rows]
    return [each for each in named if each[0] not in ("please_confirm", "requested")]


def noted(about):
    """The audit trail about something: who did what."""
    rows = db.session.execute(sa.select(AuditEntry.account_id, AuditEntry.act).where(AuditEntry.about == about))
    return [tuple(row) for row in rows]


def test_the_team_books_for_the_house_and_nobody_is_told(app, jana, start):
    room = a_room()

    booking = team_bookings.book(jana, room.id, start, start + HOUR, "Fenster putzen", note="Leiter steht bereit")

    assert (booking.state, booking.request, booking.booked_by_id) == (BOOKED, None, jana)
    assert (messages(), noted(booking.about)) == ([], [(jana, "book_room")])


def test_the_team_books_for_a_person_who_is_told_and_need_not_confirm(app, jana, start, now):
    booking = team_bookings.book(jana, a_room().id, start, start + HOUR, "Probe", name="Mila", email="Mila@Example.org")

    request = booking.request
    assert (request.email, request.who, request.confirmed_at, request.decided_at) == (
        "mila@example.org", "citizen", now, now,
    )  # fmt: skip
    assert messages() == [("booked_by_team", "mila@example.org")]


def test_a_refused_booking_leaves_no_person_behind(app, jana, start):
    room = a_room()
    actions.book_room(room.id, start, start + HOUR, "Chor")
    noted = count(AuditEntry)

    with pytest.raises(Refused) as refused:
        team_bookings.book(jana, room.id, start, start + HOUR, "Andere", **GUEST)

    assert refused.value.reason is RoomRefusal.TAKEN
    assert (count(RoomRequest), count(Message), count(Booking), count(AuditEntry)) == (0, 0, 1, noted)


def test_the_team_breaks_rules_knowingly_and_it_is_written_down(app, jana, start):
    room = a_room(hours=[RoomHours(weekday=6, opens=time(8), closes=time(20))])

    with pytest.raises(Refused) as refused:
        team_bookings.book(jana, room.id, start, start + HOUR, "Nachtarbeit")
    booking = team_bookings.book(jana, room.id, start, start + HOUR, "Nachtarbeit", knowingly=True)

    assert refused.value.reason is RoomRefusal.OUTSIDE_HOURS
    assert booking.broken_rules == ["OUTSIDE_HOURS"]
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.about == booking.about)).one()
    assert entry.details["broken_rules"] == ["OUTSIDE_HOURS"]


def test_a_machine_is_booked_for_a_person_with_a_briefing(app, jana, start):
    cutter = a_thing(kind="fixed", stock=None, needs_briefing=True, name="Lasercutter")
    room = a_room(equipment=[cutter])

    with pytest.raises(Refused) as refused:
        team_bookings.book(jana, room.id, start, start + HOUR, "Probe", equipment_ids=[cutter.id], **GUEST)
    knowingly = team_bookings.book(
        jana, room.id, start, start + HOUR, "Probe", equipment_ids=[cutter.id], knowingly=True, **GUEST
    )
    day = clock.today(start)
    db.session.add(Briefing(equipment_id=cutter.id, **GUEST, briefed_on=day, ends_on=day))
    db.session.commit()
    briefed = team_bookings.book(
        jana, room.id, start + HOUR, start + 2 * HOUR, "Probe", equipment_ids=[cutter.id], **GUEST
    )

    assert refused.value.reason is RoomRefusal.NO_BRIEFING
    assert (knowingly.broken_rules, briefed.broken_rules) == (["NO_BRIEFING"], [])
    assert count(Loan) == 2


def test_a_booking_that_is_moved_tells_its_person_what_was(app, jana, start):
    room = a_room()
    booking = team_bookings.book(jana, room.id, start, start + HOUR, "Probe", **GUEST)

    team_bookings.move(booking.id, jana, start + HOUR, start + 2 * HOUR, reason="Vorher wird gestrichen.")

    assert [template for template, _who in messages()] == ["booked_by_team", "moved"]
    facts = db.session.scalars(sa.select(Message.facts).order_by(Message.id.desc())).first()
    assert facts["was_place"] == room.place_line
    assert facts["was"] == ["2026-05-11T10:00:00+00:00", "2026-05-11T11:00:00+00:00"]
    assert facts["words"] == "Vorher wird gestrichen."
    assert noted(booking.about) == [(jana, "book_room"), (jana, "move_booking")]


def test_a_move_that_changes_nothing_tells_nobody(app, jana, start):
    booking = team_bookings.book(jana, a_room().id, start, start + HOUR, "Probe", **GUEST)

    team_bookings.move(booking.id, jana, start, start + HOUR, note="Bitte Stühle stellen")

    assert booking.note == "Bitte Stühle stellen"
    assert [template for template, _who in messages()] == ["booked_by_team"]


def test_what_somebody_asked_for_is_proposed_and_not_moved_or_called_off(app, jana):
    request = an_open_request()
    booking = request.bookings[0]
    acts = [
        lambda: team_bookings.move(booking.id, jana, booking.starts_at + HOUR, booking.ends_at + HOUR),
        lambda: team_bookings.call_off(booking.id, jana, "Anders."),
    ]

    reasons = []
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        reasons.append(refused.value.reason)

    assert reasons == [DecisionRefusal.ASKED_FOR] * 2
    assert noted(booking.about) == []


def test_a_booking_that_is_called_off_frees_its_room_and_tells_why(app, jana, start):
    booking = team_bookings.book(jana, a_room().id, start, start + HOUR, "Probe", **GUEST)

    with pytest.raises(Refused) as refused:
        team_bookings.call_off(booking.id, jana, "")
    team_bookings.call_off(booking.id, jana, "Wasserschaden.")
    team_bookings.call_off(booking.id, jana, "Noch einmal.")

    assert refused.value.reason is DecisionRefusal.NO_REASON
    assert (booking.state, count(Occupancy)) == (CANCELLED, 0)
    assert [template for template, _who in messages()] == ["booked_by_team", "called_off"]
    assert booking.request.answer == "Wasserschaden."


def test_an_accepted_request_is_moved_and_called_off_like_any_booking(app, jana):
    request = an_open_request()
    deciding.accept(request.id, jana)
    booking = request.bookings[0]

    team_bookings.move(booking.id, jana, booking.starts_at, booking.ends_at - HOUR)
    team_bookings.call_off(booking.id, jana, "Wasserschaden.")

    assert [template for template, _who in messages()] == ["accepted", "moved", "called_off"]


def test_an_event_keeps_its_room(app, jana):
    event = an_event(room_ids=[a_room().id])

    with pytest.raises(Refused) as refused:
        team_bookings.call_off(event.dates[0].bookings[0].id, jana, "Wasserschaden.")

    assert refused.value.reason is EventRefusal.NEEDS_ITS_ROOM
    assert count(Occupancy) == 1
