"""Once an event is over: who did not come, who is thanked when, and what stays when the persons are gone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db, transaction
from app.errors import Refused
from app.programme import actions as programme
from app.programme.models import ONLINE, ONSITE, SOME_DATES, Event
from app.registrations import after_actions, after_jobs, after_queries, after_rules, door_queries, forgetting
from app.registrations.after_rules import CertificateRefusal, FeedbackRefusal
from app.registrations.afterwards import Certificate, Feedback
from app.registrations.entrances import CheckIn
from app.registrations.models import Registration
from tests.make import a_registration, an_event
from tests.make_after import check_in, count_walk_ins, held_with
from tests.registrations.test_life import ledger, mails_to, state_of


def thanked(*registrations):
    return [mails_to(each).count("thanks") for each in registrations]


# Who did not come


def test_who_did_not_come_is_missed_some_hours_after_where_people_were_counted(app, at):
    at("2026-05-01 12:00")
    event, (came, stayed) = held_with({"seats": 2}, {}, ended=timedelta(hours=2))
    check_in(came)

    after_jobs.miss_absent()
    early = state_of(stayed)
    clock.stand_still(clock.now() + timedelta(hours=1))
    after_jobs.miss_absent()
    after_jobs.miss_absent()

    assert (early, state_of(came), state_of(stayed)) == ("confirmed", "attended", "missed")
    assert ledger(event) == (3, 10)


def test_where_nobody_was_counted_nobody_missed_anything(app, at):
    at("2026-05-01 12:00")
    _event, (first, second) = held_with({}, {})

    after_jobs.miss_absent()

    assert (state_of(first), state_of(second)) == ("confirmed", "confirmed")


def test_a_door_on_site_says_nothing_of_digital_guests(app, at):
    at("2026-05-01 12:00")
    _event, (came, stayed, digital) = held_with({}, {}, {"kind": ONLINE}, seats={ONSITE: 5, ONLINE: 5})
    check_in(came)

    after_jobs.miss_absent()

    assert [state_of(each) for each in (came, stayed, digital)] == ["attended", "missed", "confirmed"]


def test_a_session_at_which_nobody_was_counted_is_missed_by_nobody(app, at):
    now = at("2026-05-01 12:00")
    spans = [(now + timedelta(days=n), now + timedelta(days=n, hours=2)) for n in (10, 11)]
    event = an_event(spans=spans, attendance=SOME_DATES)
    first, second = (f"date:{date.id}" for date in event.dates)
    came = a_registration(event, parts=[first])
    stayed, other_day = a_registration(event, parts=[first]), a_registration(event, parts=[second])
    clock.stand_still(event.ends_at + timedelta(days=1))
    check_in(came)

    after_jobs.miss_absent()

    assert [state_of(each) for each in (came, stayed, other_day)] == ["attended", "missed", "confirmed"]


def test_nobody_misses_what_was_called_off(app, at):
    at("2026-05-01 12:00")
    event, (came, stayed) = held_with({}, {}, ended=timedelta(hours=-4))
    programme.cancel_event(event.id, "Krank.")
    check_in(came)
    clock.stand_still(event.ends_at + timedelta(days=1))

    after_jobs.miss_absent()
    after_actions.miss(stayed.id)

    assert state_of(stayed) == "confirmed"


# Thanks


def test_who_was_there_is_thanked_once_the_next_morning(app, at):
    at("2026-05-01 18:00")
    event, (came, stayed) = held_with({}, {})
    check_in(came)
    told = {}

    for moment in ("2026-05-12 00:30", "2026-05-12 07:59", "2026-05-12 08:00", "2026-05-12 08:05", "2026-05-13 09:00"):
        at(moment)
        after_jobs.thank_guests()
        told[moment] = thanked(came, stayed)

    assert event.ends_at.astimezone(clock.BERLIN).strftime("%d %H:%M") == "11 20:00"
    assert list(told.values()) == [[0, 0], [0, 0], [1, 0], [1, 0], [1, 0]]
    assert db.session.get(Event, event.id).is_thanked


def test_where_no_door_was_used_all_are_thanked(app, at):
    at("2026-05-01 12:00")
    _event, guests = held_with({}, {}, ended=timedelta(days=1))

    after_jobs.thank_guests()

    assert thanked(*guests) == [1, 1]


@pytest.mark.parametrize("late", [timedelta(hours=8), timedelta(days=7, minutes=1)])
def test_nobody_is_thanked_at_night_or_a_week_too_late(app, at, late):
    at("2026-05-01 12:00")
    _event, guests = held_with({}, ended=timedelta(days=1) + late)

    after_jobs.thank_guests()

    assert thanked(*guests) == [0]


def test_a_format_that_does_not_thank_and_an_event_called_off_stay_silent(app, at):
    at("2026-05-01 12:00")
    _event, guests = held_with({}, ended=timedelta(days=1), format_facts={"thanks": False})
    at("2026-05-01 12:00")
    off, others = held_with({}, ended=timedelta(hours=-4))
    programme.cancel_event(off.id, "Krank.")
    clock.stand_still(off.ends_at + timedelta(days=1))

    after_jobs.thank_guests()
    after_actions.thank_guests(off.id)

    assert thanked(*guests, *others) == [0, 0]


@pytest.mark.parametrize(
    ("ended", "morning"),
    [
        ("2026-05-09 20:00", "2026-05-10 08:00"),
        ("2026-05-09 10:00", "2026-05-10 08:00"),
        # A night that ends on Sunday is over on Sunday.
        ("2026-05-10 01:00", "2026-05-10 08:00"),
        ("2026-05-10 06:00", "2026-05-11 08:00"),
        # Over the change of the clocks.
        ("2026-10-24 20:00", "2026-10-25 08:00"),
    ],
)
def test_the_morning_after_is_the_first_in_which_all_are_counted(at, ended, morning):
    assert after_rules.thank_from(at(ended)) == at(morning)


# Three questions


def test_questions_are_open_from_the_start_until_two_weeks_after(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(hours=1))

    with pytest.raises(Refused) as early:
        after_actions.give_feedback(event.id, liked=5)
    at("2026-05-01 13:00")
    after_actions.give_feedback(event.id, liked=5)
    at("2026-05-15 15:00")
    with pytest.raises(Refused) as late:
        after_actions.give_feedback(event.id, liked=5)

    assert (early.value.reason, late.value.reason) == (FeedbackRefusal.NOT_YET, FeedbackRefusal.OVER)
    assert after_queries.opinions(event.id).count == 1


def test_one_form_counts_once_and_nothing_tells_who_sent_it_or_when(app, at):
    at("2026-05-01 12:00")
    event, _guests = held_with()

    for _twice in range(2):
        after_actions.give_feedback(event.id, liked=4, comes_again=after_rules.YES, form_key="one form")

    row = db.session.scalars(sa.select(Feedback)).one()
    assert (row.liked, row.comes_again, row.words) == (4, 3, "")
    assert {column.key for column in Feedback.__table__.columns} == {
        "id", "event_id", "liked", "comes_again", "words", "form_key",
    }  # fmt: skip


def test_an_empty_form_says_nothing(app, at):
    at("2026-05-01 12:00")
    event, _guests = held_with()

    with pytest.raises(Refused) as refused:
        after_actions.give_feedback(event.id)

    assert refused.value.reason is FeedbackRefusal.NOTHING_SAID


# Certificates


def test_a_certificate_counts_the_dates_somebody_was_at_and_is_one_however_often_asked(app, at):
    at("2026-05-01 12:00")
    _event, (came,) = held_with({}, days=3)
    check_in(came, date=0)

    first = after_actions.issue_certificate(came.id).code
    again = after_actions.issue_certificate(came.id).code
    check_in(came, date=2)
    after_actions.issue_certificate(came.id)

    row = db.session.scalars(sa.select(Certificate)).one()
    assert (first, again) == (row.code, row.code)
    assert len(row.code) == 10
    assert (row.minutes, row.issued_on) == (240, clock.today(clock.now()))


def test_who_was_not_there_or_is_too_early_gets_none(app, at):
    at("2026-05-01 12:00")
    event, (came, stayed) = held_with({}, {}, ended=timedelta(hours=-1))
    check_in(came)

    for registration, reason in ((came, CertificateRefusal.NOT_OVER), (stayed, CertificateRefusal.NOT_THERE)):
        with pytest.raises(Refused) as refused:
            after_actions.issue_certificate(registration.id)
        assert refused.value.reason is reason
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Certificate)) == 0


def test_who_turns_out_not_to_have_been_there_has_none_any_more(app, at):
    at("2026-05-01 12:00")
    _event, (came,) = held_with({})
    check_in(came)
    code = after_actions.issue_certificate(came.id).code
    assert after_queries.find_certificate(code) is not None

    with transaction():
        db.session.get(Registration, came.id).state = "confirmed"
        db.session.execute(sa.delete(CheckIn))

    assert after_queries.find_certificate(code) is None


# What stays


def test_figures_and_certificates_are_the_same_when_the_persons_are_gone(app, at):
    at("2026-05-01 12:00")
    event, (first, second) = held_with({"seats": 2}, {})
    check_in(first, heads=2)
    check_in(second)
    count_walk_ins(event, "citizens", 3)
    count_walk_ins(event, "citizens", -1)
    count_walk_ins(event, "science", 1)
    code = after_actions.issue_certificate(first.id).code
    before = door_queries.heads(event.id), door_queries.walk_ins(event.id)

    for registration in (first, second):
        forgetting.forget(registration.id)

    assert before == ({ONSITE: 3}, {"citizens": 2, "science": 1})
    assert (door_queries.heads(event.id), door_queries.walk_ins(event.id)) == before
    issued, of_event = after_queries.find_certificate(code)
    assert (issued.minutes, of_event.id) == (120, event.id)
