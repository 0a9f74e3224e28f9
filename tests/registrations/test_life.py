"""The life of a registration, from the first click to the forgotten person."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.errors import Refused
from app.notifications.models import Message
from app.programme import actions as programme
from app.programme.models import ONLINE, ONSITE, SeatLedger
from app.registrations import actions, forgetting, jobs, links, queries
from app.registrations.models import Erasure, Registration
from app.registrations.rules import SeatRefusal
from tests.make import a_person, a_registration, an_event
from tests.make_moving import tell_changes
from tests.make_people import last_mails_go_out


def mails_to(registration):
    """The names of the mails written to a registration, in order."""
    rows = db.session.scalars(
        sa.select(Message.template).where(Message.about == registration.about).order_by(Message.id)
    )
    return [template.rpartition("/")[2] for template in rows]


def ledger(event, kind=ONSITE):
    """(taken, capacity) of an event's seats, after checking that the ledger tells what the registrations hold."""
    row = db.session.get(SeatLedger, (event.id, kind), populate_existing=True)
    assert row.taken == row.house + queries.promised_seats(event.id, kind)
    return row.taken, row.capacity


def state_of(registration):
    db.session.refresh(registration)
    return registration.state


def test_a_booked_seat_is_held_until_it_is_confirmed(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=2))

    registration = a_registration(event, is_confirmed=False)

    assert (state_of(registration), registration.held_until) == ("held", now + timedelta(minutes=60))
    assert mails_to(registration) == ["please_confirm"]
    assert ledger(event) == (1, 10)


def test_a_seat_far_ahead_is_held_for_a_day(app, at):
    now = at("2026-05-01 12:00")

    registration = a_registration(an_event(starts_at=now + timedelta(days=20)), is_confirmed=False)

    assert registration.held_until == now + timedelta(hours=24)


def test_no_hold_outlives_the_start(app, at):
    now = at("2026-05-01 12:00")

    registration = a_registration(an_event(starts_at=now + timedelta(minutes=20)), is_confirmed=False)

    assert registration.held_until == now + timedelta(minutes=20)


def test_confirming_twice_does_no_harm(app, at):
    at("2026-05-01 12:00")
    event = an_event()
    registration = a_registration(event, is_confirmed=False)

    actions.confirm(registration.id)
    actions.confirm(registration.id)

    assert state_of(registration) == "confirmed"
    assert mails_to(registration) == ["please_confirm", "confirmed"]
    assert ledger(event) == (1, 10)


def test_an_unconfirmed_seat_lapses_and_goes_to_the_next(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(capacity=1, starts_at=now + timedelta(days=3))
    slow = a_registration(event, is_confirmed=False)
    waiting = a_registration(event, would_wait=True)
    at("2026-05-01 13:01")

    jobs.lapse_holds()

    assert (state_of(slow), state_of(waiting)) == ("lapsed", "confirmed")
    assert mails_to(waiting) == ["please_confirm_waiting", "waiting", "promoted"]
    assert ledger(event) == (1, 1)


def test_an_overdue_hold_is_free_for_others_though_no_job_came(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(capacity=1, starts_at=now + timedelta(days=3))
    slow = a_registration(event, is_confirmed=False)
    at("2026-05-01 17:00")

    quick = a_registration(event)

    assert (state_of(slow), state_of(quick)) == ("lapsed", "confirmed")


def test_an_overdue_hold_goes_to_who_waits_before_who_comes(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(capacity=1, starts_at=now + timedelta(days=3))
    a_registration(event, is_confirmed=False)
    waiting = a_registration(event, would_wait=True)
    at("2026-05-01 17:00")

    with pytest.raises(Refused) as refused:
        actions.book_seat(event.id, ONSITE, 1, **a_person())

    assert refused.value.reason is SeatRefusal.FULL
    # A refusal leaves nothing behind: the seat goes out with the next act that writes.
    jobs.lapse_holds()
    assert state_of(waiting) == "confirmed"


def test_a_late_confirmation_still_gets_a_free_seat(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=3))
    registration = a_registration(event, is_confirmed=False)
    at("2026-05-01 15:00")
    jobs.lapse_holds()

    actions.confirm(registration.id)

    assert state_of(registration) == "confirmed"
    assert ledger(event) == (1, 10)


def test_a_late_confirmation_at_a_full_event_waits_in_its_old_place(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(capacity=1, starts_at=now + timedelta(days=3))
    late = a_registration(event, is_confirmed=False)
    at("2026-05-01 15:00")
    jobs.lapse_holds()
    quick = a_registration(event)
    a_registration(event, would_wait=True)

    actions.confirm(late.id)

    assert state_of(late) == "waiting"
    assert queries.place_in_list(late) == 1
    actions.give_up(quick.id)
    assert state_of(late) == "confirmed"


def test_who_lapsed_and_booked_anew_has_one_registration(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=3))
    person = a_person()
    first = a_registration(event, is_confirmed=False, **person)
    at("2026-05-01 15:00")
    jobs.lapse_holds()
    a_registration(event, **person)

    with pytest.raises(Refused) as refused:
        actions.confirm(first.id)

    assert refused.value.reason is SeatRefusal.ENDED
    assert ledger(event) == (1, 10)


def test_unconfirmed_people_in_the_waiting_list_get_no_seat(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1)
    lucky = a_registration(event)
    silent = a_registration(event, would_wait=True, is_confirmed=False)

    actions.give_up(lucky.id)

    assert state_of(silent) == "waiting"
    assert ledger(event) == (0, 1)


def test_the_waiting_list_keeps_its_order(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1)
    seated = a_registration(event)
    waiting = [a_registration(event, would_wait=True) for _ in range(3)]

    order = []
    for _ in range(3):
        actions.give_up(seated.id)
        seated = next(each for each in waiting if state_of(each) == "confirmed" and each not in order)
        order.append(seated)

    assert order == waiting


def test_giving_up_twice_frees_one_seat(app, at):
    at("2026-05-01 12:00")
    event = an_event()
    registration = a_registration(event, seats=2)

    actions.give_up(registration.id)
    actions.give_up(registration.id)

    assert ledger(event) == (0, 10)
    assert mails_to(registration)[-1:] == ["given_up"]
    assert mails_to(registration).count("given_up") == 1


def test_one_of_two_seats_can_be_given_back(app, at):
    at("2026-05-01 12:00")
    event = an_event()
    registration = a_registration(event, seats=2)

    actions.change_seats(registration.id, 1)

    assert ledger(event) == (1, 10)
    assert mails_to(registration)[-1] == "changed"


def test_more_seats_than_are_free_are_refused(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1)
    registration = a_registration(event)

    with pytest.raises(Refused) as refused:
        actions.change_seats(registration.id, 2)

    assert refused.value.sentence == "Leider ist kein weiterer Platz frei. Was Sie haben, behalten Sie."
    assert (state_of(registration), registration.seats) == ("confirmed", 1)


def test_who_wants_more_than_are_left_reads_how_many_there_are(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1, format_facts={"has_waiting_list": False})

    with pytest.raises(Refused) as refused:
        actions.book_seat(event.id, ONSITE, 2, **a_person())

    assert refused.value.sentence == "So viele Plätze sind nicht mehr frei, nur noch 1. Bitte buchen Sie weniger."


def test_seats_on_site_and_digital_are_counted_apart(app, at):
    at("2026-05-01 12:00")
    event = an_event(seats={ONSITE: 1, ONLINE: 2})
    a_registration(event)

    a_registration(event, kind=ONLINE)

    assert (ledger(event), ledger(event, ONLINE)) == ((1, 1), (1, 2))


def test_the_same_address_again_gets_a_mail_and_no_second_seat(app, at):
    at("2026-05-01 12:00")
    event = an_event()
    person = a_person()
    registration = a_registration(event, **person)

    for _ in range(3):
        actions.book_seat(event.id, ONSITE, 1, **person)

    assert ledger(event) == (1, 10)
    assert mails_to(registration) == ["please_confirm", "confirmed", "already_there"]


def test_the_same_form_sent_twice_is_one_registration_and_one_mail(app, at):
    at("2026-05-01 12:00")
    event = an_event()
    person = a_person()

    for _ in range(2):
        actions.book_seat(event.id, ONSITE, 1, form_key="dieses Formular", **person)

    registration = queries.find_same(event.id, person["email"], None)
    assert mails_to(registration) == ["please_confirm"]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"format_facts": {"registration": "drop-in"}}, SeatRefusal.NO_SEATS_HERE),
        ({"format_facts": {"opens_days": 3}}, SeatRefusal.NOT_YET_OPEN),
        ({"format_facts": {"closes_hours": 24 * 20}}, SeatRefusal.CLOSED),
        ({"state": "draft"}, SeatRefusal.CANCELLED),
        ({"capacity": 1, "format_facts": {"has_waiting_list": False}}, SeatRefusal.FULL_NO_LIST),
    ],
)
def test_what_cannot_be_booked_says_why(app, at, facts, reason):
    at("2026-05-01 12:00")
    event = an_event(**facts)
    if reason is SeatRefusal.FULL_NO_LIST:
        a_registration(event)

    with pytest.raises(Refused) as refused:
        actions.book_seat(event.id, ONSITE, 1, would_wait=True, **a_person())

    assert refused.value.reason is reason


def test_nobody_can_take_more_seats_than_companions_are_allowed(app, at):
    at("2026-05-01 12:00")

    with pytest.raises(Refused) as refused:
        actions.book_seat(an_event().id, ONSITE, 3, **a_person())

    assert refused.value.sentence == "So viele Plätze auf einmal gehen hier nicht. Möglich sind höchstens 2."


def test_guests_of_a_cancelled_event_are_told_once(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1)
    guest, waiting = a_registration(event), a_registration(event, would_wait=True)
    programme.cancel_event(event.id, "Wasserschaden")

    tell_changes()
    tell_changes()

    assert (mails_to(guest)[-1], mails_to(waiting)[-1]) == ("cancelled", "cancelled")
    assert mails_to(guest).count("cancelled") == 1


def test_nobody_takes_a_seat_that_is_given_up_after_the_cancellation(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1)
    guest, waiting = a_registration(event), a_registration(event, would_wait=True)
    programme.cancel_event(event.id, "Wasserschaden")

    actions.give_up(guest.id)

    assert state_of(waiting) == "waiting"


def test_moved_twice_is_told_once_and_moved_back_never(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=5))
    guest = a_registration(event)
    first = [(event.starts_at, event.ends_at)]
    for days in (6, 7):
        start = now + timedelta(days=days)
        programme.move_event(event.id, [(start, start + timedelta(hours=2))])
    tell_changes()
    told_once = mails_to(guest).count("moved")

    programme.move_event(event.id, first)
    programme.move_event(event.id, [(now + timedelta(days=7), now + timedelta(days=7, hours=2))])
    tell_changes()

    assert told_once == 1
    assert mails_to(guest).count("moved") == 1


def test_who_booked_after_the_move_is_told_nothing(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=5))
    start = now + timedelta(days=6)
    programme.move_event(event.id, [(start, start + timedelta(hours=2))])
    guest = a_registration(event)

    tell_changes()

    assert mails_to(guest) == ["please_confirm", "confirmed"]


def test_fewer_seats_than_are_taken_are_refused(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=2)
    a_registration(event, seats=2)

    with pytest.raises(Refused):
        programme.change_event(event.id, seats={ONSITE: 1})

    assert ledger(event) == (2, 2)


def test_a_reminder_is_written_once(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=5), format_facts={"reminders_h": [48]})
    guest = a_registration(event)
    at("2026-05-04 12:00")

    jobs.send_reminders()
    jobs.send_reminders()

    assert mails_to(guest).count("reminder") == 1


def test_a_late_scheduler_reminds_once_and_by_the_nearest_rule(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=9), format_facts={"reminders_h": [168, 24]})
    guest = a_registration(event)
    at("2026-05-10 09:00")

    jobs.send_reminders()

    assert mails_to(guest).count("reminder") == 1


def test_nobody_is_reminded_after_the_start(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=5), format_facts={"reminders_h": [48]})
    guest = a_registration(event)
    at("2026-05-06 12:01")

    jobs.send_reminders()

    assert "reminder" not in mails_to(guest)


def test_who_booked_after_the_moment_of_a_reminder_gets_none(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=1), format_facts={"reminders_h": [48]})

    guest = a_registration(event)
    jobs.send_reminders()

    assert "reminder" not in mails_to(guest)


def test_a_moved_event_is_reminded_of_anew(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=3), format_facts={"reminders_h": [48]})
    guest = a_registration(event)
    at("2026-05-02 13:00")
    jobs.send_reminders()
    start = now + timedelta(days=9)
    programme.move_event(event.id, [(start, start + timedelta(hours=2))])
    at("2026-05-08 13:00")

    jobs.send_reminders()

    assert mails_to(guest).count("reminder") == 2


def test_an_erased_person_gives_the_seat_to_the_next(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1)
    guest, waiting = a_registration(event), a_registration(event, would_wait=True)

    forgetting.erase(guest.id)

    assert (state_of(guest), state_of(waiting)) == ("given_up", "confirmed")
    assert (guest.name, guest.email, guest.answers) == (None, None, [])


def test_an_erased_person_is_nowhere_in_the_database(app, at):
    at("2026-05-01 12:00")
    guest = a_registration(an_event(), name="Zacharias Beispiel", email="zacharias@example.org")

    forgetting.erase(guest.id)
    last_mails_go_out()

    assert [table for table in db.metadata.tables.values() if "acharias" in dump(table)] == []
    assert db.session.scalar(sa.select(sa.func.count(Erasure.id))) == 1


def test_what_a_lapsed_hold_knew_is_gone_a_day_later(app, at):
    now = at("2026-05-01 12:00")
    guest = a_registration(an_event(starts_at=now + timedelta(days=3)), is_confirmed=False)
    at("2026-05-01 14:00")
    jobs.lapse_holds()
    at("2026-05-02 13:00")
    jobs.forget_persons()
    before = guest.email
    at("2026-05-02 14:01")

    jobs.forget_persons()

    db.session.refresh(guest)
    assert (before is None, guest.email) == (False, None)


def test_persons_are_forgotten_weeks_after_their_event_and_seats_still_count(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=3))
    guest = a_registration(event, seats=2)
    clock.stand_still(event.ends_at + timedelta(days=30, minutes=1))

    jobs.forget_persons()

    assert (state_of(guest), guest.name, guest.seats) == ("confirmed", None, 2)
    assert ledger(event) == (2, 10)


def dump(table):
    """All rows of a table as text."""
    return " ".join(str(tuple(row)) for row in db.session.execute(sa.select(table)))


def test_the_dump_would_find_a_person(app, at):
    """A search that finds nothing proves nothing."""
    at("2026-05-01 12:00")
    a_registration(an_event(), name="Zacharias Beispiel", email="zacharias@example.org")

    assert {table.name for table in db.metadata.tables.values() if "acharias" in dump(table)} == {
        "registrations",
        "messages",
    }


def test_a_registration_is_one_row_per_address_even_for_the_database(app, at):
    at("2026-05-01 12:00")
    event = an_event()
    registration = a_registration(event)
    same = {column.name: getattr(registration, column.name) for column in Registration.__table__.columns}
    same.update(id=None, form_key=None)
    del same["id"]

    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.insert(Registration.__table__).values(**same))
    db.session.rollback()


def test_the_database_has_the_last_word_on_too_many_seats(app, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=1)

    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(SeatLedger).where(SeatLedger.event_id == event.id).values(taken=2))
    db.session.rollback()


def test_a_link_does_not_open_somebody_elses_page_when_an_id_comes_again(make_app, at):
    now = at("2026-05-01 12:00")
    app = make_app()
    with app.test_request_context():
        old = a_registration(an_event(starts_at=now + timedelta(days=3)))
        link = links.manage_path(old)
        # As after a restore: the number is given to somebody who books later.
        somebody_else = {"name": "Gast", "email": "gast@example.org", "booked_at": now + timedelta(hours=1)}
        with transaction():
            db.session.execute(sa.update(Registration).values(**somebody_else))

    assert app.test_client().get(link).status_code == 404
