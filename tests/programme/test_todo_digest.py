"""The list of what there is to do as a mail: to whom, when, once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import PROGRAMME, ROOMS
from app.database import db, transaction
from app.notifications import delivery, notice_actions, notices, outbox, wishes
from app.notifications.models import FAILED, Message
from app.programme import todo, todo_digest
from tests.make import PASSWORD, a_format, a_place, a_room, an_event, an_open_request
from tests.make_notices import a_colleague, at_once, facts_of_last, told
from tests.registrations.conftest import Guest

MAIL = todo_digest.MAIL


def too_few(title="Nähtreff", **facts):
    """An event tomorrow that needs five and has nobody: a line, overdue."""
    start = clock.now() + timedelta(hours=24)
    return an_event(starts_at=start, format=a_format(min_participants=5, registration="seat"), title=title, **facts)


def digests():
    """Who got how many."""
    return told(MAIL)


def titles(lines):
    return [line.title for line in lines]


def test_everybody_is_told_of_what_they_may_do_once_a_day(app, at):
    at("2026-05-01 07:00")
    here, there = a_place(), a_place()
    an_open_request(a_room(place=here))
    too_few(room_ids=[a_room(place=there).id])
    a_colleague("raum-hier", (ROOMS, here.id))
    a_colleague("programm-dort", (PROGRAMME, there.id))
    a_colleague("programm-hier", (PROGRAMME, here.id))
    a_colleague("nie", (PROGRAMME, None), tasks="none", events="none", barriers="none")
    a_colleague("ohne", ("insights", None))

    todo_digest.write_todo_digests()
    early = digests()
    at("2026-05-01 08:00")
    for _time in range(2):
        todo_digest.write_todo_digests()

    assert early == {}
    assert digests() == {"raum-hier": 1, "programm-dort": 1}


def test_only_what_is_new_or_overdue_and_nothing_is_no_mail(app, at):
    at("2026-05-01 09:00")
    place = a_place()
    a_colleague("raum", (ROOMS, place.id))
    todo_digest.write_todo_digests()
    nothing = digests()
    an_open_request(a_room(place=place, name="Saal"), starts_at=clock.now() + timedelta(days=40))

    at("2026-05-02 08:05")
    todo_digest.write_todo_digests()
    first = facts_of_last(MAIL)
    at("2026-05-03 08:05")
    todo_digest.write_todo_digests()
    known_by_then = digests()
    at("2026-05-20 08:05")
    todo_digest.write_todo_digests()
    late = facts_of_last(MAIL)

    assert (nothing, titles(first["new"]), titles(first["overdue"])) == ({}, ["Saal"], [])
    assert known_by_then == {"raum": 1}
    assert (titles(late["new"]), titles(late["overdue"])) == ([], ["Saal"])


def test_what_is_new_between_a_digest_and_its_repetition_is_told_the_next_morning(app, at, monkeypatch):
    at("2026-05-01 07:00")
    place = a_place()
    a_colleague("raum", (ROOMS, place.id))
    an_open_request(a_room(place=place, name="Saal"), starts_at=clock.now() + timedelta(days=40))
    at("2026-05-01 08:00")
    # A process that dies before the day is noted.
    monkeypatch.setattr("app.notifications.daily._note", lambda template, day: None)
    todo_digest.write_todo_digests()
    an_open_request(a_room(place=place, name="Studio"), starts_at=clock.now() + timedelta(days=40))
    at("2026-05-01 08:02")
    todo_digest.write_todo_digests()
    first = digests()
    at("2026-05-02 08:00")
    todo_digest.write_todo_digests()

    assert (first, digests(), titles(facts_of_last(MAIL)["new"])) == ({"raum": 1}, {"raum": 2}, ["Studio"])


def test_late_by_hours_still_and_the_next_day_not_any_more(app, at, monkeypatch):
    at("2026-05-01 07:00")
    too_few()
    a_colleague("programm", (PROGRAMME, None))

    at("2026-05-01 13:00")
    todo_digest.write_todo_digests()
    message = db.session.scalar(sa.select(Message).where(Message.template == MAIL))

    assert (digests(), message.useful_until) == ({"programm": 1}, at("2026-05-02 00:00"))


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_on_days_on_which_the_clock_jumps_it_comes_at_eight_and_once(make_app, at, day):
    with make_app().app_context():
        at(f"{day} 00:30")
        too_few()
        a_colleague("programm", (PROGRAMME, None))
        eight, told = at(f"{day} 08:00"), []

        for minutes in range(-480, 60, 30):
            clock.stand_still(eight + timedelta(minutes=minutes))
            todo_digest.write_todo_digests()
            told.append((minutes, sum(digests().values())))

    assert [minutes for minutes, number in told if number == 0] == list(range(-480, 0, 30))
    assert told[-1][1] == 1


def test_moved_in_time_it_comes_then_and_switched_off_not_at_all(app, at):
    at("2026-05-01 07:00")
    notice = notices.BY_TEMPLATE[MAIL]
    too_few()
    a_colleague("programm", (PROGRAMME, None))
    notice_actions.set_notice(notice, is_on=False, amount=480)

    at("2026-05-01 09:00")
    todo_digest.write_todo_digests()
    off = digests()
    notice_actions.set_notice(notice, is_on=True, amount=600)
    todo_digest.write_todo_digests()
    before = digests()
    at("2026-05-01 10:00")
    todo_digest.write_todo_digests()
    # Moved to a later hour after it went: not once more.
    notice_actions.set_notice(notice, is_on=True, amount=660)
    at("2026-05-01 11:00")
    todo_digest.write_todo_digests()

    assert (off, before, digests()) == ({}, {}, {"programm": 1})


def test_two_processes_at_once_write_it_once(app, at):
    at("2026-05-01 07:00")
    too_few()
    for number in range(3):
        a_colleague(f"programm{number}", (PROGRAMME, None))
    at("2026-05-01 08:00")

    at_once(app, todo_digest.write_todo_digests)

    assert digests() == {"programm0": 1, "programm1": 1, "programm2": 1}


def test_failures_and_what_is_planned_twice_are_in_it(app, at):
    at("2026-05-01 07:00")
    place = a_place()
    too_few("Nähtreff")
    account = a_colleague("programm", (PROGRAMME, None))
    with transaction():
        outbox.queue("weg@example.org", "registrations/mail/invited", "invitation:9", clock.now())
        message = db.session.scalar(sa.select(Message))
        message.state = FAILED
    line = todo.Todo(
        rule="double", about="event:1", text="Zweimal.", act="Ansehen", href="/team/", roles=(PROGRAMME,),
        title="Doppelt", is_clash=True, due_at=clock.now() + timedelta(days=9),
        where=todo.Where(places=frozenset({place.id})),
    )  # fmt: skip
    todo.RULES.append(lambda _now: [line])
    try:
        at("2026-05-01 08:00")
        todo_digest.write_todo_digests()
        said = facts_of_last(MAIL)
    finally:
        todo.RULES.pop()

    # Of "too few" this reader is told at once; here it is overdue.
    assert account.email == "programm@example.org"
    assert (titles(said["new"]), titles(said["overdue"])) == (["Doppelt", "E-Mails"], ["Nähtreff"])


def test_what_is_done_before_it_goes_is_not_said(app, at):
    at("2026-05-01 08:00")
    event = too_few()
    a_colleague("programm", (PROGRAMME, None))
    todo_digest.write_todo_digests()

    line = next(each for each in todo.open_lines(clock.now()) if each.about == f"event:{event.id}")
    todo.settle(line, for_good=True)
    delivery.deliver_messages()
    db.session.rollback()
    message = db.session.scalar(sa.select(Message).where(Message.template == MAIL))

    assert (message.state, message.problem) == ("dropped", "Inzwischen ist es getan.")


def test_it_says_all_of_it_with_links(app, at, tmp_path):
    at("2026-05-01 08:00")
    event = too_few()
    a_colleague("programm", (PROGRAMME, None))
    todo_digest.write_todo_digests()

    delivery.deliver_messages()
    db.session.rollback()
    message = db.session.scalar(sa.select(Message).where(Message.template == MAIL))

    assert message.subject == "Zu tun: 1 überfällig"
    assert "\nNähtreff (Samstag, 2. Mai, 8 bis 10 Uhr)\nBisher kommt niemand, nötig sind 5.\n" in message.text
    assert f"Absagen: http://localhost/team/veranstaltungen/{event.id}/absagen\n" in message.text
    assert "http://localhost/team/konto/nachrichten." in message.text


def test_everybody_chooses_what_they_are_told(make_app, at):
    at("2026-05-01 12:00")
    app = make_app()
    with app.app_context():
        account = a_colleague("raum", (ROOMS, a_place().id))
        team = Guest(app.test_client())
        team.post("/team/anmelden", email=account.email, password=PASSWORD)

        page = team.get("/team/konto/nachrichten")
        answer = team.fill(page, "/team/konto/nachrichten", requests="at_once", barriers="none")
        bad = team.fill(page, "/team/konto/nachrichten", requests="weekly")

        assert page.sent.keys() - {"csrf_token"} == {"tasks", "requests", "barriers"}
        assert (answer.location, bad.status) == ("/team/konto", 422)
        assert wishes.of_account(account.id).choices == {"tasks": "daily", "requests": "at_once", "barriers": "none"}
