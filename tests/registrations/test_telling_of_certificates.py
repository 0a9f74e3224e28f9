"""Certificates: who was there hears of theirs once, with the thanks or in a mail of its own."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.database import db
from app.notifications import delivery, notice_actions, notices, own_text_actions
from app.notifications.models import DROPPED, Message
from app.notifications.outbox import TOO_LATE
from app.notifications.own_texts import Text
from app.programme import actions as programme
from app.programme import event_noticing
from app.registrations import after_jobs, door, forgetting
from tests.make_after import check_in, held_with
from tests.make_notices import at_once
from tests.registrations.test_life import mails_to

CERTIFICATE, THANKS = "registrations/mail/certificate", "registrations/mail/thanks"


def tick(*moments):
    """What the jobs do at a moment, or at several: those of the certificates first, which know no order."""
    for moment in moments or (clock.now(),):
        clock.stand_still(moment)
        after_jobs.tell_of_certificates()
        after_jobs.thank_guests()
        after_jobs.tell_of_certificates()
        delivery.deliver_messages()


def told(*guests):
    """What each was written after the event."""
    return [[name for name in mails_to(each) if name in ("thanks", "certificate")] for each in guests]


def end_of(guest):
    """(state, problem) of their last mail."""
    db.session.rollback()
    return tuple(
        db.session.execute(
            sa.select(Message.state, Message.problem).where(Message.about == guest.about).order_by(Message.id.desc())
        ).first()
    )


def take_back(guest):
    door.undo(guest.id, guest.event.dates[0].id)


def test_who_is_entered_late_is_told_and_who_read_it_in_the_thanks_is_not(app, at):
    at("2026-05-01 18:00")
    event, (early, late, stayed) = held_with({}, {}, {})
    check_in(early)

    tick(at("2026-05-12 00:30"), at("2026-05-12 08:00"), at("2026-05-12 08:05"))
    before = told(early, late, stayed)
    # A door that was offline reports; by night nobody is told, and by day once.
    at("2026-05-14 23:00")
    check_in(late)
    tick(at("2026-05-14 23:05"))
    by_night = told(late)
    tick(at("2026-05-15 08:00"), at("2026-05-15 08:05"), at("2026-05-16 12:00"))

    assert event.ends_at.astimezone(clock.BERLIN).strftime("%d %H:%M") == "11 20:00"
    assert before == [["thanks"], [], []]
    assert by_night == [[]]
    assert told(early, late, stayed) == [["thanks"], ["certificate"], []]


@pytest.mark.parametrize("who", ["format", "event", "house"])
def test_where_nobody_is_thanked_all_who_were_there_are_told(app, at, who):
    at("2026-05-01 18:00")
    event, (came, stayed) = held_with({}, {}, format_facts={"thanks": who != "format"})
    check_in(came)
    if who == "event":
        event_noticing.set_notices(event.id, thanks=False)
    elif who == "house":
        notice_actions.set_notice(notices.BY_TEMPLATE[THANKS], False, None)

    tick(at("2026-05-12 07:55"))
    early = told(came, stayed)
    tick(at("2026-05-12 08:00"), at("2026-05-12 08:05"))

    assert (early, told(came, stayed)) == ([[], []], [["certificate"], []])


def test_what_the_thanks_said_when_they_went_out_counts(app, at):
    at("2026-05-01 18:00")
    # Where no door was used, all are thanked; one is entered before the thanks go out, one is taken out again.
    _event, (late, wrong) = held_with({}, {})
    clock.stand_still(at("2026-05-12 08:00"))
    after_jobs.thank_guests()
    check_in(late)
    check_in(wrong)
    after_jobs.tell_of_certificates()
    waiting = told(late, wrong)
    take_back(wrong)
    tick()
    check_in(wrong)
    tick(at("2026-05-12 08:05"), at("2026-05-12 08:10"))

    assert waiting == [["thanks"], ["thanks"]]
    assert told(late, wrong) == [["thanks"], ["thanks", "certificate"]]


def test_a_text_of_the_house_that_does_not_speak_of_it_counts_for_nothing(app, at):
    at("2026-05-01 18:00")
    _event, (came,) = held_with({})
    check_in(came)
    own_text_actions.write_text(notices.BY_TEMPLATE[THANKS], Text("Danke", "Danke! {Link zu den Fragen}"), None)

    tick(at("2026-05-12 08:00"), at("2026-05-12 08:05"), at("2026-05-12 08:10"))

    assert told(came) == [["thanks", "certificate"]]


def test_who_is_taken_out_before_it_goes_is_not_told_and_is_once_entered_again(app, at):
    at("2026-05-01 18:00")
    _event, (came,) = held_with({}, format_facts={"thanks": False})
    check_in(came)
    clock.stand_still(at("2026-05-12 08:00"))
    after_jobs.tell_of_certificates()
    take_back(came)
    tick()
    dropped = end_of(came)
    check_in(came)
    tick(at("2026-05-12 09:00"), at("2026-05-12 10:00"))

    assert dropped == (DROPPED, "Die Person gilt inzwischen nicht mehr als dabei gewesen.")
    assert told(came) == [["certificate", "certificate"]]
    assert end_of(came) == ("sent", None)


def test_whoever_would_be_told_after_two_weeks_is_not_and_the_team_sees_why(app, at):
    at("2026-05-01 18:00")
    event, (late,) = held_with({}, format_facts={"thanks": False})
    check_in(late)

    tick(event.ends_at + timedelta(days=14, hours=16), event.ends_at + timedelta(days=14, hours=17))

    assert told(late) == [["certificate"]]
    assert end_of(late) == (DROPPED, TOO_LATE)


def test_forgotten_called_off_or_switched_off_nobody_is_told(app, at):
    at("2026-05-01 18:00")
    _event, (forgotten,) = held_with({}, format_facts={"thanks": False})
    check_in(forgotten)
    forgetting.erase(forgotten.id)
    tick(at("2026-05-13 09:00"))
    at("2026-05-01 18:00")
    off, (came,) = held_with({}, ended=timedelta(hours=-4))
    check_in(came)
    programme.cancel_event(off.id, "Krank.")
    tick(at("2026-05-13 09:00"))
    notice_actions.set_notice(notices.BY_TEMPLATE[CERTIFICATE], False, None)
    at("2026-05-01 18:00")
    _event, (other,) = held_with({}, format_facts={"thanks": False})
    check_in(other)
    tick(at("2026-05-13 09:00"))
    # Switched on again, the house does not speak of what is past.
    notice_actions.set_notice(notices.BY_TEMPLATE[CERTIFICATE], True, None)
    tick(at("2026-05-13 10:00"))

    assert told(forgotten, came, other) == [[], [], []]


def test_it_is_written_in_the_language_of_the_guest_with_the_link(app, at):
    at("2026-05-01 18:00")
    languages = ("de", "en", "pl", "cs")
    event, guests = held_with(*({"language": each} for each in languages), format_facts={"thanks": False})
    for each in guests:
        check_in(each)

    tick(at("2026-05-12 08:00"))

    mails = db.session.scalars(sa.select(Message).where(Message.template == CERTIFICATE).order_by(Message.id)).all()
    begin = ("Ihre Bescheinigung", "Your certificate", "Państwa zaświadczenie", "Vaše potvrzení o účasti")
    assert [each.subject for each in mails] == [f"{words}: {event.title}" for words in begin]
    assert all("/bescheinigung\n" in each.text for each in mails)


def test_at_one_moment_two_processes_tell_once(app, at):
    at("2026-05-01 18:00")
    _event, (came,) = held_with({}, format_facts={"thanks": False})
    check_in(came)
    at("2026-05-12 08:00")

    at_once(app, after_jobs.tell_of_certificates)

    assert told(came) == [["certificate"]]
