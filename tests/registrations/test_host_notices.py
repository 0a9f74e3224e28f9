"""What hosts and the door are told: to whom, when, once."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import DOOR, PROGRAMME, REPRESENTATIVE
from app.database import db, transaction
from app.notifications import delivery, notice_actions, notices
from app.programme import actions as programme
from app.programme import closing_reminders, reporting, todo
from app.programme.models import Event
from app.registrations import actions, door_mail, host_digest, too_few
from tests.make import a_format, a_place, a_registration, a_room, an_event, an_organisation
from tests.make_notices import a_colleague, at_once, each_half_hour, facts_of_last, last_message, told

DIGEST, TOO_FEW, DOOR_LIST, CLOSE = host_digest.MAIL, too_few.MAIL, door_mail.MAIL, closing_reminders.MAIL
CLOCKS_JUMP = ("2027-03-28", "2027-10-31")


def an_event_of(organisation, starts_at, capacity=10, **facts):
    """An event at a place of its own that an organisation hosts."""
    return an_event(
        capacity=capacity, starts_at=starts_at, title="Nähtreff", room_ids=[a_room(place=a_place()).id],
        hosts=[organisation], **facts,
    )  # fmt: skip


def moment(text):
    return clock.from_wall(datetime.fromisoformat(text))


def hosts():
    """Those who hold events, of a house that has its jobs running."""
    closing_reminders.remind_of_closing()
    return an_organisation(contact_email="verein@example.org")


def switch(template, is_on):
    notice = notices.BY_TEMPLATE[template]
    notice_actions.set_notice(notice, is_on=is_on, amount=notice.timing and notice.timing.standard)


def text_of(template, to):
    delivery.deliver_messages()
    message = last_message(template, to)
    return message.subject, message.text


# New registrations


def test_hosts_are_told_of_new_registrations_once_a_day_without_names(app, at):
    at("2026-05-01 12:00")
    organisation = hosts()
    event = an_event_of(organisation, moment("2026-05-20 18:00"), capacity=3)
    an_event_of(organisation, moment("2026-05-21 18:00"))
    a_colleague("vertretung", (REPRESENTATIVE, None, organisation.id))
    a_colleague("still", (REPRESENTATIVE, None, organisation.id), hosting="none")
    a_colleague("andere", (REPRESENTATIVE, None, hosts().id))
    a_registration(event, seats=2, name="Paula Muster")
    a_registration(event, is_confirmed=False)
    a_registration(event, seats=2, would_wait=True)

    host_digest.tell_new_registrations()
    early = told(DIGEST)
    at("2026-05-01 23:00")
    for _time in range(2):
        host_digest.tell_new_registrations()
    first, (subject, text) = told(DIGEST), text_of(DIGEST, "verein")
    at("2026-05-02 18:00")
    host_digest.tell_new_registrations()

    assert (early, first, told(DIGEST)) == ({}, {"verein": 1, "vertretung": 1}, first)
    assert subject == "2 neue Anmeldungen: Nähtreff"
    assert "2 Plätze\n2 Plätze auf der Warteliste\n" in text
    assert "Paula" not in text
    assert "gast" not in text


def test_the_next_digest_tells_of_those_since_the_last_and_not_of_who_gave_up(app, at):
    at("2026-05-01 12:00")
    event = an_event_of(hosts(), moment("2026-05-20 18:00"))
    a_registration(event, seats=2)
    at("2026-05-01 18:00")
    host_digest.tell_new_registrations()
    at("2026-05-02 09:00")
    a_registration(event)
    gone = a_registration(event, seats=2)
    at("2026-05-02 18:00")
    host_digest.tell_new_registrations()
    actions.give_up(gone.id)

    said = facts_of_last(DIGEST)

    assert told(DIGEST) == {"verein": 2}
    assert (said["seats"], said["waiting"], clock.today(said["since"]).day) == (1, 0, 1)


def test_who_registers_between_a_digest_and_its_repetition_is_told_of_tomorrow(app, at, monkeypatch):
    at("2026-05-01 12:00")
    event = an_event_of(hosts(), moment("2026-05-20 18:00"))
    a_registration(event)
    at("2026-05-01 18:00")
    # A process that dies before the day is noted.
    monkeypatch.setattr("app.notifications.daily._note", lambda template, day: None)
    host_digest.tell_new_registrations()
    a_registration(event, seats=2)
    at("2026-05-01 18:05")
    host_digest.tell_new_registrations()
    first = told(DIGEST)
    at("2026-05-02 18:00")
    host_digest.tell_new_registrations()

    assert (first, told(DIGEST), facts_of_last(DIGEST)["seats"]) == ({"verein": 1}, {"verein": 2}, 2)


@pytest.mark.parametrize("day", CLOCKS_JUMP)
def test_in_the_evening_of_days_on_which_the_clock_jumps(make_app, at, day):
    app = make_app()
    with app.app_context():
        at(f"{day} 00:10")
        event = an_event_of(hosts(), clock.now() + timedelta(days=20))
        a_registration(event)

        when = each_half_hour(
            moment(f"{day} 00:30"), moment(f"{day} 23:30"), host_digest.tell_new_registrations, DIGEST
        )  # fmt: skip

    assert when == (f"{day} 18:00", 1)


def test_two_processes_tell_hosts_once_and_switched_off_nobody_is_told(app, at):
    at("2026-05-01 12:00")
    event = an_event_of(hosts(), moment("2026-05-20 18:00"))
    a_registration(event)
    at("2026-05-01 18:00")
    switch(DIGEST, is_on=False)
    host_digest.tell_new_registrations()
    off = told(DIGEST)
    switch(DIGEST, is_on=True)

    at_once(app, host_digest.tell_new_registrations)

    assert (off, told(DIGEST)) == ({}, {"verein": 1})


# Too few


def needs_five(organisation, starts_at, **facts):
    return an_event_of(organisation, starts_at, format=a_format(min_participants=5), **facts)


def test_at_the_moment_of_decision_hosts_and_team_are_told_once_that_too_few_come(app, at):
    at("2026-05-01 12:00")
    organisation = hosts()
    event = needs_five(organisation, moment("2026-05-20 18:00"))
    here = event.rooms[0].place_id
    a_registration(event, seats=2)
    a_colleague("programm", (PROGRAMME, here))
    a_colleague("woanders", (PROGRAMME, a_place().id))
    a_colleague("taeglich", (PROGRAMME, None), events="daily")

    at("2026-05-17 17:59")
    too_few.tell_too_few()
    early = told(TOO_FEW)
    at("2026-05-17 23:30")
    for _time in range(2):
        too_few.tell_too_few()

    assert (early, told(TOO_FEW)) == ({}, {"verein": 1, "programm": 1})
    subject, text = text_of(TOO_FEW, "programm")
    assert subject == "Bitte entscheiden: Nähtreff"
    assert "sind bisher 2 Personen angemeldet. Nötig sind 5." in text
    assert f"http://localhost/team/veranstaltungen/{event.id}/absagen\n" in text


def test_enough_at_last_or_decided_already_nobody_is_told_and_moved_they_are_asked_anew(app, at):
    at("2026-05-01 12:00")
    event, kept, moved = (needs_five(hosts(), moment("2026-05-20 18:00")) for _number in range(3))
    at("2026-05-17 20:00")
    too_few.tell_too_few()
    a_registration(event, seats=2, email="a@example.org"), a_registration(event, seats=2, email="b@example.org")
    a_registration(event, email="c@example.org")
    line = next(each for each in todo.open_lines(clock.now()) if each.about == f"event:{kept.id}")
    todo.settle(line, for_good=True)

    delivery.deliver_messages()
    first, about = told(TOO_FEW), last_message(TOO_FEW).facts["event_id"]
    with transaction():
        db.session.get(Event, moved.id).decide_at = moment("2026-05-18 09:00")
    too_few.tell_too_few()
    not_yet = told(TOO_FEW)
    at("2026-05-18 09:00")
    too_few.tell_too_few()

    assert (first, about) == ({"verein": 1}, moved.id)
    assert (not_yet, told(TOO_FEW)) == (first, {"verein": 2})


def test_too_few_is_told_by_two_processes_once_and_not_where_it_was_called_off(app, at):
    at("2026-05-01 12:00")
    needs_five(hosts(), moment("2026-05-20 18:00"))
    off = needs_five(hosts(), moment("2026-05-20 18:00"))
    programme.cancel_event(off.id, "Krank.")
    at("2026-05-18 12:00")

    at_once(app, too_few.tell_too_few)

    assert told(TOO_FEW) == {"verein": 1}


# The list for the door


def test_on_the_evening_before_the_door_knows_how_many_come_and_what_they_need(app, at):
    at("2026-05-01 12:00")
    event = an_event_of(hosts(), moment("2026-05-20 10:00"))
    same_place = [a_room(place=event.rooms[0].place).id]
    later = an_event(starts_at=moment("2026-05-20 20:00"), room_ids=same_place, title="Kino")
    an_event_of(hosts(), moment("2026-05-21 10:00"))
    a_registration(event, seats=2, wheelchairs=1, name="Paula Muster")
    here = event.rooms[0].place_id
    a_colleague("tuer", (DOOR, here))
    a_colleague("woanders", (DOOR, a_place().id))
    a_colleague("verwaltung", ("administration",))
    a_colleague("still", (DOOR, None), door="none")

    at("2026-05-19 17:59")
    door_mail.write_door_lists()
    early = told(DOOR_LIST)
    at("2026-05-19 18:00")
    for _time in range(2):
        door_mail.write_door_lists()

    assert (early, told(DOOR_LIST)) == ({}, {"tuer": 1, "verein": 1, "haus": 1})
    assert [each["title"] for each in facts_of_last(DOOR_LIST, "tuer")["events"]] == ["Nähtreff", "Kino"]
    subject, text = text_of(DOOR_LIST, "tuer")
    assert subject == "Morgen: 2 Veranstaltungen"
    assert "2 erwartet\n1 Person im Rollstuhl\n" in text
    assert f"http://localhost/team/veranstaltungen/{later.id}/einlass\n" in text
    assert "Paula" not in text
    # Hosts from outside know numbers only, here as on their page.
    assert "1 Person im Rollstuhl" not in last_message(DOOR_LIST, "verein").text
    assert "2 erwartet\n" in last_message(DOOR_LIST, "verein").text


def test_a_list_that_is_late_overnight_comes_in_the_morning_before_it_begins(app, at):
    at("2026-05-01 12:00")
    event = an_event_of(hosts(), moment("2026-05-20 10:00"))
    at("2026-05-20 08:30")
    door_mail.write_door_lists()
    morning = facts_of_last(DOOR_LIST)
    programme.cancel_event(event.id, "Krank.")
    delivery.deliver_messages()

    assert (morning["is_tomorrow"], [each["title"] for each in morning["events"]]) == (False, ["Nähtreff"])
    assert told(DOOR_LIST) == {}


@pytest.mark.parametrize("day", CLOCKS_JUMP)
def test_the_list_comes_on_the_evening_before_days_on_which_the_clock_jumps(make_app, at, day):
    app = make_app()
    with app.app_context():
        at("2027-01-10 12:00")
        an_event_of(hosts(), moment(f"{day} 00:30"))
        begin = moment(f"{day} 00:30")

        when = each_half_hour(
            begin - timedelta(hours=12), begin - timedelta(minutes=30), door_mail.write_door_lists, DOOR_LIST
        )  # fmt: skip

    assert (when[0][11:], when[1]) == ("18:00", 1)


def test_two_processes_write_the_list_once_and_switched_off_nobody(app, at):
    at("2026-05-01 12:00")
    an_event_of(hosts(), moment("2026-05-20 10:00"))
    at("2026-05-19 19:00")
    switch(DOOR_LIST, is_on=False)
    door_mail.write_door_lists()
    off = told(DOOR_LIST)
    switch(DOOR_LIST, is_on=True)

    at_once(app, door_mail.write_door_lists)

    assert (off, told(DOOR_LIST)) == ({}, {"verein": 1})


# Closing


def test_hosts_are_asked_to_close_on_the_day_after_and_once_more_a_week_later(app, at):
    at("2026-05-01 12:00")
    organisation = hosts()
    event = an_event_of(organisation, moment("2026-05-20 18:00"))
    a_colleague("programm", (PROGRAMME, event.rooms[0].place_id))
    a_colleague("vertretung", (REPRESENTATIVE, None, organisation.id))
    numbers = []

    for when in ("05-20 21:00", "05-21 08:59", "05-21 09:00", "05-21 20:00", "05-22 09:00", "05-27 09:00",
                 "05-28 09:00", "05-29 09:00", "06-10 09:00"):  # fmt: skip
        at(f"2026-{when}")
        closing_reminders.remind_of_closing()
        numbers.append(told(CLOSE).get("verein", 0))

    assert numbers == [0, 0, 1, 1, 1, 1, 2, 2, 2]
    # The team reads it in its list of what there is to do.
    assert told(CLOSE) == {"verein": 2, "vertretung": 2}
    assert facts_of_last(CLOSE, "verein")["closing_link"].endswith(f"/team/veranstaltungen/{event.id}/abschluss")
    assert facts_of_last(CLOSE, "vertretung")["may_plan"] is False


def test_what_is_closed_or_never_will_be_is_not_asked_for(app, at):
    at("2026-05-01 12:00")
    closed, given_up, late = (an_event_of(hosts(), moment("2026-05-20 18:00")) for _number in range(3))
    at("2026-05-24 08:00")
    reporting.close_event(closed.id, 12, 0, "")
    line = next(each for each in todo.open_lines(clock.now()) if each.about == f"event:{given_up.id}")
    todo.settle(line, for_good=True)
    at("2026-05-24 09:00")
    at_once(app, closing_reminders.remind_of_closing)
    asked = last_message(CLOSE)
    reporting.close_event(late.id, 12, 0, "")
    delivery.deliver_messages()
    db.session.refresh(asked)

    assert db.session.scalar(sa.select(sa.func.count()).where(type(asked).template == CLOSE)) == 1
    assert (asked.facts["event_id"], asked.state) == (late.id, "dropped")


@pytest.mark.parametrize("day", CLOCKS_JUMP)
def test_closing_is_asked_for_at_nine_on_days_on_which_the_clock_jumps(make_app, at, day):
    app = make_app()
    with app.app_context():
        at("2027-01-10 12:00")
        an_event_of(hosts(), moment(f"{day} 00:00") - timedelta(hours=4))

        when = each_half_hour(
            moment(f"{day} 00:00"), moment(f"{day} 23:00"), closing_reminders.remind_of_closing, CLOSE
        )  # fmt: skip

    assert when == (f"{day} 09:00", 1)


def test_a_house_that_has_just_got_the_notice_does_not_ask_for_what_is_past(app, at):
    at("2026-05-01 12:00")
    first, second = (an_event_of(an_organisation(contact_email="verein@example.org"), moment(f"2026-05-{day} 18:00"))
                     for day in (19, 20))  # fmt: skip
    asked = []

    for when in ("05-20 07:00", "05-20 09:00", "05-21 09:00", "05-22 09:00"):
        at(f"2026-{when}")
        closing_reminders.remind_of_closing()
        asked.append(told(CLOSE).get("verein", 0))

    assert first.ends_at < second.ends_at
    assert asked == [0, 0, 1, 1]
    assert last_message(CLOSE).facts["event_id"] == second.id


def test_the_hour_of_closing_can_be_moved(app, at):
    at("2026-05-01 12:00")
    an_event_of(hosts(), moment("2026-05-20 18:00"))
    notice_actions.set_notice(notices.BY_TEMPLATE[CLOSE], is_on=True, amount=600)

    at("2026-05-21 09:30")
    closing_reminders.remind_of_closing()
    before = told(CLOSE)
    at("2026-05-21 10:00")
    closing_reminders.remind_of_closing()

    assert (before, told(CLOSE)) == ({}, {"verein": 1})
